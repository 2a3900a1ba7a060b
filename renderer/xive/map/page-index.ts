/**
 * What is at each page, as bits, with levels of detail: level k holds the bits of 2^k pages together. A column of pixels
 * asks for all its pages in a few steps and loses none of their bits, so no stale page is ever lost from afar.
 */
import { PAGE_STATES, RUN_WORDS, type SourceRun, type VmMoment } from '../../../shared/xive/moment.ts';
import { isPhbPage } from '../../../shared/xive/pages.ts';
import { lastUpTo, ownerAt, ownerRunAt, runsOf, sourceAt } from './lookup.ts';
import { type ClassOf, hueClass, IPI_CLASS } from './owner-classes.ts';
import { placedParts, type Space, type Stretch } from './space.ts';

/** Bits 0 to 9: classes of owners, see lookup.ts. */
export const OWNER_BITS = 0x3ff;
export const stateBit = (state: (typeof PAGE_STATES)[number]) => 1 << (10 + PAGE_STATES.indexOf(state));
export const STALE_BIT = stateBit('stale');
export const MISRESOLVED_BIT = stateBit('misresolved');
export const UNKNOWN_BIT = stateBit('unknown');
export const WRONG_BITS = STALE_BIT | MISRESOLVED_BIT;
/** Of sources, in the place of the states of pages. */
export const ORPHAN_BIT = 1 << 10;
export const UNCLAIMED_BIT = 1 << 11;

export interface Levels {
  readonly bits: (from: number, to: number) => number;
  /** Pages among them that have any bit; exact. */
  readonly count: (from: number, to: number) => number;
}

/** Pages that have one word of bits and one count together. */
const BLOCK_SHIFT = 5;
const BLOCK = 1 << BLOCK_SHIFT;

function halved(below: Uint16Array): Uint16Array {
  const level = new Uint16Array((below.length + 1) >>> 1);
  const pairs = below.length >>> 1;
  for (let at = 0; at < pairs; at++) level[at] = below[2 * at]! | below[2 * at + 1]!;
  if (pairs < level.length) level[pairs] = below[2 * pairs]!;
  return level;
}

/** What is written one page after the other, with its blocks: nothing is looked through a second time. */
export function createMarks(length: number) {
  const base = new Uint16Array(length);
  const blocks = new Uint16Array((length + BLOCK - 1) >>> BLOCK_SHIFT);
  const counts = new Uint32Array(blocks.length + 1);
  return {
    add(at: number, bits: number): void {
      const block = at >>> BLOCK_SHIFT;
      const before = base[at]!;
      if (before === 0) counts[block + 1]! += 1;
      base[at] = before | bits;
      blocks[block]! |= bits;
    },
    /** Ends the writing. */
    levels(): Levels {
      for (let at = 1; at < counts.length; at++) counts[at]! += counts[at - 1]!;
      return levelsOver(base, blocks, counts);
    },
  };
}

function levelsOver(base: Uint16Array, blocks: Uint16Array, counts: Uint32Array): Levels {
  const levels: Uint16Array[] = [blocks];
  while (levels.at(-1)!.length > 1) levels.push(halved(levels.at(-1)!));
  /** Within one block. */
  const inBlock = (from: number, to: number) => {
    const whole = blocks[from >>> BLOCK_SHIFT]!;
    if (whole === 0 || to - from === BLOCK) return whole;
    let found = 0;
    for (let at = from; at < to; at++) found |= base[at]!;
    return found;
  };
  const ofBlocks = (from: number, to: number) => {
    let [low, high, found, level] = [from, to, 0, 0];
    while (low < high) {
      const here = levels[level]!;
      if ((low & 1) === 1) found |= here[low++]!;
      if ((high & 1) === 1 && low < high) found |= here[--high]!;
      low >>>= 1;
      high >>>= 1;
      level += 1;
    }
    return found;
  };
  const upTo = (end: number) => {
    let count = counts[end >>> BLOCK_SHIFT]!;
    for (let at = end & -BLOCK; at < end; at++) if (base[at] !== 0) count += 1;
    return count;
  };
  return {
    bits(from, to) {
      const [low, high] = [Math.max(0, from), Math.min(base.length, to)];
      if (low >= high) return 0;
      const [first, last] = [low >>> BLOCK_SHIFT, (high - 1) >>> BLOCK_SHIFT];
      if (first === last) return inBlock(low, high);
      return inBlock(low, (first + 1) * BLOCK) | ofBlocks(first + 1, last) | inBlock(last * BLOCK, high);
    },
    count(from, to) {
      const [low, high] = [Math.max(0, from), Math.min(base.length, to)];
      return low < high ? upTo(high) - upTo(low) : 0;
    },
  };
}

/** Of the numbers `[0, length)`. */
export function levelsOf(base: Uint16Array): Levels {
  const marks = createMarks(base.length);
  for (let at = 0; at < base.length; at++) if (base[at] !== 0) marks.add(at, base[at]!);
  return marks.levels();
}

/** Answers in units of a view. */
export interface UnitIndex {
  readonly bits: (from: number, to: number) => number;
  readonly count: (from: number, to: number) => number;
}

function overDomains(domains: readonly Stretch[], levels: Levels): UnitIndex {
  return {
    bits(from, to) {
      let found = 0;
      for (const { from: first, to: end, at } of domains) {
        if (from >= end || to <= first) continue;
        found |= levels.bits(Math.max(from, first) - first + at, Math.min(to, end) - first + at);
      }
      return found;
    },
    count: (from, to) =>
      placedParts(domains, from, to).reduce((sum, [low, high]) => sum + levels.count(low, high), 0),
  };
}

function sizeOf(domains: readonly Stretch[]): number {
  const last = domains.at(-1);
  return last === undefined ? 0 : last.at + last.to - last.from;
}

/** Populated pages. */
export function pageIndex(moment: VmMoment, space: Space, classOf: ClassOf): UnitIndex {
  const marks = createMarks(sizeOf(space.domains));
  const { count: runs, words } = runsOf(moment);
  for (let run = 0; run < runs * RUN_WORDS; run += RUN_WORDS) {
    const page = words[run]!;
    const count = words[run + 1]!;
    const stride = words[run + 2]!;
    const hw = words[run + 3]!;
    const hwStep = words[run + 4]!;
    const last = page + (count - 1) * stride;
    const one = classOf(hw);
    // Runs are of one kind of source, but two devices of a bridge may follow each other in one: then each page is asked.
    const single = count === 1 || !isPhbPage(hw);
    const state = 1 << (10 + words[run + 5]!);
    for (const stretch of space.addressToUnit) {
      const first = page + Math.max(0, Math.ceil((stretch.from - page) / stride)) * stride;
      const end = Math.min(last + 1, stretch.to);
      if (first >= end) continue;
      for (const domain of space.domains) {
        const shift = stretch.at - stretch.from - domain.from + domain.at;
        const stop = Math.min(end + shift, domain.at + domain.to - domain.from);
        for (let at = first + shift; at < stop; at += stride)
          if (at >= domain.at) {
            const here = single ? one : classOf(hw + ((at - shift - page) / stride) * hwStep);
            marks.add(at, (1 << here) | state);
          }
      }
    }
  }
  return overDomains(space.domains, marks.levels());
}

function standingOf(run: SourceRun | null): number {
  if (run === null) return 0;
  return run.orphan ? ORPHAN_BIT : run.claimed ? 0 : UNCLAIMED_BIT;
}

/** LISNs from `starts[i]` on have `bits[i]`; of a million sources a few segments. */
function sourceSegments(moment: VmMoment, classOf: ClassOf, hues: ReadonlyMap<string, number>) {
  const [starts, bits]: [number[], number[]] = [[], []];
  const { sources, owners, nrIrqs } = moment;
  let [source, owner] = [0, 0];
  for (let at = 0; at < nrIrqs; ) {
    while (source < sources.length && sources[source]!.to < at) source += 1;
    while (owner < owners.length && owners[owner]!.to < at) owner += 1;
    const [next, nextOwned] = [sources[source], owners[owner]];
    const run = next !== undefined && next.from <= at ? next : null;
    const owned = nextOwned !== undefined && nextOwned.from <= at ? nextOwned : null;
    const one =
      owned === null
        ? IPI_CLASS
        : (hueClass(hues, run?.device) ?? classOf(owned.hw + (at - owned.from) * owned.hwStep));
    const mask = run === null && owned === null ? 0 : standingOf(run) | (1 << one);
    if (mask !== bits.at(-1)) {
      starts.push(at);
      bits.push(mask);
    }
    at = Math.min(
      nrIrqs,
      run === null ? (next?.from ?? nrIrqs) : run.to + 1,
      owned === null ? (nextOwned?.from ?? nrIrqs) : owned.to + 1,
    );
  }
  return { starts, bits };
}

/** Sources; asked by pages of the view, kept by LISN. */
export function sourceIndex(
  moment: VmMoment,
  unitToGuest: readonly Stretch[],
  classOf: ClassOf,
  hues: ReadonlyMap<string, number>,
): Pick<UnitIndex, 'bits'> {
  const segments = sourceSegments(moment, classOf, hues);
  const levels = levelsOf(Uint16Array.from(segments.bits));
  const segmentOf = (lisn: number) => lastUpTo(segments.starts, (start) => start, lisn);
  return {
    bits(from, to) {
      let found = 0;
      for (const { from: first, to: end, at } of unitToGuest) {
        if (from >= end || to <= first) continue;
        const [low, high] = [Math.max(from, first) - first + at, Math.min(to, end) - first + at];
        found |= levels.bits(segmentOf(low >>> 1), segmentOf((high - 1) >>> 1) + 1);
      }
      return found;
    },
  };
}

export const PAGES_DIFFER = 1;
export const OWNERS_DIFFER = 2;

/** Where two sides differ, on the axis of the first. */
export function differenceIndex(
  moment: VmMoment,
  space: Space,
  other: VmMoment,
  otherSpace: Space,
): UnitIndex {
  const size = sizeOf(space.domains);
  const base = new Uint16Array(size);
  const [mine, theirs] = [shownHardware(moment, space, space), shownHardware(other, otherSpace, space)];
  for (let at = 0; at < size; at++) if (mine[at] !== theirs[at]) base[at] = PAGES_DIFFER;
  for (const [from, to] of ownerEdges(moment, other)) {
    if (ownerAt(moment, from, 0) === ownerAt(other, from, 0) && sameSource(moment, other, from)) continue;
    for (const [low, high] of placedParts(space.guestToUnit, 2 * from, 2 * to))
      for (const [first, end] of placedParts(space.domains, low, high))
        for (let at = first; at < end; at++) base[at] = base[at]! | OWNERS_DIFFER;
  }
  return overDomains(space.domains, levelsOf(base));
}

function sameSource(moment: VmMoment, other: VmMoment, lisn: number): boolean {
  const [mine, theirs] = [sourceAt(moment, lisn), sourceAt(other, lisn)];
  return (
    mine?.device === theirs?.device &&
    (ownerRunAt(moment, lisn) === null) === (ownerRunAt(other, lisn) === null)
  );
}

/** LISN ranges `[from, to)` within which neither side changes. */
function ownerEdges(moment: VmMoment, other: VmMoment): (readonly [number, number])[] {
  const edges = new Set<number>();
  for (const side of [moment, other])
    for (const { from, to } of [...side.sources, ...side.owners]) edges.add(from).add(to + 1);
  const sorted = [...edges].sort((left, right) => left - right);
  return sorted.slice(1).map((to, at) => [sorted[at]!, to]);
}

/** Hardware page and state of each unit, as one number. */
function shownHardware(moment: VmMoment, from: Space, onto: Space): Int32Array {
  const shown = new Int32Array(sizeOf(onto.domains));
  const { count: runs, words } = runsOf(moment);
  for (let run = 0; run < runs * RUN_WORDS; run += RUN_WORDS) {
    const [page, count, stride] = [words[run]!, words[run + 1]!, words[run + 2]!];
    const [hw, hwStep, state] = [words[run + 3]!, words[run + 4]!, words[run + 5]!];
    for (const stretch of from.addressToUnit) {
      let at = Math.max(0, Math.ceil((stretch.from - page) / stride));
      for (; at < count && page + at * stride < stretch.to; at++) {
        const unit = page + at * stride - stretch.from + stretch.at;
        for (const domain of onto.domains)
          if (unit >= domain.from && unit < domain.to)
            shown[unit - domain.from + domain.at] = Math.imul(hw + at * hwStep, 8) + state + 1;
      }
    }
  }
  return shown;
}
