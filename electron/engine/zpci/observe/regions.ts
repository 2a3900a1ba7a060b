/** The window that a host's kernel handles, from the lines of `reserved_regions` (M-2). */
import type { DmaWindow } from '../../../../shared/zpci/types.ts';
import { addressOf } from './numbers.ts';

/** Last byte of the address space of a region third table, where a second reserved range would begin. */
const LAST_BYTE = 0x3ff_ffff_ffffn;

/** Null for an empty file (before 6.7, or never attached) and for lines without a gap. */
export function windowOf(text: string): DmaWindow | null {
  const reserved = [...text.matchAll(/^0x([0-9a-f]{1,16}) 0x([0-9a-f]{1,16}) reserved$/gm)].map(
    ([, start, end]) => ({ start: BigInt(`0x${start}`), end: BigInt(`0x${end}`) }),
  );
  if (reserved.length === 0) return null;
  reserved.sort((left, right) => (left.start < right.start ? -1 : left.start > right.start ? 1 : 0));
  let next = 0n;
  for (const { start, end } of reserved) {
    if (start > next) return { start: addressOf(next), end: addressOf(start - 1n) };
    if (end >= next) next = end + 1n;
  }
  return next > LAST_BYTE ? null : { start: addressOf(next), end: addressOf(LAST_BYTE) };
}
