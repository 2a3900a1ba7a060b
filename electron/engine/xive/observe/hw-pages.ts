/** Hardware pages by address (xive.md 2.3): what the texts of a host tell of its bridges, else the machine of the lab. */
import {
  type HwPage,
  ipiPage,
  MOST_PHBS,
  NO_PAGE,
  type Parity,
  phbPage,
  TIMA_PAGE,
} from '../../../../shared/xive/pages.ts';
import { highest, lowest } from './lines.ts';
import type { DebugSource, ReadPhb } from '../../../../shared/xive/types.ts';

const PAGE = 0x10000;
export const IPI_BASE = 0x6010000000000;
const IPI_SOURCES = 0x100000;
const TIMA_OS_ADDRESS = 0x60302031a0000;

export const LAB_PHBS: readonly ReadPhb[] = [
  { phb: 0, first: 0xfe000, last: 0xfefff, address: 0x600c300000000 },
  { phb: 1, first: 0xfd800, last: 0xfdfff, address: 0x600c320000000 },
  { phb: 2, first: 0xfd000, last: 0xfd7ff, address: 0x600c340000000 },
];

/** Sources of a bridge whose size nothing tells: 2048 or 4096. */
const SMALL = 2048;
const LARGE = 4096;

/**
 * Bridges by the rows of the host's debugfs: of one bridge all rows lie at the same distance from their number. The one
 * with the highest numbers is the first, as firmware hands them out downwards. `ranges` = what a bare-metal `info pic` says.
 */
export function phbsOf(
  sources: readonly DebugSource[],
  ranges: readonly { readonly phb: number; readonly first: number; readonly last: number }[],
): readonly ReadPhb[] {
  const rows = sources.filter(
    ({ eoiPage, triggerPage, number }) =>
      number < 0x1000000 &&
      eoiPage !== null &&
      eoiPage % PAGE === 0 &&
      (triggerPage === 0 || triggerPage === eoiPage),
  );
  const byDistance = new Map<number, number[]>();
  for (const { number, eoiPage } of rows) {
    const distance = eoiPage! - number * PAGE;
    const numbers = byDistance.get(distance);
    if (numbers === undefined) byDistance.set(distance, [number]);
    else numbers.push(number);
  }
  // Sources with pages of another size, such as those of the PSI bridge, have no second row at their distance.
  const onePage = new Set(rows.filter(({ triggerPage }) => triggerPage !== 0).map(({ number }) => number));
  const several = [...byDistance].filter(
    ([, numbers]) => numbers.length > 1 || numbers.some((number) => onePage.has(number)),
  );
  const groups = several.map(([distance, numbers]) => ({
    distance,
    // The last eight numbers of a bridge are its LSIs.
    top: highest(numbers) | 7,
    bottom: lowest(numbers),
  }));
  groups.sort((left, right) => right.top - left.top);
  const found = groups.map(({ distance, top, bottom }, index): ReadPhb => {
    const told = ranges.find(({ first, last }) => first <= bottom && last >= bottom);
    const lab = LAB_PHBS.find(({ first, last }) => first <= bottom && last >= top);
    const below = groups[index + 1]?.top ?? top - SMALL;
    const gap = top - below;
    const guessed = top - (gap > 0 && gap <= LARGE && gap % SMALL === 0 ? gap : SMALL) + 1;
    const first = told?.first ?? lab?.first ?? Math.min(guessed, bottom);
    return {
      phb: told?.phb ?? lab?.phb ?? index,
      first,
      last: told?.last ?? lab?.last ?? top,
      address: distance + first * PAGE,
    };
  });
  if (found.length > 0) return found;
  return ranges.length === 0
    ? LAB_PHBS
    : ranges.map((range) => ({
        ...range,
        address: LAB_PHBS.find(({ first }) => first === range.first)?.address ?? 0,
      }));
}

/** Bridges of passed-through numbers that no text speaks of, at addresses nobody knows. */
export function withUnknown(phbs: readonly ReadPhb[], numbers: readonly number[]): readonly ReadPhb[] {
  const found = [...phbs];
  for (const hw of numbers) {
    if (found.some(({ first, last }) => first <= hw && hw <= last)) continue;
    const next = highest(
      found.map(({ phb }) => phb),
      -1,
    );
    if (next + 1 >= MOST_PHBS) break;
    const first = Math.floor(hw / SMALL) * SMALL;
    found.push({
      phb: next + 1,
      first,
      last: first + SMALL - 1,
      address: 0,
    });
  }
  return found;
}

/** Page of a source by its HW number; NO_PAGE for a number of no bridge. */
export function phbPageOf(phbs: readonly ReadPhb[], hw: number): HwPage {
  const phb = phbs.find(({ first, last }) => first <= hw && hw <= last);
  return phb === undefined ? NO_PAGE : phbPage(phb.phb, hw - phb.first);
}

/** What is at a hardware address; NO_PAGE when nobody knows. */
export function hwPageAt(phbs: readonly ReadPhb[], address: number, ipiBase = IPI_BASE): HwPage {
  if (Math.floor(address / PAGE) * PAGE === TIMA_OS_ADDRESS) return TIMA_PAGE;
  for (const { phb, first, last, address: base } of phbs) {
    const index = Math.floor((address - base) / PAGE);
    if (base > 0 && index >= 0 && index <= last - first) return phbPage(phb, index);
  }
  const page = Math.floor((address - ipiBase) / PAGE);
  if (page < 0 || page >= 2 * IPI_SOURCES) return NO_PAGE;
  return ipiPage(Math.floor(page / 2), (page % 2) as Parity);
}
