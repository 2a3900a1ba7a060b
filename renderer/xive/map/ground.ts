/** What is worked out of a moment once, for all parts of it that may be seen. */
import { PAGE_STATES, RUN_WORDS, type VmMoment } from '../../../shared/xive/moment.ts';
import { type Extent, extentOf } from './axis.ts';
import { runsOf } from './lookup.ts';
import type { Selection, SpaceView } from './map-props.ts';
import { type ClassOf, classesOf } from './owner-classes.ts';
import { differenceIndex, pageIndex, sourceIndex, type UnitIndex } from './page-index.ts';
import { type Interval, inverse, placed, placedParts, type Space, spaceOf, type Stretch } from './space.ts';

/** What follows of a moment whatever part of it is seen; made once a moment and view. */
export interface Ground {
  readonly moment: VmMoment;
  readonly other: VmMoment | null;
  readonly space: Space;
  readonly extent: Extent;
  readonly unitToGuest: readonly Stretch[];
  readonly unitToAddress: readonly Stretch[];
  readonly addressToGuest: readonly Stretch[];
  readonly classOf: ClassOf;
  readonly sources: Pick<UnitIndex, 'bits'>;
  readonly pages: UnitIndex;
  readonly differences: UnitIndex | null;
}

export function groundOf(
  moment: VmMoment,
  other: VmMoment | null,
  view: SpaceView,
  hues: ReadonlyMap<string, number>,
): Ground {
  const space = spaceOf(moment, view);
  const classOf = classesOf(moment, hues);
  const unitToGuest = inverse(space.guestToUnit);
  return {
    moment,
    other,
    space,
    extent: extentOf(space),
    unitToGuest,
    unitToAddress: inverse(space.addressToUnit),
    addressToGuest: inverse(space.guestToAddress),
    classOf,
    sources: sourceIndex(moment, unitToGuest, classOf, hues),
    pages: pageIndex(moment, space, classOf),
    differences: other === null ? null : differenceIndex(moment, space, other, spaceOf(other, view)),
  };
}

function firstWrongPage(moment: VmMoment): number | null {
  if (moment.counts.stale + moment.counts.misresolved === 0) return null;
  const { count, words } = runsOf(moment);
  for (let run = 0; run < count * RUN_WORDS; run += RUN_WORDS) {
    const state = PAGE_STATES[words[run + 5]!];
    if (state === 'stale' || state === 'misresolved') return words[run]!;
  }
  return null;
}

/** LISN that the magnifier shows when nothing is selected: the first wrong page, else the first passed-through source. */
export function focusOf(ground: Ground, selected: Selection | null): number | null {
  const { moment, addressToGuest } = ground;
  if (selected?.kind === 'source') return selected.lisn;
  if (selected?.kind === 'page') {
    const guest = guestOfAddress(ground, selected.page);
    if (guest !== null) return Math.floor(guest / 2);
  }
  if (selected?.kind === 'device') {
    const device = moment.devices.find(({ name }) => name === selected.name);
    if (device?.lisns) return device.lisns[0];
  }
  if (selected?.kind === 'vma') {
    const vma = moment.vmas.find(({ id }) => id === selected.id);
    const owner = moment.owners.find(({ from }) => {
      const stands = vma?.stands ?? null;
      return stands !== null && 2 * from >= stands && 2 * from < stands + vma!.end - vma!.start;
    });
    const first = owner?.from ?? (vma?.stands == null ? null : Math.floor(vma.stands / 2));
    if (first !== null) return first;
  }
  const wrong = firstWrongPage(moment);
  if (wrong !== null)
    for (const { from, to, at } of addressToGuest)
      if (wrong >= from && wrong < to) return Math.floor((at + wrong - from) / 2);
  return moment.owners[0]?.from ?? moment.sources[0]?.from ?? null;
}

/** ESB page of the guest at an address page: by what shows it, else by what its mapping stands for. */
export function guestOfAddress({ moment, addressToGuest }: Ground, page: number): number | null {
  for (const { from, to, at } of addressToGuest) if (page >= from && page < to) return at + page - from;
  const vma = moment.vmas.find(({ start, end }) => page >= start && page < end);
  return vma === undefined || vma.stands === null ? null : vma.stands + page - vma.start;
}

/** Where a selection is on the axis; null when it is nowhere in this view. */
export function unitsOf(ground: Ground, selection: Selection): Interval | null {
  const { moment, space } = ground;
  if (selection.kind === 'source')
    return placedParts(space.guestToUnit, 2 * selection.lisn, 2 * selection.lisn + 2)[0] ?? null;
  if (selection.kind === 'device') {
    const lisns = moment.devices.find(({ name }) => name === selection.name)?.lisns ?? null;
    return lisns === null
      ? null
      : (placedParts(space.guestToUnit, 2 * lisns[0], 2 * lisns[1] + 2)[0] ?? null);
  }
  if (selection.kind === 'page') {
    const unit = placed(space.addressToUnit, selection.page);
    if (unit !== null) return [unit, unit + 1];
    const guest = guestOfAddress(ground, selection.page);
    const stands = guest === null ? null : placed(space.guestToUnit, guest);
    return stands === null ? null : [stands, stands + 1];
  }
  const vma = moment.vmas.find(({ id }) => id === selection.id);
  const from =
    vma === undefined
      ? null
      : space.view === 'guest'
        ? vma.stands
        : space.view === 'file'
          ? vma.pgoff
          : vma.start;
  return vma === undefined || from === null ? null : [from, from + vma.end - vma.start];
}
