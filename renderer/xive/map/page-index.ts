/**
 * What is at each page, as bits, with levels of detail: level k holds the bits of 2^k pages together. A column of pixels
 * asks for all its pages in a few steps and loses none of their bits, so no stale page is ever lost from afar.
 */
import { PAGE_STATES, type VmMoment } from '../../../shared/xive/moment.ts';
import { type ClassOf, IPI_CLASS, ownerAt, ownerRunAt, runsOf, sourceAt } from './lookup.ts';
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

/** Pages counted together. */
const BLOCK = 64;

function halved(below: Uint16Array): Uint16Array {
  const level = new Uint16Array((below.length + 1) >>> 1);
  const pairs = below.length >>> 1;
  for (let at = 0; at < pairs; at++) level[at] = below[2 * at]! | below[2 * at + 1]!;
  if (pairs < level.length) level[pairs] = below[2 * pairs]!;
  return level;
}

/** Prefix sums of blocks; made when first asked for, as not every index is. */
function countsOf(base: Uint16Array): Uint32Array {
  const counts = new Uint32Array(Math.ceil(base.length / BLOCK) + 1);
  for (let block = 0; block + 1 < counts.length; block++) {
    let count = 0;
    const end = Math.min(base.length, (block + 1) * BLOCK);
    for (let at = block * BLOCK; at < end; at++) if (base[at] !== 0) count += 1;
    counts[block + 1] = counts[block]! + count;
  }
  return counts;
}

/** Of the numbers `[0, length)`. */
export function levelsOf(base: Uint16Array): Levels {
  const levels: Uint16Array[] = [base];
  while (levels.at(-1)!.length > 1) levels.push(halved(levels.at(-1)!));
  let counts: Uint32Array | null = null;
  const upTo = (end: number) => {
    counts ??= countsOf(base);
    let count = counts[Math.floor(end / BLOCK)]!;
    for (let at = end - (end % BLOCK); at < end; at++) if (base[at] !== 0) count += 1;
    return count;
  };
  return {
    bits(from, to) {
      let [low, high, found, level] = [Math.max(0, from), Math.min(base.length, to), 0, 0];
      while (low < high) {
        const here = levels[level]!;
        if ((low & 1) === 1) found |= here[low++]!;
        if ((high & 1) === 1 && low < high) found |= here[--high]!;
        low >>>= 1;
        high >>>= 1;
        level += 1;
      }
      return found;
    },
    count(from, to) {
      const [low, high] = [Math.max(0, from), Math.min(base.length, to)];
      return low < high ? upTo(high) - upTo(low) : 0;
    },
  };
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
  const base = new Uint16Array(sizeOf(space.domains));
  for (const { page, count, stride, hw, hwStep, state } of runsOf(moment).runs) {
    const last = page + (count - 1) * stride;
    // All pages of a run are of one source kind, and of one device: runs follow owners.
    const mask = (1 << classOf(hw)) | (1 << classOf(hw + (count - 1) * hwStep)) | stateBit(state);
    for (const stretch of space.addressToUnit) {
      const first = page + Math.max(0, Math.ceil((stretch.from - page) / stride)) * stride;
      const end = Math.min(last + 1, stretch.to);
      if (first >= end) continue;
      for (const domain of space.domains) {
        const shift = stretch.at - stretch.from - domain.from + domain.at;
        const stop = Math.min(end + shift, domain.at + domain.to - domain.from);
        for (let at = first + shift; at < stop; at += stride)
          if (at >= domain.at) base[at] = base[at]! | mask;
      }
    }
  }
  return overDomains(space.domains, levelsOf(base));
}

/** Sources; asked by pages of the view, kept by LISN. */
export function sourceIndex(
  moment: VmMoment,
  unitToGuest: readonly Stretch[],
  classOf: ClassOf,
): Pick<UnitIndex, 'bits'> {
  const base = new Uint16Array(moment.nrIrqs);
  for (const { from, to, orphan, claimed } of moment.sources) {
    const standing = orphan ? ORPHAN_BIT : claimed ? 0 : UNCLAIMED_BIT;
    base.fill((1 << IPI_CLASS) | standing, from, to + 1);
  }
  for (const { from, to, hw } of moment.owners) {
    const mask = 1 << classOf(hw);
    for (let lisn = from; lisn <= to; lisn++) base[lisn] = (base[lisn]! & ~OWNER_BITS) | mask;
  }
  const levels = levelsOf(base);
  return {
    bits(from, to) {
      let found = 0;
      for (const { from: first, to: end, at } of unitToGuest) {
        if (from >= end || to <= first) continue;
        const [low, high] = [Math.max(from, first) - first + at, Math.min(to, end) - first + at];
        found |= levels.bits(low >>> 1, (high + 1) >>> 1);
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
  for (const { page, count, stride, hw, hwStep, state } of runsOf(moment).runs)
    for (const stretch of from.addressToUnit) {
      let at = Math.max(0, Math.ceil((stretch.from - page) / stride));
      for (; at < count && page + at * stride < stretch.to; at++) {
        const unit = page + at * stride - stretch.from + stretch.at;
        for (const domain of onto.domains)
          if (unit >= domain.from && unit < domain.to)
            shown[unit - domain.from + domain.at] =
              Math.imul(hw + at * hwStep, 8) + PAGE_STATES.indexOf(state) + 1;
      }
    }
  return shown;
}
