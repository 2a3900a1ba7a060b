/** A guest of eight LISNs whose pages are mapped, populated, zapped and unmapped: the rules of xive.md 3 in small. Pure. */

export const SMALL_LISNS = 8;
export const SMALL_PAGES = 2 * SMALL_LISNS;
/** HW number behind LISN 0. */
const FIRST_IPI = 0x40;

/** A line of the maps file in base pages; `pgoff` counts in the device file. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly pgoff: number;
}

export interface SmallGuest {
  readonly pieces: readonly Piece[];
  /** What each address page shows; null = no PTE. */
  readonly ptes: readonly (string | null)[];
}

export const ONE_MAPPING: SmallGuest = {
  pieces: [{ start: 0, end: SMALL_PAGES, pgoff: 4 }],
  ptes: Array.from({ length: SMALL_PAGES }, () => null),
};

/** Page of an IPI source, as the view names it. */
export function ipiName(lisn: number, page: number): string {
  return `ipi(0x${(FIRST_IPI + lisn).toString(16)}):${page % 2 === 0 ? 'T' : 'E'}`;
}

export type SmallState = 'hole' | 'empty' | 'fresh' | 'misresolved';

export function stateOf(guest: SmallGuest, page: number): SmallState {
  const shows = guest.ptes[page] ?? null;
  if (shows !== null) return shows === ipiName(Math.floor(page / 2), page) ? 'fresh' : 'misresolved';
  return guest.pieces.some(({ start, end }) => start <= page && page < end) ? 'empty' : 'hole';
}

export interface Touched {
  readonly guest: SmallGuest;
  /** Sentences in order, the last one says how it ended. */
  readonly steps: readonly string[];
  readonly outcome: 'hit' | 'filled' | 'wrong' | 'signal';
}

/** XIVE-R10 with the merged kernel's index: counted from the beginning of the piece. */
export function touched(guest: SmallGuest, page: number): Touched {
  const side = page % 2 === 0 ? 'trigger' : 'management';
  const access = `The guest touches page ${page}, the ${side} page of LISN ${Math.floor(page / 2)}.`;
  const piece = guest.pieces.find(({ start, end }) => start <= page && page < end);
  if (piece === undefined)
    return {
      guest,
      outcome: 'signal',
      steps: [access, 'No VMA covers it.', 'SIGSEGV: nobody can answer.'],
    };
  const found = `The VMA of pages ${piece.start} to ${piece.end - 1} covers it.`;
  const present = guest.ptes[page] ?? null;
  if (present !== null)
    return {
      guest,
      outcome: stateOf(guest, page) === 'fresh' ? 'hit' : 'wrong',
      steps: [access, found, `A PTE is there: ${present} answers. The kernel is not asked.`],
    };
  const index = page - piece.start;
  const lisn = Math.floor(index / 2);
  const shows = ipiName(lisn, index);
  const wrong = shows !== ipiName(Math.floor(page / 2), page);
  return {
    guest: { ...guest, ptes: guest.ptes.map((pte, at) => (at === page ? shows : pte)) },
    outcome: wrong ? 'wrong' : 'filled',
    steps: [
      access,
      found,
      'No PTE: a fault.',
      `The handler counts ${index} pages from the start of the VMA, so LISN ${lisn}.`,
      `It puts in ${shows}. ${wrong ? 'That is another LISN than the one meant.' : 'From now on no fault comes here.'}`,
    ],
  };
}

/** XIVE-R11: by file offset, wherever the pieces are. */
export function zapped(guest: SmallGuest, lisn: number): SmallGuest {
  return {
    ...guest,
    ptes: guest.ptes.map((pte, page) => {
      const piece = guest.pieces.find(({ start, end }) => start <= page && page < end);
      const filePage = piece === undefined ? -1 : piece.pgoff + page - piece.start;
      return filePage === 4 + 2 * lisn || filePage === 5 + 2 * lisn ? null : pte;
    }),
  };
}

/** XIVE-R5: pages [from, to) go with their PTEs, what is left of a piece keeps its own. */
export function unmapped(guest: SmallGuest, from: number, to: number): SmallGuest {
  return {
    pieces: guest.pieces.flatMap(({ start, end, pgoff }) => [
      ...(start < from ? [{ start, end: Math.min(end, from), pgoff }] : []),
      ...(end > to ? [{ start: Math.max(start, to), end, pgoff: pgoff + Math.max(0, to - start) }] : []),
    ]),
    ptes: guest.ptes.map((pte, page) => (page >= from && page < to ? null : pte)),
  };
}
