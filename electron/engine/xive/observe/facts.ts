/** What follows from one reading's rows for every LISN: owner, orphan, mask. Used by picture, conflicts and comparison alike. */
import { type HwPage, ipiPage, NO_PAGE, type Parity } from '../../../../shared/xive/pages.ts';
import type { Reading, ReadSource } from '../../../../shared/xive/types.ts';
import { FIRST_MSI } from './guest-devices.ts';
import { phbPageOf } from './hw-pages.ts';
import { slotOf } from './parse-devices.ts';

/** QEMU has the number for somebody; without `info pic` nobody says so. */
export function isClaimed({ pic }: ReadSource): boolean {
  return pic !== null;
}

export function isMasked({ pic, guest }: ReadSource): boolean {
  return pic?.masked ?? guest?.priority === 0xff;
}

function has(reading: Reading, ...kinds: readonly string[]): boolean {
  return reading.texts.some((text) => kinds.some((kind) => text.endsWith(kind)));
}

export function tellsDevices(reading: Reading): boolean {
  return has(reading, 'info qtree', 'info pci');
}

/** Claimed MSIs whose function is not, or no longer, on a PCI bus of the VM (XIVE-R19). A passed-through one has one. */
export function isOrphan(reading: Reading, source: ReadSource): boolean {
  if (!isClaimed(source) || source.lisn < FIRST_MSI || source.kvm?.type === 'PT') return false;
  if (tellsDevices(reading)) {
    if (reading.devices.length === 0) return true;
    if (source.device !== null)
      return reading.devices.every(({ address }) => address !== slotOf(source.device!.bdf));
  }
  return source.device === null && has(reading, '/proc/interrupts', 'xive/interrupts', 'PCI devices');
}

/** Page of that side of the present owner; null = no text tells the owner. */
export function ownerPage(reading: Reading, { kvm }: ReadSource, parity: Parity): HwPage | null {
  if (kvm === null) return null;
  if (kvm.type === 'IPI') return ipiPage(kvm.hw, parity);
  const page = phbPageOf(reading.phbs, kvm.hw);
  return page === NO_PAGE ? null : page;
}

export function deviceName(reading: Reading, source: ReadSource): string | null {
  if (source.device === null) return null;
  const { bdf } = source.device;
  const known = reading.devices.find(({ address }) => address === slotOf(bdf));
  return known?.id ?? bdf;
}

export type LisnRange = readonly [first: number, last: number];

/** Neighbours together, as long as `same` says that they are alike. */
export function rangesOf(lisns: readonly number[], same: (lisn: number) => string = () => ''): LisnRange[] {
  const ranges: [number, number][] = [];
  for (const lisn of [...lisns].sort((left, right) => left - right)) {
    const last = ranges.at(-1);
    if (last && last[1] === lisn - 1 && same(last[1]) === same(lisn)) last[1] = lisn;
    else ranges.push([lisn, lisn]);
  }
  return ranges;
}

/** `0x1300 to 0x1303`, `0x1304` */
export function rangeWords([first, last]: LisnRange): string {
  return first === last ? `0x${first.toString(16)}` : `0x${first.toString(16)} to 0x${last.toString(16)}`;
}

export function rangesWords(ranges: readonly LisnRange[]): string {
  const shown = ranges.slice(0, 4).map(rangeWords);
  const rest = ranges.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more ranges`] : [])].join(', ');
}
