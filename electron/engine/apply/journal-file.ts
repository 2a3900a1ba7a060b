/**
 * Append-only records, one a line: length in bytes, CRC-32 and JSON. A record is on disk before the next thing is done.
 * A line that a crash cut off at the end is left out; damage anywhere else is an error, and nothing is written then.
 */
import { type FileHandle, mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { StudioError } from '../../../shared/errors.ts';
import { syncFolder, systemReason } from '../workspace/atomic-save.ts';

const LINE = /^(\d+) ([0-9a-f]{8}) (.*)$/s;

function lineOf(record: unknown): string {
  const json = JSON.stringify(record);
  return `${Buffer.byteLength(json)} ${crc32(json).toString(16).padStart(8, '0')} ${json}\n`;
}

function parseLine(line: Buffer): { readonly record: unknown } | null {
  const match = LINE.exec(line.toString('utf8'));
  if (!match) return null;
  const [, length, sum, json] = match as unknown as [string, string, string, string];
  if (Buffer.byteLength(json) !== Number(length)) return null;
  return crc32(json) === Number.parseInt(sum, 16) ? { record: JSON.parse(json) } : null;
}

/** More than the record it announces: no write that was cut short, but a line end that got lost. */
function isTooLong(line: Buffer): boolean {
  const start = /^(\d{1,9}) [0-9a-f]{8} /.exec(line.subarray(0, 24).toString('latin1'));
  return start !== null && line.length > start[0].length + Number(start[1]) + 1;
}

export interface JournalContent {
  readonly records: readonly unknown[];
  /** Bytes of the file that hold whole records. */
  readonly goodBytes: number;
  /** Bytes behind them: a record that was being written when power or process went away. */
  readonly tornBytes: number;
}

/** Throws StudioError `unreadable` when a record in the middle is damaged, `io` when the file cannot be read. */
export async function readRecords(file: string): Promise<JournalContent> {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new StudioError('io', `The journal ${file} cannot be read: ${systemReason(error)}.`);
  });
  const records: unknown[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(10, at);
    const parsed = end < 0 ? null : parseLine(bytes.subarray(at, end));
    if (!parsed) {
      // Only the last line can be torn: every record was on disk before the next was begun.
      if ((end >= 0 && end < bytes.length - 1) || isTooLong(bytes.subarray(at)))
        throw new StudioError(
          'unreadable',
          `The journal ${file} is damaged at record ${records.length + 1}. It was left as it is; move it away to go on without it.`,
        );
      return { records, goodBytes: at, tornBytes: bytes.length - at };
    }
    records.push(parsed.record);
    at = end + 1;
  }
  return { records, goodBytes: at, tornBytes: 0 };
}

export interface JournalWriter {
  readonly file: string;
  append(record: unknown): Promise<void>;
  close(): Promise<void>;
}

function writer(file: string, handle: FileHandle): JournalWriter {
  return {
    file,
    async append(record) {
      try {
        await handle.appendFile(lineOf(record), 'utf8');
        await handle.sync();
      } catch (error) {
        throw new StudioError(
          'io',
          `The journal ${file} cannot be written: ${systemReason(error)}. Nothing more was run.`,
        );
      }
    },
    close: () => handle.close(),
  };
}

export async function createJournal(file: string): Promise<JournalWriter> {
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(file, 'ax', 0o600);
    await syncFolder(path.dirname(file));
    return writer(file, handle);
  } catch (error) {
    throw new StudioError('io', `The journal ${file} cannot be made: ${systemReason(error)}.`);
  }
}

/** Goes on behind the last whole record; a torn one is cut off. */
export async function continueJournal(
  file: string,
  { goodBytes, tornBytes }: JournalContent,
): Promise<JournalWriter> {
  try {
    const handle = await open(file, 'a', 0o600);
    if (tornBytes > 0) await handle.truncate(goodBytes);
    return writer(file, handle);
  } catch (error) {
    throw new StudioError('io', `The journal ${file} cannot be written: ${systemReason(error)}.`);
  }
}
