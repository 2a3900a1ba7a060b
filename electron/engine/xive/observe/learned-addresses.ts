/** Where a chip's pages are, learned from what a trace put where (xive.md 2.3): addresses differ from machine to machine. */
import type { Reading, ReadPhb, ReadPte } from '../../../../shared/xive/types.ts';
import { NO_PAGE } from '../../../../shared/xive/pages.ts';
import { hwPageAt, IPI_BASE } from './hw-pages.ts';
import type { Base } from './shown-mappings.ts';

const PAGE = 0x10000;

export interface Addresses {
  readonly ipiBase: number;
  readonly phbs: readonly ReadPhb[];
}

/** The most frequent value; null of none. */
function mostOften(values: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((left, right) => right[1] - left[1])[0]?.[0] ?? null;
}

/** Two sources must agree before the lab's address of the internal sources is given up. */
export function learnAddresses(reading: Reading, base: Base, ptes: readonly ReadPte[]): Addresses {
  const pageSize = reading.pageSize ?? 65536;
  const kvm = new Map(reading.sources.map((source) => [source.lisn, source.kvm]));
  const seen = ptes.flatMap(({ address, pfn }) => {
    const page = Math.round((address - base.start) / pageSize);
    const owner = page < 0 ? null : kvm.get(Math.floor(page / 2));
    const at = pfn * pageSize;
    // A page that is known to be another source's teaches nothing: it may be a stale one.
    return owner && hwPageAt(reading.phbs, at) === NO_PAGE ? [{ owner, parity: page % 2, at }] : [];
  });
  const ipis = seen
    .filter(({ owner }) => owner.type === 'IPI')
    .map(({ owner, parity, at }) => at - owner.hw * 2 * PAGE - parity * PAGE);
  const learned = mostOften(ipis);
  const agreed = learned !== null && ipis.filter((one) => one === learned).length > 1;
  const phbs = reading.phbs.map((phb): ReadPhb => {
    const own = seen.filter(
      ({ owner }) => owner.type === 'PT' && owner.hw >= phb.first && owner.hw <= phb.last,
    );
    return {
      ...phb,
      address: mostOften(own.map(({ owner, at }) => at - (owner.hw - phb.first) * PAGE)) ?? phb.address,
    };
  });
  return { ipiBase: agreed ? learned : IPI_BASE, phbs };
}
