/** Exact answers about one source or page of a moment, for words, tips and the magnifier. */
import {
  type HwPage,
  hwSource,
  hwSourceName,
  ipiPage,
  isPhbPage,
  type Parity,
  TIMA_PAGE,
} from '../../../shared/xive/pages.ts';
import {
  type OwnerRun,
  type PageRun,
  type ShownVma,
  type SourceRun,
  unpackRuns,
  type VmMoment,
} from '../../../shared/xive/moment.ts';

/** Runs by first page; `reach[i]` = end of the farthest of the runs 0 to i, as runs with a stride interleave. */
interface Runs {
  readonly runs: readonly PageRun[];
  readonly reach: Float64Array;
}

const known = new WeakMap<VmMoment, Runs>();

export function runsOf(moment: VmMoment): Runs {
  const before = known.get(moment);
  if (before !== undefined) return before;
  const runs = unpackRuns(moment.pages);
  if (runs.some(({ page }, at) => at > 0 && page < runs[at - 1]!.page))
    runs.sort((left, right) => left.page - right.page);
  const reach = new Float64Array(runs.length);
  let farthest = Number.NEGATIVE_INFINITY;
  for (const [at, { page, count, stride }] of runs.entries()) {
    farthest = Math.max(farthest, page + (count - 1) * stride + 1);
    reach[at] = farthest;
  }
  const made = { runs, reach };
  known.set(moment, made);
  return made;
}

/** Index of the last entry whose key is at most `value`; -1 = none. */
export function lastUpTo<Entry>(
  list: readonly Entry[],
  key: (entry: Entry) => number,
  value: number,
): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (key(list[middle]!) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export interface ShownPage {
  readonly hw: HwPage;
  readonly run: PageRun;
}

/** What an address page shows; null = not populated. */
export function shownAt(moment: VmMoment, page: number): ShownPage | null {
  const { runs, reach } = runsOf(moment);
  for (let at = lastUpTo(runs, (run) => run.page, page); at >= 0 && reach[at]! > page; at--) {
    const run = runs[at]!;
    const distance = page - run.page;
    if (distance % run.stride === 0 && distance / run.stride < run.count)
      return { hw: run.hw + (distance / run.stride) * run.hwStep, run };
  }
  return null;
}

export function sourceAt(moment: VmMoment, lisn: number): SourceRun | null {
  const run = moment.sources[lastUpTo(moment.sources, ({ from }) => from, lisn)];
  return run !== undefined && run.to >= lisn ? run : null;
}

export function ownerRunAt(moment: VmMoment, lisn: number): OwnerRun | null {
  const run = moment.owners[lastUpTo(moment.owners, ({ from }) => from, lisn)];
  return run !== undefined && run.to >= lisn ? run : null;
}

/** Hardware page of the owner of a LISN; null where it has none. */
export function ownerAt(moment: VmMoment, lisn: number, parity: Parity): HwPage | null {
  const phb = ownerRunAt(moment, lisn);
  if (phb !== null) return phb.hw + (lisn - phb.from) * phb.hwStep;
  const source = sourceAt(moment, lisn);
  return source === null || source.ipi === null ? null : ipiPage(source.ipi + lisn - source.from, parity);
}

export function vmaAt(moment: VmMoment, page: number): ShownVma | null {
  return moment.vmas.find(({ start, end }) => page >= start && page < end) ?? null;
}

/** Colour of an owner: 0 = IPI, 1 to 8 = hue of a device, 9 = a PHB source of no device known here. */
export type OwnerClass = number;
export const IPI_CLASS = 0;
export const OTHER_CLASS = 9;

export type ClassOf = (hw: HwPage) => OwnerClass;

/** By the device that owns the page now, else by its PHB's device: a stale page keeps the colour of what it shows. */
export function classesOf(moment: VmMoment, hues: ReadonlyMap<string, number>): ClassOf {
  const names = devicesOfPhbs(moment);
  return (hw) => {
    if (hw === TIMA_PAGE) return OTHER_CLASS;
    if (!isPhbPage(hw)) return IPI_CLASS;
    const source = hwSource(hw);
    const device = source?.kind === 'phb' ? names.get(source.phb) : undefined;
    const hue = device === undefined ? undefined : hues.get(device);
    return hue === undefined ? OTHER_CLASS : hue + 1;
  };
}

function devicesOfPhbs(moment: VmMoment): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const { name, about } of moment.devices) {
    const phb = /^phb(\d+)/i.exec(about);
    if (phb !== null && !names.has(Number(phb[1]))) names.set(Number(phb[1]), name);
  }
  for (const { from, hw } of moment.owners) {
    const device = sourceAt(moment, from)?.device;
    const source = hwSource(hw);
    if (device !== null && device !== undefined && source?.kind === 'phb') names.set(source.phb, device);
  }
  return names;
}

/** `nvme1 vector 4`, `IPI of vCPU 0`, … */
export function vectorAt(moment: VmMoment, lisn: number): { device: string; vector: number } | null {
  const source = sourceAt(moment, lisn);
  if (source === null || source.device === null) return null;
  const first = moment.devices.find(({ name }) => name === source.device)?.lisns?.[0] ?? source.from;
  return { device: source.device, vector: lisn - first };
}

export function sourceName(hw: HwPage): string {
  return hw === TIMA_PAGE ? 'tima:os' : (hwSourceName(hw) ?? 'none');
}
