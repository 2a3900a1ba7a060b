/** EBCDIC of utility strings: code page 037, both ways. */

/** Unicode of 0x00..0xff of code page 037, in hex. */
const TABLE =
  '000102039c09867f978d8e0b0c0d0e0f101112139d8508871819928f1c1d1e1f80818283840a171b88898a8b8c050607' +
  '909116939495960498999a9b14159e1a20a0e2e4e0e1e3e5e7f1a22e3c282b7c26e9eaebe8edeeefecdf21242a293bac' +
  '2d2fc2c4c0c1c3c5c7d1a62c255f3e3ff8c9cacbc8cdcecfcc603a2340273d22d8616263646566676869abbbf0fdfeb1' +
  'b06a6b6c6d6e6f707172aabae6b8c6a4b57e737475767778797aa1bfd0dddeae5ea3a5b7a9a7b6bcbdbe5b5dafa8b4d7' +
  '7b414243444546474849adf4f6f2f3f57d4a4b4c4d4e4f505152b9fbfcf9faff5cf7535455565758595ab2d4d6d2d3d5' +
  '30313233343536373839b3dbdcd9da9f';

const TO_UNICODE: readonly number[] = Array.from({ length: 256 }, (_, byte) =>
  Number.parseInt(TABLE.slice(byte * 2, byte * 2 + 2), 16),
);
const FROM_UNICODE: ReadonlyMap<number, number> = new Map(TO_UNICODE.map((code, byte) => [code, byte]));

const BLANK = 0x40;
/** What code page 037 cannot write: SUBSTITUTE. */
const SUBSTITUTE = 0x3f;

/** Padded with blanks, cut to `length`. */
export function toEbcdic(text: string, length: number): readonly number[] {
  const bytes = Array.from(text, (sign) => FROM_UNICODE.get(sign.codePointAt(0)!) ?? SUBSTITUTE);
  return [...bytes, ...Array.from({ length: Math.max(0, length - bytes.length) }, () => BLANK)].slice(
    0,
    length,
  );
}

/** Trailing blanks and zeros are padding (M-3); all zero is no text. */
export function fromEbcdic(bytes: readonly number[]): string {
  const end = bytes.findLastIndex((byte) => byte !== BLANK && byte !== 0) + 1;
  return String.fromCodePoint(...bytes.slice(0, end).map((byte) => TO_UNICODE[byte & 0xff]!));
}
