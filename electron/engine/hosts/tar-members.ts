/**
 * Members of a tar stream, one at a time: ustar, GNU long names, pax. A reader of our own because a host with 65,536
 * queues is half a million members, and a stream object for each costs ten times what reading it does.
 */
import { type CaptureLimits, tooLarge, unreadable } from './limits.ts';

const BLOCK = 512;
const NO_BYTES = Buffer.alloc(0);

/** Bytes of a chunked source, taken in any portion. */
export class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #chunk: Buffer = NO_BYTES;
  #at = 0;
  #ended = false;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  get buffered(): number {
    return this.#chunk.length - this.#at;
  }

  /** Waits until `count` bytes are buffered; false when the source ends before. */
  async need(count: number): Promise<boolean> {
    if (this.buffered >= count) return true;
    // Joined once, not chunk by chunk: a text of 256 MiB arrives in a thousand chunks.
    const chunks = [this.#chunk.subarray(this.#at)];
    let have = this.buffered;
    while (have < count && !this.#ended) {
      const next = await this.#source.next();
      if (next.done) this.#ended = true;
      else {
        chunks.push(Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength));
        have += next.value.byteLength;
      }
    }
    const filled = chunks.filter((chunk) => chunk.length > 0);
    this.#chunk = filled.length === 1 ? filled[0]! : Buffer.concat(filled, have);
    this.#at = 0;
    return this.buffered >= count;
  }

  /** Up to `count` buffered bytes; only valid until the next call. */
  take(count: number): Buffer {
    const bytes = this.#chunk.subarray(this.#at, this.#at + count);
    this.#at += bytes.length;
    return bytes;
  }

  peek(count: number): Buffer {
    return this.#chunk.subarray(this.#at, this.#at + count);
  }

  /** Passes `count` bytes by; false when the source ends before. */
  async skip(count: number): Promise<boolean> {
    let left = count;
    while (left > 0) {
      if (this.buffered === 0 && !(await this.need(1))) return false;
      left -= this.take(Math.min(left, this.buffered)).length;
    }
    return true;
  }

  /** All that is left, in portions. */
  async *rest(): AsyncGenerator<Uint8Array> {
    while (this.buffered > 0 || (await this.need(1))) yield this.take(this.buffered);
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

type MemberKind = 'file' | 'link' | 'hard-link' | 'folder' | 'device' | 'fifo' | 'other';

export interface TarMember {
  readonly name: string;
  readonly kind: MemberKind;
  readonly size: number;
  readonly target: string;
}

const KINDS: Readonly<Record<string, MemberKind>> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hard-link',
  '2': 'link',
  '3': 'device',
  '4': 'device',
  '5': 'folder',
  '6': 'fifo',
};

function textField(block: Buffer, from: number, length: number): string {
  const end = block.indexOf(0, from);
  return block.toString('utf8', from, end < 0 || end > from + length ? from + length : end);
}

/** Octal text, or base 256 when the first bit is set; NaN for anything else. */
function numberField(block: Buffer, from: number, length: number): number {
  const first = block[from]!;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (let at = from + 1; at < from + length; at++) value = value * 256 + block[at]!;
    return value;
  }
  let at = from;
  const end = from + length;
  while (at < end && block[at] === 0x20) at++;
  let value = 0;
  for (; at < end && block[at] !== 0 && block[at] !== 0x20; at++) {
    const digit = block[at]! - 0x30;
    if (digit < 0 || digit > 7) return Number.NaN;
    value = value * 8 + digit;
  }
  return value;
}

/** Sum of all bytes with the checksum field taken as blanks. */
function checksum(block: Buffer): number {
  let sum = 8 * 32;
  for (let at = 0; at < 148; at++) sum += block[at]!;
  for (let at = 156; at < BLOCK; at++) sum += block[at]!;
  return sum;
}

export function isTarHeader(block: Buffer): boolean {
  return (
    block.length >= BLOCK &&
    block[0] !== 0 &&
    numberField(block, 148, 8) === checksum(block.subarray(0, BLOCK))
  );
}

function isZero(block: Buffer): boolean {
  if (block[0] !== 0) return false;
  for (let at = 1; at < BLOCK; at++) if (block[at] !== 0) return false;
  return true;
}

/** Records `<length> <key>=<value>\n`; a damaged one ends the list. */
function paxRecords(body: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < body.length; ) {
    const blank = body.indexOf(32, at);
    const length = blank < 0 ? Number.NaN : Number(body.toString('latin1', at, blank));
    if (!Number.isInteger(length) || length < 5 || at + length > body.length) break;
    const record = body.toString('utf8', blank + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}

export class TarReader {
  readonly #bytes: ByteReader;
  readonly #limits: CaptureLimits;
  readonly #label: string;
  /** Bytes of the current member's content that nobody took, and its padding. */
  #left = 0;
  #padding = 0;

  constructor(bytes: ByteReader, limits: CaptureLimits, label: string) {
    this.#bytes = bytes;
    this.#limits = limits;
    this.#label = label;
  }

  /** The next member, or null after the end mark. Throws `unreadable` for damage and for a missing end. */
  async next(): Promise<TarMember | null> {
    const told = new Map<string, string>();
    for (let zeros = 0; ; ) {
      if (this.#left + this.#padding > 0) await this.#skipBody();
      if (this.#bytes.buffered < BLOCK && !(await this.#bytes.need(BLOCK))) throw this.#cutOff();
      const block = this.#bytes.take(BLOCK);
      if (isZero(block)) {
        if (++zeros === 2) return null;
        continue;
      }
      zeros = 0;
      const member = await this.#member(block, told);
      if (member) return member;
    }
  }

  /** Content of the current member, whole. */
  async body(): Promise<Buffer> {
    const size = this.#left;
    if (this.#bytes.buffered < size && !(await this.#bytes.need(size))) throw this.#cutOff();
    this.#left = 0;
    return this.#bytes.take(size);
  }

  /** Content of the current member in portions. */
  async *stream(): AsyncGenerator<Uint8Array> {
    while (this.#left > 0) {
      if (this.#bytes.buffered === 0 && !(await this.#bytes.need(1))) throw this.#cutOff();
      const bytes = this.#bytes.take(Math.min(this.#left, this.#bytes.buffered));
      this.#left -= bytes.length;
      yield bytes;
    }
  }

  #cutOff() {
    return unreadable(`${this.#label} ends in the middle: it was cut off. Nothing was taken from it.`);
  }

  async #skipBody(): Promise<void> {
    const count = this.#left + this.#padding;
    this.#left = 0;
    this.#padding = 0;
    if (!(await this.#bytes.skip(count))) throw this.#cutOff();
  }

  /** A member, or null for a header that only tells something about the next one. */
  async #member(block: Buffer, told: Map<string, string>): Promise<TarMember | null> {
    const size = numberField(block, 124, 12);
    if (numberField(block, 148, 8) !== checksum(block) || !Number.isSafeInteger(size))
      throw unreadable(
        `${this.#label} is damaged: a header inside the archive is broken. Nothing was taken from it.`,
      );
    const type = String.fromCharCode(block[156]!);
    const gnu = block.toString('latin1', 257, 263) === 'ustar ';
    const prefix = gnu || block.toString('latin1', 257, 262) !== 'ustar' ? '' : textField(block, 345, 155);
    const name = textField(block, 0, 100);
    const target = textField(block, 157, 100);
    const sparseMore = type === 'S' && block[482] !== 0;
    this.#setBody(size);
    if ('xgLK'.includes(type)) {
      await this.#tellNext(type, told);
      return null;
    }
    if (sparseMore) await this.#skipSparseMap();
    const paxSize = Number(told.get('size') ?? 'none');
    if (Number.isSafeInteger(paxSize) && paxSize >= 0) this.#setBody(paxSize);
    const sparse = told.size > 0 && [...told.keys()].some((key) => key.startsWith('GNU.sparse'));
    const kind = sparse ? 'other' : (KINDS[type] ?? 'other');
    // Links and folders have no content whatever their size field says; devices neither.
    if (kind === 'link' || kind === 'hard-link' || kind === 'device' || kind === 'fifo') this.#setBody(0);
    return {
      name: told.get('path') ?? (prefix === '' ? name : `${prefix}/${name}`),
      kind,
      size: this.#left,
      target: told.get('linkpath') ?? target,
    };
  }

  #setBody(size: number): void {
    this.#left = size;
    this.#padding = (BLOCK - (size % BLOCK)) % BLOCK;
  }

  async #tellNext(type: string, told: Map<string, string>): Promise<void> {
    // Long names and pax records are kept in memory: 256 longest paths are room for any honest one.
    if (this.#left > this.#limits.pathLength * 256)
      throw tooLarge(`${this.#label} holds a name or header of ${this.#left.toLocaleString('en')} bytes.`);
    const body = Buffer.from(await this.body());
    if (type === 'L') told.set('path', textField(body, 0, body.length));
    else if (type === 'K') told.set('linkpath', textField(body, 0, body.length));
    else if (type === 'x') for (const [key, value] of paxRecords(body)) told.set(key, value);
  }

  /** Old GNU sparse files: blocks of the map follow the header while byte 504 says so. */
  async #skipSparseMap(): Promise<void> {
    for (let more = true; more; ) {
      if (!(await this.#bytes.need(BLOCK))) throw this.#cutOff();
      more = this.#bytes.take(BLOCK)[504] !== 0;
    }
  }
}
