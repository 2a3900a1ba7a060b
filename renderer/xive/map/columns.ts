/** Rows that are seen from afar: columns of pixels with the bits of all their pages, equal neighbours as one. */
import type { Axis } from './axis.ts';
import type { Colours } from './colours.ts';
import { OWNER_BITS, type UnitIndex } from './page-index.ts';
import type { Sketch } from './shapes.ts';
import type { Interval } from './space.ts';

/** Pixels a pair of pages from which on single sources are drawn. */
export const PAIR_PIXELS = 5;

export interface Column {
  readonly x: number;
  readonly width: number;
  readonly bits: number;
  /** Units it stands for. */
  readonly from: number;
  readonly to: number;
}

/** Seen parts of the axis that are not folded, in units. */
export function openParts(axis: Axis): Interval[] {
  const parts: Interval[] = [];
  for (const { from, to, folded } of axis.pieces) {
    const [first, last] = [Math.max(from, axis.window.from), Math.min(to, axis.window.to)];
    if (!folded && first < last) parts.push([first, last]);
  }
  return parts;
}

/** Columns that hold something between two pixels. A page on the edge of two columns counts in both. */
export function columnsOf(axis: Axis, index: Pick<UnitIndex, 'bits'>, left: number, right: number): Column[] {
  const columns: Column[] = [];
  let open: { x: number; width: number; bits: number; from: number; to: number } | null = null;
  let to = axis.unit(left);
  for (let x = left; x < right; x++) {
    const from = to;
    to = axis.unit(x + 1);
    const bits = index.bits(Math.floor(from), Math.max(Math.floor(from) + 1, Math.ceil(to)));
    if (open !== null && open.bits === bits && open.x + open.width === x) {
      open.width += 1;
      open.to = to;
      continue;
    }
    if (open !== null) columns.push(open);
    open = bits === 0 ? null : { x, width: 1, bits, from, to };
  }
  if (open !== null) columns.push(open);
  return columns;
}

export function classesIn(bits: number): number[] {
  const classes: number[] = [];
  for (let at = 0; at < 10; at++) if ((bits & (1 << at)) !== 0) classes.push(at);
  return classes;
}

/** The owners of a column, one above the other; PHB sources with a foot, as single ones have. */
export function ownerColumn(
  sketch: Sketch,
  colours: Colours,
  column: Pick<Column, 'x' | 'width' | 'bits'>,
  y: number,
  height: number,
): void {
  const classes = classesIn(column.bits & OWNER_BITS);
  const part = height / Math.max(1, classes.length);
  for (const [at, one] of classes.entries()) {
    const owner = colours.owners[one]!;
    sketch.box(owner.fill, column.x, y + at * part, column.width, part);
    if (one !== 0) sketch.box(owner.text, column.x, y + (at + 1) * part - 3, column.width, 3);
  }
}
