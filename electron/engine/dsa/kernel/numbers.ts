/** Texts that the driver's files take (dsa.md 2, 3). Null means EINVAL; nothing here throws. */

const DECIMAL = /^[+-]?\d+$/;
const HEX_OR_DECIMAL = /^[+-]?(?:0[xX][0-9a-fA-F]+|\d+)$/;

function withoutNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** A decimal number, with sign and one newline allowed. Huge ones lose digits, but stay beyond every limit. */
export function parseInteger(text: string): number | null {
  const body = withoutNewline(text);
  return DECIMAL.test(body) ? Number(body) + 0 : null;
}

export function parseUnsigned(text: string): number | null {
  const value = parseInteger(text);
  return value === null || value < 0 ? null : Math.abs(value);
}

/** Decimal or `0x…`; a leading zero means nothing. */
export function parseHexUnsigned(text: string): number | null {
  const body = withoutNewline(text);
  if (!HEX_OR_DECIMAL.test(body)) return null;
  const negative = body.startsWith('-');
  const value = Number(body.replace(/^[+-]/, ''));
  return negative && value !== 0 ? null : value;
}

/** The kernel's reading of a truth value: only the first letters count. */
export function parseBool(text: string): boolean | null {
  const body = text.replace(/^\n+|\n+$/g, '');
  if (/^(?:[yYtT1]|[oO][nN])/.test(body)) return true;
  if (/^(?:[nNfF0]|[oO][fF])/.test(body)) return false;
  return null;
}

export function plainText(text: string): string {
  return text.replace(/\n+$/, '');
}

export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** Least power of two that is not below `value`. */
export function roundedUp(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  return power;
}

export type ParsedMask =
  | { readonly ok: true; readonly mask: bigint }
  | { readonly ok: false; readonly errno: 'EINVAL' | 'EOVERFLOW' };

/** Words of up to 8 hex digits with commas or blanks between them, the last one lowest (DSA-O13). */
export function parseMask(text: string): ParsedMask {
  const words = text.split(/[,\s]+/).filter((word) => word !== '');
  if (words.length > 8) return { ok: false, errno: 'EOVERFLOW' };
  let mask = 0n;
  for (const word of words) {
    if (!/^[0-9a-fA-F]+$/.test(word)) return { ok: false, errno: 'EINVAL' };
    if (word.length > 8) return { ok: false, errno: 'EOVERFLOW' };
    mask = (mask << 32n) | BigInt(`0x${word}`);
  }
  return { ok: true, mask };
}

/** 64 hex digits as the files print them: 8 words with commas, most significant first. */
export function maskText(digits: string): string {
  return digits.padStart(64, '0').match(/.{8}/g)!.join(',');
}

export function hexText(value: number): string {
  return `0x${value.toString(16)}`;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Lower case, or null for anything but the 8-4-4-4-12 form of 36 characters (DSA-O32). */
export function parseUuid(text: string): string | null {
  const uuid = plainText(text).toLowerCase();
  return UUID.test(uuid) ? uuid : null;
}
