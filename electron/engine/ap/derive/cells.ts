/** Sets of matrix cells as 256 rows of domain masks: cheap to build, compare and send for a whole machine. */
import type { CellRows } from '../../../../shared/ap/preview.ts';
import { type Apqn, adapterOf, domainOf } from '../../../../shared/apqn.ts';
import {
  countIds,
  EMPTY_MASK,
  hasId,
  intersect,
  isEmptyMask,
  type Mask,
  maskFromText,
  maskToText,
  minus,
  union,
} from '../../../../shared/mask.ts';

/** Row index = adapter; rows of one rectangle share their mask object. */
export type Cells = readonly Mask[];

const ROWS = 256;
const NO_CELLS: Cells = new Array<Mask>(ROWS).fill(EMPTY_MASK);

export function rectangle(masks: { readonly apm: Mask; readonly aqm: Mask }): Cells {
  if (isEmptyMask(masks.aqm)) return NO_CELLS;
  return NO_CELLS.map((_, adapter) => (hasId(masks.apm, adapter) ? masks.aqm : EMPTY_MASK));
}

export function cellsFrom(apqns: Iterable<Apqn>): Cells {
  const rows: (Uint32Array | undefined)[] = [];
  for (const apqn of apqns) {
    const domain = domainOf(apqn);
    const row = (rows[adapterOf(apqn)] ??= new Uint32Array(8));
    row[domain >> 5]! |= 0x80000000 >>> (domain & 31);
  }
  return NO_CELLS.map((none, adapter) => rows[adapter] ?? none);
}

/** Combines row by row; equal pairs of row objects give one result object, so rectangles stay cheap. */
function combine(left: Cells, right: Cells, join: (left: Mask, right: Mask) => Mask): Cells {
  let lastLeft: Mask | null = null;
  let lastRight: Mask | null = null;
  let last: Mask = EMPTY_MASK;
  return left.map((row, adapter) => {
    const other = right[adapter]!;
    if (row === EMPTY_MASK) return EMPTY_MASK;
    if (row !== lastLeft || other !== lastRight) {
      last = join(row, other);
      if (isEmptyMask(last)) last = EMPTY_MASK;
      lastLeft = row;
      lastRight = other;
    }
    return last;
  });
}

export function minusCells(left: Cells, right: Cells): Cells {
  return combine(left, right, minus);
}

export function commonCells(left: Cells, right: Cells): Cells {
  return combine(left, right, intersect);
}

export function joinCells(left: Cells, right: Cells): Cells {
  return left.map((row, adapter) => {
    const other = right[adapter]!;
    return row === EMPTY_MASK ? other : other === EMPTY_MASK || row === other ? row : union(row, other);
  });
}

export function countCells(cells: Cells): number {
  let count = 0;
  for (const row of cells) if (row !== EMPTY_MASK) count += countIds(row);
  return count;
}

/** Rows that have cells, as text; the text of a shared mask is made once. */
export function toRows(cells: Cells): CellRows {
  const texts = new Map<Mask, string>();
  const rows: [number, string][] = [];
  for (const [adapter, row] of cells.entries()) {
    if (isEmptyMask(row)) continue;
    const text = texts.get(row) ?? maskToText(row);
    texts.set(row, text);
    rows.push([adapter, text]);
  }
  return rows;
}

export function countRows(rows: CellRows): number {
  const counts = new Map<string, number>();
  let count = 0;
  for (const [, text] of rows) {
    const known = counts.get(text) ?? countIds(maskFromText(text) ?? EMPTY_MASK);
    counts.set(text, known);
    count += known;
  }
  return count;
}
