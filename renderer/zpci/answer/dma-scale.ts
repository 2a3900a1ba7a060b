/**
 * The number line of DMA addresses (zpci.md 6, view 3). Windows of 256 MiB and of 128 PiB stand on one line, so each
 * stretch inside a window is as long as the logarithm of its size, and what no window reaches is shortened.
 */
import type { DmaBar } from '../../../shared/zpci/cards.ts';
import type { DmaWindow } from '../../../shared/zpci/types.ts';

const PAGE = 4096n;
/** Weight of a stretch outside all windows, and the least of one inside; log2 of a page is 12. */
const GAP_WEIGHT = 7;
const LEAST_WEIGHT = 5;

export interface Span {
  readonly start: bigint;
  /** The first address behind it. */
  readonly end: bigint;
}

export function spanOf(window: DmaWindow): Span {
  return { start: BigInt(window.start), end: BigInt(window.end) + 1n };
}

export function sizeOf({ start, end }: Span): bigint {
  return end > start ? end - start : 0n;
}

function log2(size: bigint): number {
  const digits = size.toString(2).length;
  // The first bits are enough for a picture.
  return digits <= 50 ? Math.log2(Number(size)) : digits - 1;
}

/** Address -> 0..1, linear within each stretch between two edges. */
export function scaleOf(spans: readonly Span[]): (address: bigint) => number {
  const edges = [...new Set([0n, ...spans.flatMap(({ start, end }) => [start, end])])].sort((a, b) =>
    a < b ? -1 : a > b ? 1 : 0,
  );
  const stretches = edges.slice(1).map((to, at) => {
    const from = edges[at]!;
    const isInside = spans.some(({ start, end }) => start <= from && to <= end);
    return { from, to, weight: isInside ? Math.max(LEAST_WEIGHT, log2(to - from)) : GAP_WEIGHT };
  });
  const total = stretches.reduce((sum, { weight }) => sum + weight, 0);
  return (address) => {
    let before = 0;
    for (const { from, to, weight } of stretches) {
      if (address < to) {
        const inside = address <= from ? 0 : Number(((address - from) * 10_000n) / (to - from)) / 10_000;
        return total === 0 ? 0 : (before + inside * weight) / total;
      }
      before += weight;
    }
    return 1;
  };
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

function inUnits(size: bigint): { readonly text: string; readonly exact: boolean } {
  let unit = 0;
  let whole = size;
  while (whole >= 1024n && unit < UNITS.length - 1) {
    whole /= 1024n;
    unit += 1;
  }
  const one = 1024n ** BigInt(unit);
  const exact = size % one === 0n;
  const text = exact ? String(whole) : (Number((size * 100n) / one) / 100).toFixed(1).replace(/\.0$/, '');
  return { text: `${text} ${UNITS[unit]!}`, exact };
}

/** `3 GiB`, `256 MiB less 4 KiB`, `about 2.5 GiB`. */
export function sizeText(size: bigint): string {
  if (size <= 0n) return 'empty';
  const plain = inUnits(size);
  if (plain.exact) return plain.text;
  const more = inUnits(size + PAGE);
  return more.exact ? `${more.text} less 4 KiB` : `about ${plain.text}`;
}

export interface DmaRow {
  readonly name: 'platform' | 'host' | 'guest';
  readonly title: string;
  /** Null = not known, or there is none. */
  readonly span: Span | null;
  readonly size: string;
  /** What the row above reaches and this one does not. */
  readonly lost: readonly Span[];
}

function lostOf(wide: Span | null, narrow: Span | null): readonly Span[] {
  if (wide === null || narrow === null) return [];
  if (sizeOf(narrow) === 0n) return sizeOf(wide) === 0n ? [] : [wide];
  const below = { start: wide.start, end: narrow.start < wide.end ? narrow.start : wide.end };
  const above = { start: narrow.end > wide.start ? narrow.end : wide.start, end: wide.end };
  return [below, above].filter((span) => sizeOf(span) > 0n);
}

/** `isEmulated`: then only the guest has a window. */
export function dmaRows(dma: DmaBar, isEmulated: boolean): readonly DmaRow[] {
  const platform = dma.platform === null ? null : spanOf(dma.platform);
  const host = dma.host === null ? null : spanOf(dma.host);
  const guest = dma.guest === null ? null : spanOf(dma.guest);
  const sizeWords = (span: Span | null) => (span === null ? 'not known' : sizeText(sizeOf(span)));
  const own = {
    name: 'guest',
    title: 'The guest is told',
    span: guest,
    size: sizeWords(guest),
    lost: lostOf(host ?? platform, guest),
  } as const;
  if (isEmulated) return [{ ...own, lost: [] }];
  return [
    { name: 'platform', title: 'The machine says', span: platform, size: sizeWords(platform), lost: [] },
    {
      name: 'host',
      title: 'The host handles',
      span: host,
      size: sizeWords(host),
      lost: lostOf(platform, host),
    },
    own,
  ];
}

export interface Label {
  readonly text: string;
  /** Left edge and width, in pixels. */
  readonly left: number;
  readonly width: number;
  /** 0 is the row next to the line. */
  readonly row: number;
  /** Where its tick stands, in pixels. */
  readonly tick: number;
}

/** Places each text under its tick, moved into the picture, in the first row where it meets no other. */
export function placeLabels(
  marks: readonly { readonly text: string; readonly at: number }[],
  width: number,
  charWidth: number,
): readonly Label[] {
  const ends: number[] = [];
  return [...marks]
    .sort((left, right) => left.at - right.at)
    .map(({ text, at }) => {
      const own = text.length * charWidth;
      const tick = at * width;
      const left = Math.max(0, Math.min(width - own, tick - own / 2));
      let row = ends.findIndex((end) => end + charWidth <= left);
      if (row === -1) row = ends.length;
      ends[row] = left + own;
      return { text, left, width: own, row, tick };
    });
}

/** What the picture says, for who cannot see it. */
export function dmaWords(rows: readonly DmaRow[], msi: string | null): string {
  const lines = rows.map(({ title, span, size }) =>
    span === null
      ? `${title}: not known.`
      : `${title}: 0x${span.start.toString(16)} to 0x${(span.end - 1n).toString(16)}, ${size}.`,
  );
  return [...lines, msi === null ? 'Where MSI messages go is not known.' : `MSI messages go to ${msi}.`].join(
    ' ',
  );
}
