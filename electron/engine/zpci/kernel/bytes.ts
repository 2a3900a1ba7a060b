/** Bytes of CLP answers. Null = a byte of a value that is not known. */

export type MaybeByte = number | null;

export class AnswerBytes {
  readonly #bytes: MaybeByte[];

  constructor(length: number) {
    this.#bytes = Array.from({ length }, () => 0);
  }

  /** Big-endian; what lies behind the end of the block is left out. */
  put(offset: number, width: number, value: bigint | number | null): void {
    for (let place = 0; place < width; place += 1) {
      const shift = BigInt(8 * (width - 1 - place));
      this.#set(offset + place, value === null ? null : Number((BigInt(value) >> shift) & 0xffn));
    }
  }

  putBytes(offset: number, bytes: readonly MaybeByte[]): void {
    for (const [place, byte] of bytes.entries()) this.#set(offset + place, byte);
  }

  #set(offset: number, byte: MaybeByte): void {
    if (offset < this.#bytes.length) this.#bytes[offset] = byte;
  }

  get all(): readonly MaybeByte[] {
    return this.#bytes;
  }
}

/** 32-bit big-endian words in hex, `00400010 00000000`; `--` for each byte that is not known. */
export function wordsOf(bytes: readonly MaybeByte[]): string {
  const pairs = bytes.map((byte) => (byte === null ? '--' : byte.toString(16).padStart(2, '0')));
  return Array.from({ length: Math.ceil(pairs.length / 4) }, (_, word) =>
    pairs.slice(word * 4, word * 4 + 4).join(''),
  ).join(' ');
}
