/** Exact answers about one source or page of a moment, for words, tips and the magnifier. */
import { type HwPage, hwSourceName, ipiPage, type Parity, TIMA_PAGE } from '../../../shared/xive/pages.ts';
import {
  type OwnerRun,
  type PageRun,
  RUN_WORDS,
  runOfWords,
  runWords,
  type ShownVma,
  type SourceRun,
  type VmMoment,
} from '../../../shared/xive/moment.ts';

/**
 * Runs by first page, as they travel: tens of thousands of objects would cost more than the picture.
 * `reach[i]` = end of the farthest of the runs 0 to i, as runs with a stride interleave.
 */
export interface Runs {
  readonly count: number;
  readonly words: Int32Array;
  readonly reach: Int32Array;
}

const known = new WeakMap<VmMoment, Runs>();

function byPage(words: Int32Array, count: number): Int32Array {
  let sorted = true;
  for (let at = 1; sorted && at < count; at++)
    sorted = words[(at - 1) * RUN_WORDS]! <= words[at * RUN_WORDS]!;
  if (sorted) return words;
  const order = Array.from({ length: count }, (_, at) => at).sort(
    (left, right) => words[left * RUN_WORDS]! - words[right * RUN_WORDS]!,
  );
  const result = new Int32Array(count * RUN_WORDS);
  for (const [to, from] of order.entries())
    result.set(words.subarray(from * RUN_WORDS, (from + 1) * RUN_WORDS), to * RUN_WORDS);
  return result;
}

export function runsOf(moment: VmMoment): Runs {
  const before = known.get(moment);
  if (before !== undefined) return before;
  const { count } = moment.pages;
  const words = byPage(runWords(moment.pages), count);
  const reach = new Int32Array(count);
  let farthest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < count; at++) {
    const end = words[at * RUN_WORDS]! + (words[at * RUN_WORDS + 1]! - 1) * words[at * RUN_WORDS + 2]! + 1;
    if (end > farthest) farthest = end;
    reach[at] = farthest;
  }
  const made = { count, words, reach };
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
  const { count, words, reach } = runsOf(moment);
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (words[middle * RUN_WORDS]! <= page) low = middle + 1;
    else high = middle;
  }
  for (let at = low - 1; at >= 0 && reach[at]! > page; at--) {
    const run = runOfWords(words, at);
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
