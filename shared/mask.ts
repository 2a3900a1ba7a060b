/**
 * 256-bit masks in the AP architecture's bit order: **bit 0 is the leftmost, most significant bit**
 * (ap.md 1.2). A mask is eight 32-bit words, word 0 first, so word-wise hex text comes out in the
 * order the kernel prints. Masks are values: no function here changes its argument.
 */
export type Mask = Readonly<Uint32Array>;

const WORDS = 8;
export const MASK_BITS = 256;

function build(fill: (word: number) => number): Mask {
  const words = new Uint32Array(WORDS);
  for (let word = 0; word < WORDS; word++) words[word] = fill(word);
  return words;
}

export const EMPTY_MASK: Mask = new Uint32Array(WORDS);
export const FULL_MASK: Mask = build(() => 0xffffffff);

function bit(id: number): number {
  return (0x80000000 >>> (id & 31)) >>> 0;
}

/** Mask with exactly these ids (each 0..255) set. */
export function maskOf(ids: Iterable<number>): Mask {
  const words = new Uint32Array(WORDS);
  for (const id of ids) words[id >> 5]! |= bit(id);
  return words;
}

export function hasId(mask: Mask, id: number): boolean {
  return ((mask[id >> 5] ?? 0) & bit(id)) !== 0;
}

export function withId(mask: Mask, id: number): Mask {
  return union(mask, maskOf([id]));
}

export function withoutId(mask: Mask, id: number): Mask {
  return minus(mask, maskOf([id]));
}

export function intersect(left: Mask, right: Mask): Mask {
  return build((word) => left[word]! & right[word]!);
}

export function union(left: Mask, right: Mask): Mask {
  return build((word) => left[word]! | right[word]!);
}

/** Bits of `left` that are not in `right`. */
export function minus(left: Mask, right: Mask): Mask {
  return build((word) => left[word]! & ~right[word]!);
}

export function sameMask(left: Mask, right: Mask): boolean {
  for (let word = 0; word < WORDS; word++) if (left[word] !== right[word]) return false;
  return true;
}

export function isEmptyMask(mask: Mask): boolean {
  for (let word = 0; word < WORDS; word++) if (mask[word] !== 0) return false;
  return true;
}

/** True when the two masks have at least one id in common; allocates nothing (hot path of conflict checks). */
export function masksMeet(left: Mask, right: Mask): boolean {
  for (let word = 0; word < WORDS; word++) if ((left[word]! & right[word]!) !== 0) return true;
  return false;
}

export function countIds(mask: Mask): number {
  let count = 0;
  for (let word = 0; word < WORDS; word++) {
    let bits = mask[word]!;
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    count += (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }
  return count;
}

/** Ids set in the mask, ascending. */
export function idsOf(mask: Mask): number[] {
  const ids: number[] = [];
  for (let word = 0; word < WORDS; word++) {
    let bits = mask[word]!;
    while (bits !== 0) {
      const lead = Math.clz32(bits);
      ids.push(word * 32 + lead);
      bits &= ~(0x80000000 >>> lead);
    }
  }
  return ids;
}

/** Mask with the ids 0..last inclusive. */
export function maskUpTo(last: number): Mask {
  return maskOf(Array.from({ length: Math.min(last, MASK_BITS - 1) + 1 }, (_, id) => id));
}

/** `0x` and 64 lower-case hex digits, as the kernel prints masks (without its newline). */
export function maskToHex(mask: Mask): string {
  let hex = '0x';
  for (let word = 0; word < WORDS; word++) hex += mask[word]!.toString(16).padStart(8, '0');
  return hex;
}

/** Reads exactly what {@link maskToHex} writes; null for anything else. The kernel's looser grammar is in the engine. */
export function maskFromHex(text: string): Mask | null {
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) return null;
  return build((word) => Number.parseInt(text.slice(2 + word * 8, 10 + word * 8), 16));
}

/** Ids as decimal ranges, `0-4,16-31`; the empty mask is the empty string. */
export function formatRanges(ids: readonly number[]): string {
  const parts: string[] = [];
  for (let start = 0; start < ids.length; ) {
    let end = start;
    while (end + 1 < ids.length && ids[end + 1] === ids[end]! + 1) end++;
    parts.push(end === start ? `${ids[start]}` : `${ids[start]}-${ids[end]}`);
    start = end + 1;
  }
  return parts.join(',');
}

/**
 * The shorter of the decimal ranges and the bare 64 hex digits with an `x` before them: the form masks
 * take on the wire and in workspace files. Read back by {@link maskFromText}.
 */
export function maskToText(mask: Mask): string {
  const ranges = formatRanges(idsOf(mask));
  return ranges.length <= 64 ? ranges : `x${maskToHex(mask).slice(2)}`;
}

/** Reads {@link maskToText}; null when the text is not of that form. */
export function maskFromText(text: string): Mask | null {
  if (text === '') return EMPTY_MASK;
  if (text.startsWith('x')) return maskFromHex(`0x${text.slice(1)}`);
  const ids: number[] = [];
  for (const part of text.split(',')) {
    const range = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(part);
    if (!range) return null;
    const first = Number(range[1]);
    const last = range[2] === undefined ? first : Number(range[2]);
    if (last > 255 || last < first) return null;
    for (let id = first; id <= last; id++) ids.push(id);
  }
  return maskOf(ids);
}
