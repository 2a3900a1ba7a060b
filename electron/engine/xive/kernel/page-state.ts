/** What an address page is now (xive.md 3.1, 3.3): what it stands for, what it should show, and since when it does not. */
import type { PageState } from '../../../../shared/xive/moment.ts';
import {
  type HwPage,
  hwSource,
  ipiPage,
  isPhbPage,
  lisnOfPage,
  NO_PAGE,
  type Parity,
  parityOfPage,
  sourceOfHwPage,
} from '../../../../shared/xive/pages.ts';
import type { XiveConfig } from '../../../../shared/xive/types.ts';
import type { OwnerChange, Vm } from './machine.ts';
import { vmaAt } from './vma-list.ts';

interface Readable {
  get(index: number): number;
}
type Sources = { readonly ipi: Readable; readonly pt: Readable };
type Host = { readonly config: XiveConfig };
type Announcing = Pick<Vm, 'announced' | 'regions'>;
type Pages = Announcing &
  Sources & { readonly ptes: Readable; readonly vmas: Vm['vmas']; readonly owners: Vm['owners'] };

/** ESB page that an address page stands for; -1 where nothing was announced. */
export function announcedEsb(vm: Announcing, page: number): number {
  for (const { start, end, esb, base } of vm.announced)
    if (base && page >= start && page < end) return esb + page - start;
  for (let at = vm.regions.length - 1; at >= 0; at -= 1) {
    const { start, count, firstLisn } = vm.regions[at]!;
    if (page >= start && page < start + 2 * count) return 2 * firstLisn + page - start;
  }
  for (const { start, end, esb, base } of vm.announced)
    if (!base && page >= start && page < end) return esb + page - start;
  return -1;
}

/** The LISN and side an address page stands for; null where nothing was announced. */
export function intended(
  vm: Announcing,
  page: number,
): { readonly lisn: number; readonly parity: Parity } | null {
  const esb = announcedEsb(vm, page);
  return esb < 0 ? null : { lisn: lisnOfPage(esb), parity: parityOfPage(esb) };
}

/** Page of that side of the owner of a LISN; null = the LISN has no owner. */
export function expectedPage(machine: Host, vm: Sources, lisn: number, parity: Parity): HwPage | null {
  const pt = vm.pt.get(lisn);
  if (pt !== NO_PAGE) return machine.config.phbPages === 2 ? sourceOfHwPage(pt) + parity : pt;
  const ipi = vm.ipi.get(lisn);
  return ipi === 0 ? null : ipiPage(ipi - 1, parity);
}

/** Source that owns a LISN (parity 0); {@link NO_PAGE} = none. */
export function ownerOf(vm: Sources, lisn: number): HwPage {
  const pt = vm.pt.get(lisn);
  if (pt !== NO_PAGE) return sourceOfHwPage(pt);
  const ipi = vm.ipi.get(lisn);
  return ipi === 0 ? NO_PAGE : ipiPage(ipi - 1, 0);
}

/**
 * The first change after the last step that ended with the source as owner; null = it owns the LISN now, undefined = no
 * step ended so. Turns inside a step do not count: between two steps nobody saw them.
 */
function changeSince(vm: Pages, lisn: number, source: HwPage): OwnerChange | null | undefined {
  let after: OwnerChange | null = null;
  let change = vm.owners.get(lisn) ?? null;
  while (change !== null) {
    const { owner, step } = change;
    if (owner === source) return after;
    after = change;
    do change = change.before;
    while (change !== null && change.step === step);
  }
  return undefined;
}

/** Also for a moment inside one step. */
function everOwned(vm: Pages, lisn: number, source: HwPage): boolean {
  for (let change = vm.owners.get(lisn) ?? null; change !== null; change = change.before)
    if (change.owner === source) return true;
  return false;
}

/** A page of a source that the LISN has or had, on the side that is meant. */
function wasOwner(machine: Host, vm: Pages, lisn: number, parity: Parity, shows: HwPage): boolean {
  const oneSided = isPhbPage(shows) && machine.config.phbPages === 1;
  if (!oneSided && hwSource(shows)?.kind !== 'tima' && sidesOf(shows) !== parity) return false;
  const source = sourceOfHwPage(shows);
  if (source === ownerOf(vm, lisn)) return true;
  const ipi = vm.ipi.get(lisn);
  if (ipi !== 0 && source === ipiPage(ipi - 1, 0)) return true;
  return everOwned(vm, lisn, source);
}

function sidesOf(page: HwPage): number {
  return page - sourceOfHwPage(page);
}

/** State of a page that has a PTE. Where nothing is announced no page can be wrong (assumption). */
export function populatedState(
  machine: Host,
  vm: Pages,
  page: number,
  shows: HwPage,
): 'fresh' | 'stale' | 'misresolved' {
  const esb = announcedEsb(vm, page);
  if (esb < 0) return 'fresh';
  const [lisn, parity] = [lisnOfPage(esb), parityOfPage(esb)];
  if (shows === expectedPage(machine, vm, lisn, parity)) return 'fresh';
  return wasOwner(machine, vm, lisn, parity, shows) ? 'stale' : 'misresolved';
}

export function pageState(machine: Host, vm: Pages, page: number): PageState {
  const shows = vm.ptes.get(page);
  if (shows !== NO_PAGE) return populatedState(machine, vm, page, shows);
  return vmaAt(vm.vmas, page) === null ? 'hole' : 'empty';
}

/** First step from which on it is stale or misresolved without a break; the step it was populated while it is neither. */
export function wrongSince(machine: Host, vm: Pages & { readonly touched: Readable }, page: number): number {
  const populated = Math.floor(vm.touched.get(page) / 4);
  const shows = vm.ptes.get(page);
  if (shows === NO_PAGE || populatedState(machine, vm, page, shows) !== 'stale') return populated;
  const change = changeSince(vm, lisnOfPage(announcedEsb(vm, page)), sourceOfHwPage(shows));
  return Math.max(populated, change?.step ?? populated);
}
