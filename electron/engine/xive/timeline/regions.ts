/** QEMU's region tree of the ESB area: which region shows for which LISNs, and the memory slots KVM gets of it. */
import type { ShownRegion, ShownSlot } from '../../../../shared/xive/moment.ts';
import type { Parity } from '../../../../shared/xive/pages.ts';
import type { Announced, OverlayRegion, Vm } from '../kernel/machine.ts';

type Range = readonly [first: number, last: number];

/** What of `range` is left when the ascending, disjoint `taken` are taken out. */
function without([first, last]: Range, taken: readonly Range[]): readonly Range[] {
  const left: Range[] = [];
  let from = first;
  for (const [start, end] of taken) {
    if (end < from || start > last) continue;
    if (start > from) left.push([from, start - 1]);
    from = end + 1;
  }
  if (from <= last) left.push([from, last]);
  return left;
}

function regionsOf(
  announced: readonly Announced[],
  overlays: readonly OverlayRegion[],
): readonly ShownRegion[] {
  const bases = announced
    .filter(({ base }) => base)
    .map(({ name, start, end, esb }) => ({
      name,
      priority: 1,
      firstLisn: esb >> 1,
      count: Math.ceil((end - start) / 2),
      page: start,
      base: true,
    }));
  const over = overlays.map(({ name, priority, firstLisn, count, start }) => ({
    name,
    priority,
    firstLisn,
    count,
    page: start,
    base: false,
  }));
  const taken: Range[] = [];
  const shown = [...over, ...bases]
    .map((region, at) => ({ region, at }))
    .sort((left, right) => right.region.priority - left.region.priority || right.at - left.at)
    .map(({ region, at }) => {
      const visible = without([region.firstLisn, region.firstLisn + region.count - 1], taken);
      taken.push(...visible);
      taken.sort((left, right) => left[0] - right[0]);
      return { at, region: { ...region, visible } };
    });
  const first = over.length;
  const order = (at: number) => (at >= first ? at - first : at + bases.length);
  return shown.sort((left, right) => order(left.at) - order(right.at)).map(({ region }) => region);
}

const known = new WeakMap<readonly Announced[], WeakMap<readonly OverlayRegion[], readonly ShownRegion[]>>();

/** The base mappings first, then the overlays in the order they were made. */
export function shownRegions({
  announced,
  regions,
}: Pick<Vm, 'announced' | 'regions'>): readonly ShownRegion[] {
  let byOverlays = known.get(announced);
  if (byOverlays === undefined) {
    byOverlays = new WeakMap();
    known.set(announced, byOverlays);
  }
  const had = byOverlays.get(regions);
  if (had !== undefined) return had;
  const made = regionsOf(announced, regions);
  byOverlays.set(regions, made);
  return made;
}

export function shownSlots(regions: readonly ShownRegion[]): readonly ShownSlot[] {
  return regions
    .flatMap(({ name, firstLisn, page, visible }) =>
      page === null
        ? []
        : visible.map(([first, last]) => ({
            firstLisn: first,
            lastLisn: last,
            page: page + 2 * (first - firstLisn),
            region: name,
          })),
    )
    .sort((left, right) => left.firstLisn - right.firstLisn);
}

export function slotCount(vm: Vm): number {
  return shownRegions(vm).reduce((sum, { visible }) => sum + visible.length, 0);
}

function pageIn({ page, firstLisn }: ShownRegion, lisn: number, parity: Parity): number | null {
  return page === null ? null : page + 2 * (lisn - firstLisn) + parity;
}

/** Where an access of the guest to a LISN's page goes, and the regions there that it does not reach. */
export interface Reach {
  readonly region: ShownRegion;
  readonly page: number | null;
  readonly hidden: readonly { readonly region: ShownRegion; readonly page: number | null }[];
}

/** Null where no region covers the LISN. */
export function guestReach(
  vm: Pick<Vm, 'announced' | 'regions'>,
  lisn: number,
  parity: Parity,
): Reach | null {
  const over = shownRegions(vm).filter(
    ({ firstLisn, count }) => lisn >= firstLisn && lisn < firstLisn + count,
  );
  const region = over.find(({ visible }) => visible.some(([first, last]) => lisn >= first && lisn <= last));
  if (region === undefined) return null;
  const hidden = over.filter((one) => one !== region);
  return {
    region,
    page: pageIn(region, lisn, parity),
    hidden: hidden.map((one) => ({ region: one, page: pageIn(one, lisn, parity) })),
  };
}
