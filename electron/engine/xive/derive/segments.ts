/** What a guest finds behind its ESB pages, as rows of LISNs: two moments are compared row by row, however many pages they have. */
import {
  type PopulatedState,
  type ShownSlot,
  type ShownVma,
  unpackRuns,
  type VmMoment,
} from '../../../../shared/xive/moment.ts';
import type { HwPage, Parity } from '../../../../shared/xive/pages.ts';

/** LISN `from + i` finds hardware page `hw + i * step`; `state` null where none is told. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly hw: HwPage;
  readonly step: number;
  readonly state: PopulatedState | null;
}

interface Part {
  readonly first: number;
  readonly last: number;
}

/** Parts of ESB pages `first`..`last` that guest memory really leads to address page `page + esb - first` for. */
function reached(slots: readonly ShownSlot[], first: number, last: number, page: number): readonly Part[] {
  let parts: Part[] = [{ first, last }];
  for (const slot of slots) {
    const [from, to] = [2 * slot.firstLisn, 2 * slot.lastLisn + 1];
    if (to < first || from > last || slot.page + first - from === page) continue;
    parts = parts.flatMap((part) => {
      if (to < part.first || from > part.last) return [part];
      return [
        ...(part.first < from ? [{ first: part.first, last: from - 1 }] : []),
        ...(part.last > to ? [{ first: to + 1, last: part.last }] : []),
      ];
    });
  }
  return parts;
}

/** Index of the first line that ends behind a page; lines are by address. */
function lineFrom(vmas: readonly ShownVma[], page: number): number {
  let [low, high] = [0, vmas.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (vmas[middle]!.end > page) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Rows of one side of the pairs, ascending by LISN. */
export function shownSegments(moment: VmMoment, parity: Parity): readonly Segment[] {
  const vmas = [...moment.vmas].sort((left, right) => left.start - right.start);
  const segments: Segment[] = [];
  for (const run of unpackRuns(moment.pages)) {
    const end = run.page + (run.count - 1) * run.stride;
    for (let at = lineFrom(vmas, run.page); at < vmas.length && vmas[at]!.start <= end; at += 1) {
      const { start, end: lineEnd, stands } = vmas[at]!;
      if (stands === null) continue;
      const [first, last] = [Math.max(run.page, start), Math.min(end, lineEnd - 1)];
      const shift = stands - start;
      for (const part of reached(moment.slots, first + shift, last + shift, first)) {
        const page = part.first - shift;
        // The first page of the part that is of the run and of this side.
        let from = page + ((run.stride - ((page - run.page) % run.stride)) % run.stride);
        if ((((from + shift) % 2) + 2) % 2 !== parity) {
          if (run.stride === 2) continue;
          from += 1;
        }
        const to = part.last - shift;
        if (from > to) continue;
        const [lisn, pairs] = [(from + shift - parity) / 2, Math.floor((to - from) / 2)];
        segments.push({
          from: lisn,
          to: lisn + pairs,
          hw: run.hw + ((from - run.page) / run.stride) * run.hwStep,
          step: run.hwStep * (2 / run.stride),
          state: run.state,
        });
      }
    }
  }
  return segments.sort((left, right) => left.from - right.from);
}

export function ownerSegments({ owners }: VmMoment): readonly Segment[] {
  return owners.map(({ from, to, hw, hwStep }) => ({ from, to, hw, step: hwStep, state: null }));
}

export function hwAt(segment: Segment, lisn: number): HwPage {
  return segment.hw + (lisn - segment.from) * segment.step;
}

/** LISNs that differ alike: what each side has there, undefined = nothing. */
export interface Unlike {
  readonly from: number;
  readonly to: number;
  readonly left: Segment | undefined;
  readonly right: Segment | undefined;
}

/** Rows of both sides against each other; a row may not begin before the one ahead of it ends. */
export function unlikeRows(left: readonly Segment[], right: readonly Segment[]): readonly Unlike[] {
  const rows: Unlike[] = [];
  let [one, other] = [0, 0];
  let at = Math.min(left[0]?.from ?? Infinity, right[0]?.from ?? Infinity);
  while (at < Infinity) {
    while (one < left.length && left[one]!.to < at) one += 1;
    while (other < right.length && right[other]!.to < at) other += 1;
    const [was, is] = [left[one], right[other]];
    if (was === undefined && is === undefined) break;
    const starts = [was, is].map((segment) => segment?.from ?? Infinity);
    at = Math.max(at, Math.min(...starts));
    const before = was !== undefined && was.from <= at ? was : undefined;
    const after = is !== undefined && is.from <= at ? is : undefined;
    const ends = [before?.to, after?.to, ...starts.filter((from) => from > at).map((from) => from - 1)];
    let to = Math.min(...ends.filter((end) => end !== undefined));
    const alike =
      before !== undefined &&
      after !== undefined &&
      before.state === after.state &&
      hwAt(before, at) === hwAt(after, at);
    // Rows that meet in one LISN and part behind it.
    if (before !== undefined && after !== undefined && before.step !== after.step) to = at;
    if (!alike) rows.push({ from: at, to, left: before, right: after });
    at = to + 1;
  }
  return rows;
}
