/** Masks of op_cap, op_config and errors in the forms that kernels print them (dsa.md 2.1, 2.4). */

const DIGITS = 64;

/** 64 hex digits, most significant first; null when the text is no mask. */
export function maskDigits(text: string): string | null {
  const plain = text.trim().toLowerCase();
  // Before 6.0: 64-bit words with 0x, least significant first.
  if (/^0x[0-9a-f]{1,16}(?: +0x[0-9a-f]{1,16}){1,3}$/.test(plain)) {
    const words = plain.split(/ +/).map((word) => word.slice(2).padStart(16, '0'));
    return words.reverse().join('').padStart(DIGITS, '0');
  }
  const words = plain.replace(/^0x/, '').split(/[, ]+/);
  if (words.length === 1 && /^[0-9a-f]{1,64}$/.test(words[0]!)) return words[0]!.padStart(DIGITS, '0');
  if (words.length > 8 || !words.every((word) => /^[0-9a-f]{1,8}$/.test(word))) return null;
  return words
    .map((word) => word.padStart(8, '0'))
    .join('')
    .padStart(DIGITS, '0');
}

export function flagOf(text: string): boolean | null {
  const plain = text.trim().toLowerCase();
  if (/^(?:1|y|yes|on|true)$/.test(plain)) return true;
  return /^(?:0|n|no|off|false)$/.test(plain) ? false : null;
}
