/** Sets of numbers as ascending, disjoint, inclusive ranges: the bitmap QEMU claims MSIs in, in little space. */
import type { Intervals } from './machine.ts';

type Range = readonly [first: number, last: number];

export function addRange(set: Intervals, first: number, last: number): Intervals {
  if (last < first) return set;
  const before: Range[] = [];
  const after: Range[] = [];
  let [from, to] = [first, last];
  for (const range of set) {
    if (range[1] < first - 1) before.push(range);
    else if (range[0] > last + 1) after.push(range);
    else [from, to] = [Math.min(from, range[0]), Math.max(to, range[1])];
  }
  return [...before, [from, to], ...after];
}

export function removeRange(set: Intervals, first: number, last: number): Intervals {
  if (last < first) return set;
  return set.flatMap((range): Range[] => {
    if (range[1] < first || range[0] > last) return [range];
    const left: Range[] = range[0] < first ? [[range[0], first - 1]] : [];
    const right: Range[] = range[1] > last ? [[last + 1, range[1]]] : [];
    return [...left, ...right];
  });
}

export function holds(set: Intervals, number: number): boolean {
  let [low, high] = [0, set.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const range = set[middle]!;
    if (number < range[0]) high = middle - 1;
    else if (number > range[1]) low = middle + 1;
    else return true;
  }
  return false;
}

/** All of `first` to `last` is in one range. */
export function within(set: Intervals, first: number, last: number): boolean {
  return set.some((range) => range[0] <= first && last <= range[1]);
}

/** First of `n` numbers in a row that are in no range, from `from` on and below `end`, a multiple of `align`; null = none. */
export function firstFree(
  set: Intervals,
  {
    from,
    end,
    n,
    align,
  }: { readonly from: number; readonly end: number; readonly n: number; readonly align: number },
): number | null {
  const up = (number: number) => Math.ceil(number / align) * align;
  let first = up(from);
  for (const [start, last] of set) {
    if (last < first) continue;
    if (start >= first + n) break;
    first = up(last + 1);
  }
  return first + n <= end ? first : null;
}

/** Parts of `first` to `last` that are in no range, ascending. */
export function gaps(set: Intervals, first: number, last: number): Range[] {
  const free: Range[] = [];
  let [low, high] = [0, set.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (set[middle]![1] < first) low = middle + 1;
    else high = middle;
  }
  let from = first;
  for (let at = low; at < set.length && set[at]![0] <= last; at += 1) {
    const [start, end] = set[at]!;
    if (start > from) free.push([from, start - 1]);
    from = end + 1;
  }
  return from <= last ? [...free, [from, last]] : free;
}
