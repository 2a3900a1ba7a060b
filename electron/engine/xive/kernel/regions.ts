/** Guest memory over the mappings: overlay regions (strategy A1), which address page a guest access goes to, memory slots. */
import { esbPage, hex, type Parity } from '../../../../shared/xive/pages.ts';
import { lisnsText, mmapCall, pagesText } from './addresses.ts';
import { basePage } from './announcing.ts';
import { type Draft, refuse, tell, type VmDraft, vmKey } from './draft.ts';
import { addRange, gaps } from './intervals.ts';
import type { Intervals, OverlayRegion, Vm } from './machine.ts';
import { place, refusal, unmapMade } from './mapping.ts';
import { overlaps } from './vma-list.ts';

/** Highest region that holds the LISN; null = QEMU's base region shows. */
export function regionOf(vm: Pick<Vm, 'regions'>, lisn: number): OverlayRegion | null {
  let best: OverlayRegion | null = null;
  for (const region of vm.regions)
    if (lisn >= region.firstLisn && lisn < region.firstLisn + region.count)
      if (best === null || region.priority > best.priority) best = region;
  return best;
}

/** Address page behind a guest access to a LISN's page; null = no region covers it. */
export function guestPage(
  draft: Pick<Draft, 'config'>,
  vm: Pick<VmDraft, 'announced' | 'regions'>,
  lisn: number,
  parity: Parity,
): number | null {
  const region = regionOf(vm, lisn);
  if (region !== null) return region.start + esbPage(lisn - region.firstLisn, parity);
  return basePage(draft, vm, esbPage(lisn, parity));
}

/** Address page QEMU itself uses: always of its base mapping. */
export function monitorPage(
  draft: Pick<Draft, 'config'>,
  vm: Pick<VmDraft, 'announced'>,
  lisn: number,
  parity: Parity,
): number | null {
  return basePage(draft, vm, esbPage(lisn, parity));
}

export interface OverlayCall {
  readonly firstLisn: number;
  readonly count: number;
  readonly at: number;
  readonly name: string;
}

/**
 * Where nothing is mapped yet the region brings its own mapping: the device file from its first LISN on (E19). A mapping
 * that the kernel refuses leaves a region without one (assumption: guest memory is QEMU's own matter).
 */
function mapForRegion(draft: Draft, vm: VmDraft, { firstLisn, count, at, name }: OverlayCall): Intervals {
  const pages = 2 * count;
  if (overlaps(vm.vmas, at, at + pages)) return [];
  const pgoff = vm.esbOffset + esbPage(firstLisn, 0);
  const no = refusal(draft, vm, { at, pages, pgoff });
  tell(draft, vm, 'map', () => ({
    who: 'qemu',
    rule: no === null ? 'XIVE-A1' : no[0],
    text: `QEMU maps file page ${hex(pgoff)} on at ${pagesText(at, at + pages - 1)} for the region${
      no === null ? '.' : `, which is refused (EINVAL). ${no[1]}`
    }`,
    call: mmapCall(draft.config, { at, pages, pgoff, fixed: false }),
    pages: [at, at + pages - 1],
    outcome: no === null ? 'done' : 'refused',
  }));
  if (no !== null) {
    refuse(draft, 'EINVAL', no[0], no[1]);
    return [];
  }
  place(draft, vm, { at, pages, pgoff, name }, { ofRegion: true });
  return [[at, at + pages - 1]];
}

export function overlayRegion(
  draft: Draft,
  vm: VmDraft,
  { firstLisn, count, at, name }: OverlayCall,
): string | null {
  const last = firstLisn + count - 1;
  tell(draft, vm, 'regions', () => ({
    who: 'qemu',
    rule: 'XIVE-A1',
    text: `QEMU lays region ${name} over ${lisnsText(firstLisn, last)} of guest memory, backed by ${pagesText(at, at + 2 * count - 1)}.`,
    call: `memory_region_add_subregion_overlap(xive_esb, ${hex(firstLisn * 0x20000)}, ${name}, ${2 + vm.regions.length})`,
    lisns: [firstLisn, last],
    pages: [at, at + 2 * count - 1],
    event: { op: 'overlayRegion', firstLisn, count, at, name, ...vmKey(draft, vm) },
  }));
  if (vm.regions.some((region) => region.name === name))
    return refuse(draft, 'EEXIST', 'XIVE-A1', `There is a region named ${name} already.`);
  const made = mapForRegion(draft, vm, { firstLisn, count, at, name });
  const priority = 1 + (vm.regions.at(-1)?.priority ?? 0);
  vm.regions = [...vm.regions, { name, firstLisn, count, start: at, priority, made }];
  return null;
}

export function removeOverlayRegion(draft: Draft, vm: VmDraft, name: string): string | null {
  const region = vm.regions.find((one) => one.name === name);
  tell(draft, vm, 'regions', () => ({
    who: 'qemu',
    rule: 'XIVE-A1',
    text: `QEMU takes region ${name} away; what lies below shows again.`,
    call: `memory_region_del_subregion(xive_esb, ${name})`,
    ...(region === undefined
      ? {}
      : { lisns: [region.firstLisn, region.firstLisn + region.count - 1] as const }),
    event: { op: 'removeOverlayRegion', name, ...vmKey(draft, vm) },
  }));
  if (region === undefined) return refuse(draft, 'ENOENT', 'XIVE-A1', `There is no region named ${name}.`);
  vm.regions = vm.regions.filter((one) => one !== region);
  unmapMade(draft, vm, region.made);
  return null;
}

/** ESB pages `first` to `last` of guest memory, backed by address page `page` on. */
export interface Slot {
  readonly first: number;
  readonly last: number;
  readonly page: number;
  readonly region: string;
}

function without(slot: Slot, first: number, last: number): readonly Slot[] {
  if (slot.last < first || slot.first > last) return [slot];
  return [
    ...(slot.first < first ? [{ ...slot, last: first - 1 }] : []),
    ...(slot.last > last ? [{ ...slot, first: last + 1, page: slot.page + last + 1 - slot.first }] : []),
  ];
}

/**
 * KVM memory slots of the ESB area, by guest address: the regions after priorities are resolved. Of two base mappings of
 * the same LISNs the first is in the region tree; strategy C keeps one slot for each of its mappings.
 */
export function slotsOf(config: Draft['config'], vm: Pick<Vm, 'announced' | 'regions'>): readonly Slot[] {
  let slots: readonly Slot[] = [];
  for (const { start, end, esb, name, base } of vm.announced) {
    if (!base && config.strategy !== 'C') continue;
    let parts: readonly Slot[] = [{ first: esb, last: esb + end - start - 1, page: start, region: name }];
    if (config.strategy !== 'C')
      for (const slot of slots) parts = parts.flatMap((part) => without(part, slot.first, slot.last));
    slots = [...slots, ...parts];
  }
  // From the highest down: each shows where none above it does.
  let covered: Intervals = [];
  const shown: Slot[] = [];
  function show(slot: Slot): void {
    for (const [first, last] of gaps(covered, slot.first, slot.last))
      shown.push({ ...slot, first, last, page: slot.page + first - slot.first });
  }
  for (const region of [...vm.regions].sort((left, right) => right.priority - left.priority)) {
    const [first, last] = [esbPage(region.firstLisn, 0), esbPage(region.firstLisn + region.count, 0) - 1];
    show({ first, last, page: region.start, region: region.name });
    covered = addRange(covered, first, last);
  }
  for (const slot of slots) show(slot);
  return shown.sort((left, right) => left.first - right.first);
}
