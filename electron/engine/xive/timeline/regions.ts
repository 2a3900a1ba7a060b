/** QEMU's region tree of the ESB area: which region shows for which LISNs, and the memory slots KVM gets of it. */
import type { ShownRegion, ShownSlot } from '../../../../shared/xive/moment.ts';
import { lisnOfPage } from '../../../../shared/xive/pages.ts';
import type { Machine, Vm } from '../kernel/machine.ts';
import { type Slot, slotsOf } from '../kernel/regions.ts';

type Host = Pick<Machine, 'config'>;
type Tree = Pick<Vm, 'announced' | 'regions'>;

const known = new WeakMap<Tree['announced'], WeakMap<Tree['regions'], readonly Slot[]>>();

function slots({ config }: Host, vm: Tree): readonly Slot[] {
  const byRegions = known.get(vm.announced) ?? new WeakMap<Tree['regions'], readonly Slot[]>();
  known.set(vm.announced, byRegions);
  const had = byRegions.get(vm.regions);
  if (had !== undefined) return had;
  const made = slotsOf(config, vm);
  byRegions.set(vm.regions, made);
  return made;
}

export function shownSlots(host: Host, vm: Tree): readonly ShownSlot[] {
  return slots(host, vm).map(({ first, last, page, region }) => ({
    firstLisn: lisnOfPage(first),
    lastLisn: lisnOfPage(last),
    page,
    region,
  }));
}

export function slotCount(host: Host, vm: Tree): number {
  return slots(host, vm).length;
}

/** The base mappings first, then the overlays in the order they were made. */
export function shownRegions(host: Host, vm: Tree): readonly ShownRegion[] {
  const shown = shownSlots(host, vm);
  const bases = vm.announced
    .filter(({ base }) => base || host.config.strategy === 'C')
    .map(({ name, start, end, esb }) => ({
      name,
      priority: 1,
      firstLisn: lisnOfPage(esb),
      count: Math.ceil((end - start) / 2),
      page: start,
      base: true,
    }));
  const overlays = vm.regions.map(({ name, priority, firstLisn, count, start }) => ({
    name,
    // The base region has 1 in QEMU's tree (xive.md 4.2).
    priority: priority + 1,
    firstLisn,
    count,
    page: start,
    base: false,
  }));
  return [...bases, ...overlays].map((region) => {
    const { name, firstLisn, count, page } = region;
    const mine = shown.filter(
      (slot) =>
        slot.region === name &&
        slot.firstLisn >= firstLisn &&
        slot.lastLisn < firstLisn + count &&
        slot.page === page + 2 * (slot.firstLisn - firstLisn),
    );
    return { ...region, visible: mine.map((slot) => [slot.firstLisn, slot.lastLisn] as const) };
  });
}
