/**
 * Where things are. All lengths that end on a canvas are whole device pixels, so that every cell has the same size
 * and every hairline is sharp at any zoom; `ratio` turns them into CSS pixels. No DOM here.
 */
import type { ApState, Mdev } from '../../../shared/ap/types.ts';
import { idsOf, type Mask, union } from '../../../shared/mask.ts';
import type { GridExtent, GridMode } from '../model.ts';

export const CELL_SIZES = [
  2, 3, 4, 5, 6, 8, 10, 12, 14, 16, 18, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56,
] as const;
const MIN_CELL = 2;
/** Device pixels; a smaller cell could not be told from its neighbours. */
const MIN_PITCH = 2;
const MAX_CELL = 56;
/** CSS pixels; below it a row cannot carry its own text. */
export const LABEL_ROW = 15;
/** CSS pixels; from here on a cell carries its guest's short label. */
export const LABEL_CELL = 18;

export interface Axes {
  /** Adapter ids shown, ascending; index = row. */
  readonly rows: readonly number[];
  /** Domain ids shown, ascending; index = column. */
  readonly columns: readonly number[];
  /** Row of an adapter id, -1 = not shown. */
  readonly rowOf: Int16Array;
  readonly columnOf: Int16Array;
}

export interface Geometry extends Axes {
  readonly ratio: number;
  /** Device pixels from one cell to the next. */
  readonly pitch: number;
  readonly headerWidth: number;
  readonly headerHeight: number;
  /** Whole content with headers, in device pixels. */
  readonly width: number;
  readonly height: number;
}

/** Device pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export type Target =
  | { readonly area: 'cell'; readonly row: number; readonly column: number }
  | { readonly area: 'row'; readonly row: number }
  | { readonly area: 'column'; readonly column: number }
  | { readonly area: 'outside' };

export interface Window {
  readonly firstRow: number;
  readonly lastRow: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

const ALL_IDS = Array.from({ length: 256 }, (_, id) => id);

function indexOf(ids: readonly number[]): Int16Array {
  const index = new Int16Array(256).fill(-1);
  ids.forEach((id, at) => {
    index[id] = at;
  });
  return index;
}

function unite(
  states: readonly ApState[],
  lpar: (state: ApState) => Mask,
  guest: (mdev: Mdev) => Mask,
): Mask {
  let mask: Mask = new Uint32Array(8);
  for (const state of states) {
    mask = union(mask, lpar(state));
    for (const mdev of state.mdevs) mask = union(mask, guest(mdev));
  }
  return mask;
}

/** Ids the grid shows: those the LPAR or any guest has in one of the states, or all. */
export function gridAxes(states: readonly ApState[], extent: GridExtent, mode: GridMode): Axes {
  let rows = ALL_IDS;
  let columns = ALL_IDS;
  if (extent === 'configured') {
    rows = idsOf(
      unite(
        states,
        (state) => state.lpar.apm,
        (mdev) => mdev.matrix.apm,
      ),
    );
    const usage = unite(
      states,
      (state) => state.lpar.aqm,
      (mdev) => mdev.matrix.aqm,
    );
    const control = unite(
      states,
      (state) => state.lpar.adm,
      (mdev) => mdev.matrix.adm,
    );
    columns = idsOf(mode === 'control' ? union(usage, control) : usage);
  }
  return { rows, columns, rowOf: indexOf(rows), columnOf: indexOf(columns) };
}

/** Lays the axes out for a cell size in CSS pixels. */
export function layOut(axes: Axes, cellSize: number, ratio: number): Geometry {
  const pitch = Math.max(MIN_PITCH, Math.round(cellSize * ratio));
  const headerWidth = Math.round((cellSize >= LABEL_ROW ? 150 : 76) * ratio);
  const headerHeight = Math.round(56 * ratio);
  const margin = Math.round(14 * ratio);
  return {
    ...axes,
    ratio,
    pitch,
    headerWidth,
    headerHeight,
    width: headerWidth + axes.columns.length * pitch + margin,
    height: headerHeight + axes.rows.length * pitch + margin,
  };
}

/** Next size of {@link CELL_SIZES} in a direction. */
export function stepCell(size: number, direction: 1 | -1): number {
  if (direction === 1) return CELL_SIZES.find((one) => one > size) ?? MAX_CELL;
  return CELL_SIZES.findLast((one) => one < size) ?? MIN_CELL;
}

/**
 * Largest size at which everything fits a view (CSS pixels), and whether it does; 44 is enough to read every label.
 * Sizes below 2 are there on dense screens only.
 */
export function fitCell(
  axes: Axes,
  view: { readonly width: number; readonly height: number },
  ratio: number,
): [size: number, whole: boolean] {
  const sizes = [1, 1.5, ...CELL_SIZES].filter((size) => size <= 44 && size * ratio >= MIN_PITCH);
  const fits = sizes.filter((size) => {
    const geometry = layOut(axes, size, ratio);
    return geometry.width <= view.width * ratio && geometry.height <= view.height * ratio;
  });
  const largest = fits.at(-1);
  return largest === undefined ? [sizes[0] ?? MIN_CELL, false] : [largest, true];
}

/** What lies under a point of the view (device pixels from its top left corner). */
export function hitTest(geometry: Geometry, scroll: Point, point: Point): Target {
  const row = Math.floor((point.y - geometry.headerHeight + scroll.y) / geometry.pitch);
  const column = Math.floor((point.x - geometry.headerWidth + scroll.x) / geometry.pitch);
  const overRows = row >= 0 && row < geometry.rows.length;
  const overColumns = column >= 0 && column < geometry.columns.length;
  if (point.x < 0 || point.y < 0) return { area: 'outside' };
  if (point.y < geometry.headerHeight)
    return point.x >= geometry.headerWidth && overColumns ? { area: 'column', column } : { area: 'outside' };
  if (point.x < geometry.headerWidth) return overRows ? { area: 'row', row } : { area: 'outside' };
  return overRows && overColumns ? { area: 'cell', row, column } : { area: 'outside' };
}

/** Nearest cell to a point: while dragging, the pointer may leave the cells. Null when there are none. */
export function nearestCell(
  geometry: Geometry,
  scroll: Point,
  point: Point,
): { readonly row: number; readonly column: number } | null {
  if (geometry.rows.length === 0 || geometry.columns.length === 0) return null;
  const clamp = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  return {
    row: clamp(
      Math.floor((point.y - geometry.headerHeight + scroll.y) / geometry.pitch),
      geometry.rows.length,
    ),
    column: clamp(
      Math.floor((point.x - geometry.headerWidth + scroll.x) / geometry.pitch),
      geometry.columns.length,
    ),
  };
}

/** Rows and columns at least partly in a view of this size; last < first when there are none. */
export function visibleWindow(
  geometry: Geometry,
  scroll: Point,
  view: { readonly width: number; readonly height: number },
): Window {
  const last = (start: number, length: number, count: number) =>
    Math.min(count - 1, Math.floor((start + length - 1) / geometry.pitch));
  return {
    firstRow: Math.max(0, Math.floor(scroll.y / geometry.pitch)),
    lastRow: last(scroll.y, view.height - geometry.headerHeight, geometry.rows.length),
    firstColumn: Math.max(0, Math.floor(scroll.x / geometry.pitch)),
    lastColumn: last(scroll.x, view.width - geometry.headerWidth, geometry.columns.length),
  };
}

/** Top left corner of a cell in the view. */
export function cellOrigin(geometry: Geometry, scroll: Point, row: number, column: number): Point {
  return {
    x: geometry.headerWidth + column * geometry.pitch - scroll.x,
    y: geometry.headerHeight + row * geometry.pitch - scroll.y,
  };
}

/** Scroll position (device pixels) that shows a cell whole; one that is not yet gets `margin` around it where there is room. */
export function scrollToShow(
  geometry: Geometry,
  scroll: Point,
  view: { readonly width: number; readonly height: number },
  row: number,
  column: number,
  margin = 0,
): Point {
  const along = (position: number, length: number, at: number) => {
    const start = at * geometry.pitch;
    const pad = Math.max(0, Math.min(margin, (length - geometry.pitch) / 2));
    if (start < position) return Math.max(0, start - pad);
    return start + geometry.pitch > position + length ? start + geometry.pitch + pad - length : position;
  };
  return {
    x: along(scroll.x, view.width - geometry.headerWidth, column),
    y: along(scroll.y, view.height - geometry.headerHeight, row),
  };
}

/** Scroll position after a zoom that keeps the point of the matrix under `point` where it is. */
export function scrollAfterZoom(before: Geometry, after: Geometry, scroll: Point, point: Point): Point {
  const along = (position: number, at: number, headerBefore: number, headerAfter: number) =>
    Math.max(0, ((position + at - headerBefore) / before.pitch) * after.pitch - (at - headerAfter));
  return {
    x: along(scroll.x, point.x, before.headerWidth, after.headerWidth),
    y: along(scroll.y, point.y, before.headerHeight, after.headerHeight),
  };
}

/** Only every n-th header has room for its label; n is a power of two, so that it lands on round hex ids. */
export function labelStep(pitch: number, room: number): number {
  let step = 1;
  while (step < 256 && pitch * step < room) step *= 2;
  return step;
}

/** Cells on the straight line between two cells, both ends included: a fast drag skips none. */
export function cellsBetween(
  from: { readonly row: number; readonly column: number },
  to: { readonly row: number; readonly column: number },
): { readonly row: number; readonly column: number }[] {
  const steps = Math.max(Math.abs(to.row - from.row), Math.abs(to.column - from.column));
  return Array.from({ length: steps + 1 }, (_, at) => ({
    row: Math.round(from.row + ((to.row - from.row) * at) / Math.max(1, steps)),
    column: Math.round(from.column + ((to.column - from.column) * at) / Math.max(1, steps)),
  }));
}
