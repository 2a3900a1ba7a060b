/** How a mask is shown where 64 digits have no room. */

/** `0x1300 0000 …` in groups of four digits; digits after the last set bit are left out, as the mask is read from the left. */
export function groupedHex(hex: string): string {
  const digits = hex.slice(2);
  const used = Math.max(8, Math.ceil(digits.replace(/0+$/, '').length / 4) * 4);
  const groups = digits.slice(0, used).match(/.{4}/g) ?? [];
  return `0x${groups.join(' ')}${used < digits.length ? ' …' : ''}`;
}
