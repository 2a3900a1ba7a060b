/** Numbers as people type them. */

/** Decimal, or hexadecimal with `0x`, or octal with a leading zero: the bases the kernel's files take. Null for anything else. */
export function readNumber(text: string): number | null {
  if (/^0x[0-9a-f]+$/i.test(text)) return Number.parseInt(text.slice(2), 16);
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return /^(0|[1-9][0-9]*)$/.test(text) ? Number(text) : null;
}
