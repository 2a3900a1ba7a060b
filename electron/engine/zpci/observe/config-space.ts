/** What config space and `resource` tell of a card: its MSI-X vectors and BARs. */
const STATUS = 0x06;
const HAS_CAPABILITIES = 0x10;
const FIRST_CAPABILITY = 0x34;
const MSIX = 0x11;
/** A list that is longer than config space is a ring. */
const MOST_CAPABILITIES = 48;

/** MSI-X vectors; 0 = no such capability; null = not told, since who is not root sees the first 64 bytes only. */
export function msixOf(bytes: Uint8Array): number | null {
  if (bytes.length < 64) return null;
  if ((bytes[STATUS]! & HAS_CAPABILITIES) === 0) return 0;
  let at = bytes[FIRST_CAPABILITY]! & 0xfc;
  for (let seen = 0; at !== 0 && seen < MOST_CAPABILITIES; seen++) {
    if (at + 4 > bytes.length) return null;
    if (bytes[at] === MSIX) return ((bytes[at + 2]! | (bytes[at + 3]! << 8)) & 0x7ff) + 1;
    at = bytes[at + 1]! & 0xfc;
  }
  return 0;
}

/** The six registers; null when the bytes end before. */
export function barsOf(bytes: Uint8Array): readonly number[] | null {
  if (bytes.length < 0x28) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [0, 1, 2, 3, 4, 5].map((bar) => view.getUint32(0x10 + 4 * bar, true));
}

/**
 * log2 of the sizes of six BARs from the lines of `resource`; null when it has fewer, or when somebody sorted them: a
 * card has nothing behind its six BARs and its ROM.
 */
export function barSizesOf(text: string): readonly number[] | null {
  const all = text.split('\n');
  if (all.slice(7).some((line) => /[1-9a-f]/.test(line.replaceAll('0x', '')))) return null;
  const lines = all.slice(0, 6);
  const sizes = lines.map((line) => {
    const match = /^0x([0-9a-f]{16}) 0x([0-9a-f]{16}) 0x[0-9a-f]{16}$/.exec(line);
    if (!match) return null;
    const [start, end] = [BigInt(`0x${match[1]}`), BigInt(`0x${match[2]}`)];
    return end <= start ? 0 : (end - start).toString(2).length;
  });
  return sizes.length === 6 && sizes.every((size) => size !== null) ? sizes : null;
}
