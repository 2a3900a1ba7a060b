/**
 * Where guest pages and address pages stand on the horizontal axis of a view. A unit is one page: an ESB page of the guest,
 * a page of the device file, or an address page of QEMU.
 */
import { ESB_PGOFF, TIMA_PAGES } from '../../../shared/xive/pages.ts';
import { RUN_WORDS, type VmMoment } from '../../../shared/xive/moment.ts';
import { runsOf } from './lookup.ts';
import type { SpaceView } from './map-props.ts';

/** Half-open; `[from, to)` stands at `at`, `at + 1`, … */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

export type Interval = readonly [from: number, to: number];

export interface Space {
  readonly view: SpaceView;
  readonly from: number;
  readonly to: number;
  readonly guestToUnit: readonly Stretch[];
  readonly guestToAddress: readonly Stretch[];
  readonly addressToUnit: readonly Stretch[];
  /** Units that can hold pages, apart from each other; `at` numbers them without the distances between. */
  readonly domains: readonly Stretch[];
  /** Units that something is at: the rest may be folded. */
  readonly used: readonly Interval[];
}

/** Pages shown on each side of what is used. */
const MARGIN = 2;
const NEAR = 20;

export function inverse(stretches: readonly Stretch[]): readonly Stretch[] {
  return stretches
    .map(({ from, to, at }) => ({ from: at, to: at + to - from, at: from }))
    .sort((left, right) => left.from - right.from);
}

/** Null where it stands nowhere. */
export function placed(stretches: readonly Stretch[], value: number): number | null {
  for (const { from, to, at } of stretches) if (value >= from && value < to) return at + value - from;
  return null;
}

/** The parts of `[from, to)` that stand somewhere, as places. */
export function placedParts(stretches: readonly Stretch[], from: number, to: number): Interval[] {
  const parts: Interval[] = [];
  for (const stretch of stretches) {
    const [first, last] = [Math.max(from, stretch.from), Math.min(to, stretch.to)];
    if (first < last) parts.push([stretch.at + first - stretch.from, stretch.at + last - stretch.from]);
  }
  return parts;
}

/** Overlapping and touching intervals, and those at most `distance` apart, as one. */
export function joined(intervals: readonly Interval[], distance: number): Interval[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...intervals].sort((left, right) => left[0] - right[0])) {
    const last = result.at(-1);
    if (last !== undefined && from - last[1] <= distance) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

function guestStretches(moment: VmMoment): readonly Stretch[] {
  const shown = moment.regions.flatMap(({ page, firstLisn, visible }) =>
    page === null
      ? []
      : visible.map(([first, last]) => ({
          from: 2 * first,
          to: 2 * last + 2,
          at: page + 2 * (first - firstLisn),
        })),
  );
  if (moment.regions.length > 0) return shown.sort((left, right) => left.from - right.from);
  return moment.vmas
    .flatMap(({ start, end, stands }) =>
      stands === null ? [] : [{ from: stands, to: stands + end - start, at: start }],
    )
    .sort((left, right) => left.from - right.from);
}

function identity(intervals: readonly Interval[]): readonly Stretch[] {
  return intervals.map(([from, to]) => ({ from, to, at: from }));
}

function numbered(intervals: readonly Interval[]): readonly Stretch[] {
  let at = 0;
  return intervals.map(([from, to]) => {
    const stretch = { from, to, at };
    at += to - from;
    return stretch;
  });
}

/** Populated address pages, those close to each other as one: a fold would not open for less. */
function populatedParts(moment: VmMoment): readonly Interval[] {
  const { count: runs, words } = runsOf(moment);
  // Of tens of thousands, only distances that could be folded are of interest.
  const near = Math.max(NEAR, ((words.at(-RUN_WORDS) ?? 0) - (words[0] ?? 0)) / 2000);
  const parts: [number, number][] = [];
  let last: [number, number] | null = null;
  for (let run = 0; run < runs * RUN_WORDS; run += RUN_WORDS) {
    const page = words[run]!;
    const end = page + (words[run + 1]! - 1) * words[run + 2]! + 1;
    if (last !== null && page - last[1] <= near) last[1] = Math.max(last[1], end);
    else {
      last = [page, end];
      parts.push(last);
    }
  }
  return parts;
}

function usedUnits(moment: VmMoment, space: Omit<Space, 'used'>): readonly Interval[] {
  const used: Interval[] = [];
  for (const { from, to } of moment.sources)
    used.push(...placedParts(space.guestToUnit, 2 * from, 2 * to + 2));
  for (const [from, to] of populatedParts(moment)) used.push(...placedParts(space.addressToUnit, from, to));
  for (const { base, firstLisn, count } of moment.regions)
    if (!base) used.push(...placedParts(space.guestToUnit, 2 * firstLisn, 2 * (firstLisn + count)));
  if (space.view === 'file' && moment.esbOffset >= ESB_PGOFF) used.push([0, TIMA_PAGES]);
  if (space.view === 'qemu')
    for (const vma of moment.vmas) {
      used.push([vma.start, Math.min(vma.end, vma.start + MARGIN)]);
      used.push([Math.max(vma.start, vma.end - MARGIN), vma.end]);
    }
  const padded = used.map(
    ([from, to]): Interval => [Math.max(space.from, from - MARGIN), Math.min(space.to, to + MARGIN)],
  );
  return joined(padded, 0);
}

export function spaceOf(moment: VmMoment, view: SpaceView): Space {
  const guestToAddress = guestStretches(moment);
  const whole = 2 * moment.nrIrqs;
  if (view === 'guest') {
    const space = {
      view,
      from: 0,
      to: whole,
      guestToUnit: identity([[0, whole]]),
      guestToAddress,
      addressToUnit: inverse(guestToAddress),
      domains: numbered([[0, whole]]),
    };
    return { ...space, used: usedUnits(moment, space) };
  }
  if (view === 'file') {
    const end = Math.max(
      moment.esbOffset + whole,
      ...moment.vmas.map(({ pgoff, start, end: last }) => pgoff + last - start),
    );
    const space = {
      view,
      from: 0,
      to: end,
      guestToUnit: [{ from: 0, to: whole, at: moment.esbOffset }],
      guestToAddress,
      addressToUnit: moment.vmas.map(({ start, end: last, pgoff }) => ({ from: start, to: last, at: pgoff })),
      domains: numbered([[0, end]]),
    };
    return { ...space, used: usedUnits(moment, space) };
  }
  const mapped = joined(
    moment.vmas.map(({ start, end }): Interval => [start, end]),
    0,
  );
  const space = {
    view,
    from: mapped[0]?.[0] ?? 0,
    to: mapped.at(-1)?.[1] ?? whole,
    guestToUnit: guestToAddress,
    guestToAddress,
    addressToUnit: identity(mapped),
    domains: numbered(mapped),
  };
  return { ...space, used: usedUnits(moment, space) };
}
