/** Hardware numbers and addresses of the machine of the lab, an emulated POWER9 (xive.md 2.3); other machines have others. */
import { type HwPage, hwSource, TIMA_PAGE } from '../../../../shared/xive/pages.ts';

export const LAB = 'on the machine of the lab';
const IPI_BASE = 0x6010000000000;
const PHBS: readonly { readonly first: number; readonly count: number; readonly address: number }[] = [
  { first: 0xfe000, count: 4096, address: 0x600c300000000 },
  { first: 0xfd800, count: 2048, address: 0x600c320000000 },
  { first: 0xfd000, count: 2048, address: 0x600c340000000 },
];

function phbOf(page: HwPage) {
  const source = hwSource(page);
  if (source?.kind !== 'phb') return null;
  const phb = PHBS[source.phb];
  return phb === undefined || source.index >= phb.count ? null : { ...phb, ...source };
}

/** Null for a source that machine does not have. */
export function hwIrq(page: HwPage): number | null {
  const source = hwSource(page);
  if (source?.kind === 'ipi') return source.hw;
  const phb = phbOf(page);
  return phb === null ? null : phb.first + phb.index;
}

export function hwAddress(page: HwPage): number | null {
  const source = hwSource(page);
  if (page === TIMA_PAGE || source === null) return null;
  if (source.kind === 'ipi') return IPI_BASE + source.hw * 0x20000 + source.parity * 0x10000;
  const phb = phbOf(page);
  return phb === null ? null : phb.address + phb.index * 0x10000;
}
