/**
 * Members of a tar stream, one at a time, by tar-stream: ustar, GNU long names, pax. What that library takes without a
 * word is fenced here: an archive that ends without its end mark, sizes that are none, and complaints of its own.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import { StudioError } from '../../../shared/errors.ts';
import { tooLarge, unreadable } from './limits.ts';

const BLOCK = 512;
/** Two blocks of zeros end an archive. */
const END_MARK = 2 * BLOCK;

type MemberKind = 'file' | 'link' | 'hard-link' | 'folder' | 'device' | 'fifo' | 'other';

export interface TarMember {
  readonly name: string;
  readonly kind: MemberKind;
  readonly size: number;
  readonly target: string;
  /** When the content was written, as the archive tells it; null for what is no time. */
  readonly modified: Date | null;
  /** Content, in memory at once. */
  body(): Promise<Buffer>;
  /** Content in portions. */
  portions(): AsyncGenerator<Uint8Array>;
}

const KINDS: Readonly<Record<string, MemberKind>> = {
  file: 'file',
  'contiguous-file': 'file',
  link: 'hard-link',
  symlink: 'link',
  'character-device': 'device',
  'block-device': 'device',
  directory: 'folder',
  fifo: 'fifo',
};

/** What tar-stream 3 really hands out; its published types leave out the absent values and the place in the archive. */
interface ReadHeader extends Omit<Header, 'size' | 'type' | 'linkname' | 'pax'> {
  readonly size: number | null;
  readonly type: Header['type'] | null;
  readonly linkname: string | null;
  readonly pax: Readonly<Record<string, string>> | null;
  /** Where the content begins. */
  readonly byteOffset: number;
}

/** The part of a member's stream that is used; its published type leaves its chunks unknown. */
interface Content extends AsyncIterable<Uint8Array> {
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  resume(): unknown;
}

/** The format before 1988 has no magic; its checksum is as good. The option is missing in the published types too. */
const OPTIONS = { allowUnknownFormat: true } as NonNullable<Parameters<typeof extract>[0]>;

/** Does this block begin a tar archive: its checksum is the sum of its bytes, with the checksum's own taken as blanks. */
export function isTarHeader(block: Buffer): boolean {
  if (block.length < BLOCK || block[0] === 0) return false;
  const told = Number.parseInt(block.toString('latin1', 148, 156).trim(), 8);
  const sum = block.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  return told === sum;
}

function kindOf({ type, pax }: ReadHeader): MemberKind {
  // A sparse file of the pax kind says that it is a plain file; its content is a map and pieces.
  if (pax !== null && Object.keys(pax).some((key) => key.startsWith('GNU.sparse'))) return 'other';
  return type === null ? 'other' : (KINDS[type] ?? 'other');
}

/** Unlike `for await` over the stream, stopping early does not destroy it, and with it the archive around it. */
async function* portionsOf(stream: Content): AsyncGenerator<Uint8Array> {
  const portions = stream[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await portions.next();
    if (done) return;
    yield value;
  }
}

function wholeOf(stream: Content, size: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  return new Promise((resolve, reject) => {
    stream.on('end', () => resolve(Buffer.concat(chunks, size)));
    stream.on('error', reject);
  });
}

/** Hands `source` on and remembers how long it was and how it ended. */
class Tail {
  total = 0;
  #last: Buffer = Buffer.alloc(0);

  async *follow(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      this.total += chunk.length;
      const last = chunk.subarray(-END_MARK);
      this.#last = Buffer.concat(last.length < END_MARK ? [this.#last, last] : [last]).subarray(-END_MARK);
      yield chunk;
    }
  }

  /** The archive goes on for an end mark after `end`, where its last member ended, and closes with one. */
  hasEndMark(end: number): boolean {
    return this.total - end >= END_MARK && this.#last.every((byte) => byte === 0);
  }
}

/**
 * Calls `take` for one member after the other; what it leaves of the content is passed by. Throws what `take` and
 * `source` throw, `unreadable` for damage and for a missing end, `too-large` for a header beyond all measure.
 */
export async function readTar(
  source: AsyncIterable<Uint8Array>,
  label: string,
  take: (member: TarMember) => Promise<void> | void,
): Promise<void> {
  const archive = extract(OPTIONS);
  const tail = new Tail();
  let end = 0;
  let specialBefore = false;

  async function takeNext(header: ReadHeader, stream: Content): Promise<void> {
    const { size, linkname, byteOffset } = header;
    // GNU tar hides a sparse file under an invented name, so that old programs do not put it in the real one's place.
    const name = header.pax?.['GNU.sparse.name'] ?? header.name;
    // null: a binary number that tar-stream does not know, and would wait for ever for such a member; -0: one below 0.
    if (size === null || !Number.isSafeInteger(size) || size < 0 || Object.is(size, -0)) throw damaged();
    end = byteOffset + Math.ceil((header.type === 'directory' ? 0 : size) / BLOCK) * BLOCK;
    specialBefore = header.type === null;
    await take({
      name,
      kind: kindOf(header),
      size,
      target: linkname ?? '',
      modified: header.mtime !== undefined && header.mtime.getTime() > 0 ? header.mtime : null,
      body: () => wholeOf(stream, size),
      portions: () => portionsOf(stream),
    });
    stream.resume();
  }

  function damaged(): StudioError {
    if (specialBefore)
      return unreadable(
        `${label} cannot be read past a member of a special kind, probably a sparse file: pack it without --sparse. Nothing was taken from it.`,
      );
    return unreadable(
      `${label} is damaged: a header inside the archive is broken. Nothing was taken from it.`,
    );
  }

  function cutOff(): StudioError {
    return unreadable(`${label} ends in the middle: it was cut off. Nothing was taken from it.`);
  }

  archive.on('entry', (header, stream, next) => {
    // What ends the archive early ends this stream too; the pipeline below tells it.
    stream.on('error', () => {});
    takeNext(header as unknown as ReadHeader, stream as unknown as Content).then(() => next(), next);
  });
  try {
    await pipeline(Readable.from(tail.follow(source), { objectMode: false }), archive);
  } catch (thrown) {
    throw translated(thrown);
  }
  if (!tail.hasEndMark(end)) throw cutOff();

  /** tar-stream's own errors are told apart by their words only. */
  function translated(thrown: unknown): unknown {
    if (!(thrown instanceof Error) || thrown instanceof StudioError) return thrown;
    if (thrown.message === 'Unexpected end of data') return cutOff();
    if (thrown.message === 'Header exceeds max size')
      return tooLarge(`${label} holds a name or header of more than 4 MiB.`);
    return thrown.message.startsWith('Invalid') ? damaged() : thrown;
  }
}
