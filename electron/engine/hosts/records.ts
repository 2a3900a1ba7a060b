/** Hosts as text: the records of a collector script (management.md 7.2) and the JSON form of ap.md 5.9. */
import type { CaptureBuilder } from './capture-builder.ts';
import type { Meter } from './decompress.ts';
import { printable } from './finding-list.ts';
import { unreadable } from './limits.ts';

/** `D path`, `L path -> target`, `F mode path base64`, `W mode path` (write-only), `E mode path text`. */
const RECORD = /^(?:[DL] \/|[FWE] [0-7]{1,6} \/)/;

export function isRecords(text: string): boolean {
  return RECORD.test(text);
}

function takeRecord(line: string, builder: CaptureBuilder): boolean {
  const plain = /^D (\/.*)$/.exec(line);
  if (plain) {
    if (builder.wants(plain[1]!)) builder.add(plain[1]!, { kind: 'folder' });
    return true;
  }
  const link = /^L (\/.*?) -> (.+)$/.exec(line);
  if (link) {
    if (builder.wants(link[1]!)) builder.add(link[1]!, { kind: 'link', target: link[2]! });
    return true;
  }
  if (/^W [0-7]{1,6} \//.test(line)) return true;
  const failed = /^E [0-7]{1,6} (\/\S*) ?(.*)$/.exec(line);
  if (failed) {
    if (builder.wants(failed[1]!))
      builder.add(failed[1]!, { kind: 'unreadable', why: printable(failed[2]!) || 'no reason given' });
    return true;
  }
  const file = /^F [0-7]{1,6} (\/.*) ([A-Za-z0-9+/]*={0,2})$/.exec(line);
  if (!file || file[2]!.length % 4 !== 0) return false;
  if (builder.wants(file[1]!)) builder.addFile(file[1]!, Buffer.from(file[2]!, 'base64'));
  return true;
}

/** Lines that are no record are findings; a last line without its newline means that the transfer was cut off. */
export function readRecords(text: string, label: string, builder: CaptureBuilder, meter: Meter): void {
  if (!text.endsWith('\n'))
    throw unreadable(`${label} ends in the middle of a line: it was cut off. Nothing was taken from it.`);
  for (let from = 0, number = 1; from < text.length; number++) {
    const to = text.indexOf('\n', from);
    const line = text.slice(from, to).replace(/\r$/, '');
    from = to + 1;
    meter.entry();
    if (line.length > meter.limits.fileBytes * 2 || (line !== '' && !takeRecord(line, builder)))
      builder.find(
        'warning',
        label,
        `Line ${number} is no record of the collector: ${printable(line.slice(0, 200))}`,
        'no record',
      );
  }
}

/** The parsed object when the text is a JSON object whose keys are absolute paths; null otherwise. */
export function parseInterchange(text: string): Readonly<Record<string, unknown>> | null {
  if (!/^\s*\{\s*"\//.test(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}

/** Path -> content, links as `{"link": target}`, files that could not be read as `{"unreadable": why}`. */
export function readInterchange(
  files: Readonly<Record<string, unknown>>,
  builder: CaptureBuilder,
  meter: Meter,
): void {
  for (const [path, value] of Object.entries(files)) {
    meter.entry();
    if (!path.startsWith('/') || path.length > meter.limits.pathLength || !builder.wants(path)) continue;
    const { link, unreadable: why } = (typeof value === 'object' && value !== null ? value : {}) as {
      link?: unknown;
      unreadable?: unknown;
    };
    if (typeof value === 'string') builder.addFile(path, Buffer.from(value, 'utf8'));
    else if (typeof link === 'string' && link !== '') builder.add(path, { kind: 'link', target: link });
    else if (typeof why === 'string') builder.add(path, { kind: 'unreadable', why: printable(why) });
    else builder.find('warning', path, 'A text or {"link": ...} was expected; left out.', 'json value');
  }
}
