/** Numbers as sysfs, CLP and VFIO texts write them, and EBCDIC of code page 037 (M-1, M-3). */
import type { Address } from '../../../../shared/zpci/types.ts';

/** `0x1c0`, decimal where there is no 0x; null when it is no such number within `most`. */
export function numberOf(text: string | undefined, most: number): number | null {
  const plain = text?.trim() ?? '';
  const value = /^(?:\d{1,15}|0[xX][0-9a-fA-F]{1,13})$/.test(plain) ? Number(plain) : Number.NaN;
  return value <= most ? value : null;
}

export function addressOf(value: bigint): Address {
  return `0x${value.toString(16)}`;
}

/** Bytes of `hex:d3c1...`, or of words in hex; null for anything else. */
export function bytesOfHex(text: string): Uint8Array | null {
  const digits = text.replace(/^hex:/, '').replaceAll(/\s+/g, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return null;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Code page 037 of 0x40 to 0xff; what cannot be shown as ASCII or Latin-1 there is none of. */
const CODE_PAGE_037 =
  ' \u00a0âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬-/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@\'="Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×{ABCDEFGHI\u00adôöòóõ}JKLMNOPQR¹ûüùúÿ\\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ\u009f';

/** Trailing blanks and zeros are padding; all zero = none (M-3). What is no letter becomes a question mark. */
export function textOfEbcdic(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x40 || bytes[end - 1] === 0)) end--;
  return [...bytes.subarray(0, end)]
    .map((byte) => {
      const letter = byte < 0x40 ? '?' : (CODE_PAGE_037[byte - 0x40] ?? '?');
      return /[\u007f-\u00a0\u00ad]/.test(letter) ? '?' : letter;
    })
    .join('');
}
