/** Everything that changes with the pointer, on a canvas of its own above the cells: hovering never repaints a cell. */
import type { GridGesture } from '../model.ts';
import {
  cellOrigin,
  type Geometry,
  type Point,
  type Target,
  visibleWindow,
  type Window,
} from './geometry.ts';
import { bang, cross, hatch, minus, type Pen, plus, warningTriangle } from './glyphs.ts';
import { type HeaderFacts, type HeaderPaint, paintColumnLabel, paintRowLabel } from './painter-headers.ts';
import type { Palette } from '../../ui/palette.ts';
import { PREVIEW_MARK } from './preview-cells.ts';
import { cellMetrics, type CellMetrics, evenDash } from './sprites.ts';

export interface OverlayFacts {
  readonly headers: HeaderFacts;
  readonly target: Target;
  /** What a release or a click would do. */
  readonly gesture: GridGesture | null;
  /** APQN -> `PREVIEW_MARK`, the engine's answer to the gesture. */
  readonly marks: ReadonlyMap<number, number> | null;
  readonly hue: number | null;
  readonly cursor: { readonly row: number; readonly column: number } | null;
  readonly focused: boolean;
  /** Corner cells of the rectangle being spanned. */
  readonly band: {
    readonly from: { row: number; column: number };
    readonly to: { row: number; column: number };
  } | null;
  readonly highlight: readonly number[];
}

export interface OverlayPaint {
  readonly pen: Pen;
  readonly geometry: Geometry;
  readonly scroll: Point;
  readonly view: { readonly width: number; readonly height: number };
  readonly palette: Palette;
}

function clipCells({ pen, geometry, view }: OverlayPaint): void {
  pen.beginPath();
  pen.rect(geometry.headerWidth, geometry.headerHeight, view.width, view.height);
  pen.clip();
}

/** A band of light over the rows and columns the gesture names, or those of the hovered cell. */
function paintCrosshair(paint: OverlayPaint, rows: readonly number[], columns: readonly number[]): void {
  const { pen, geometry, scroll, palette } = paint;
  pen.save();
  clipCells(paint);
  pen.fillStyle = palette.text;
  pen.globalAlpha = palette.forced ? 0.18 : 0.07;
  const right = geometry.columns.length * geometry.pitch;
  const foot = geometry.rows.length * geometry.pitch;
  for (const row of rows) {
    const origin = cellOrigin(geometry, scroll, row, 0);
    pen.fillRect(origin.x, origin.y, right, geometry.pitch);
  }
  for (const column of columns) {
    const origin = cellOrigin(geometry, scroll, 0, column);
    pen.fillRect(origin.x, origin.y, geometry.pitch, foot);
  }
  pen.restore();
}

function cellPath(pen: Pen, metrics: CellMetrics, origin: Point, shrink: number): void {
  pen.beginPath();
  pen.roundRect(
    origin.x + metrics.inset + shrink,
    origin.y + metrics.inset + shrink,
    metrics.side - 2 * shrink,
    metrics.side - 2 * shrink,
    Math.max(0, metrics.radius - shrink),
  );
}

/** How far a mark fades what is under it: a cell that gets hidden must stay readable. */
const COVER: Readonly<Record<number, number>> = {
  [PREVIEW_MARK.ADD]: 0.6,
  [PREVIEW_MARK.REMOVE]: 0.8,
  [PREVIEW_MARK.REFUSED]: 0.8,
  [PREVIEW_MARK.HIDE]: 0.45,
  [PREVIEW_MARK.REVEAL]: 0,
};

/** One mark of the preview. Exported for the legend. */
export function paintPreviewMark(
  pen: Pen,
  mark: number,
  origin: Point,
  metrics: CellMetrics,
  palette: Palette,
  hue: number | null,
): void {
  const { ratio, side, detail, inset } = metrics;
  const ink = hue === null ? palette.accent : palette.hues[hue]!.ink;
  const colours: Record<number, string> = {
    [PREVIEW_MARK.ADD]: ink,
    [PREVIEW_MARK.REVEAL]: ink,
    [PREVIEW_MARK.REMOVE]: palette.text,
    [PREVIEW_MARK.REFUSED]: palette.danger,
    [PREVIEW_MARK.HIDE]: palette.warning,
  };
  const colour = colours[mark] ?? ink;
  const middle = { x: origin.x + inset + side / 2, y: origin.y + inset + side / 2 };
  pen.save();
  pen.strokeStyle = pen.fillStyle = colour;
  if (detail === 'speck') {
    pen.globalAlpha = mark === PREVIEW_MARK.ADD ? 0.75 : 0.9;
    pen.fillRect(origin.x + inset, origin.y + inset, side, side);
    pen.restore();
    return;
  }
  cellPath(pen, metrics, origin, 0);
  pen.save();
  pen.clip();
  pen.fillStyle = palette.background;
  pen.globalAlpha = COVER[mark] ?? 0.7;
  pen.fillRect(origin.x, origin.y, metrics.pitch, metrics.pitch);
  pen.globalAlpha = palette.forced ? 0 : 0.2;
  pen.fillStyle = colour;
  pen.fillRect(origin.x, origin.y, metrics.pitch, metrics.pitch);
  if (mark === PREVIEW_MARK.REFUSED) {
    pen.globalAlpha = 0.45;
    hatch(pen, origin.x + inset, origin.y + inset, side, side, 6 * ratio, 1.25 * ratio);
  }
  pen.restore();
  const width = Math.max(1, Math.round((detail === 'small' ? 1 : 2) * ratio));
  cellPath(pen, metrics, origin, width / 2);
  pen.lineWidth = width;
  if (detail !== 'small' && mark !== PREVIEW_MARK.REFUSED) pen.setLineDash(evenDash(metrics));
  pen.stroke();
  pen.setLineDash([]);
  pen.lineCap = 'round';
  pen.lineWidth = Math.max(1.2, (detail === 'full' ? 2 : 1.5) * ratio);
  const size = Math.min(side * 0.34, 13 * ratio);
  if (mark === PREVIEW_MARK.ADD) plus(pen, middle.x, middle.y, size);
  else if (mark === PREVIEW_MARK.REMOVE) minus(pen, middle.x, middle.y, size);
  else if (mark === PREVIEW_MARK.REFUSED) cross(pen, middle.x, middle.y, size * 0.85);
  else if (mark === PREVIEW_MARK.HIDE) paintHideSign(pen, origin, metrics, palette);
  else {
    pen.beginPath();
    pen.arc(middle.x, middle.y, size * 0.3, 0, Math.PI * 2);
    pen.fill();
  }
  pen.restore();
}

/** In the corner, so that the guest's label can be read; in the middle where there is no label. */
function paintHideSign(pen: Pen, origin: Point, metrics: CellMetrics, palette: Palette): void {
  const { ratio, side, inset, detail } = metrics;
  if (detail === 'small') {
    bang(pen, origin.x + inset + side / 2, origin.y + inset + side / 2, side * 0.6);
    return;
  }
  const size = Math.max(side * 0.32, 8 * ratio);
  const foot = inset + side - size * 0.5 - 3 * ratio;
  warningTriangle(pen, origin.x + foot, origin.y + foot, size, palette.background);
}

function paintMarks(paint: OverlayPaint, facts: OverlayFacts, window: Window): void {
  const { pen, geometry, scroll, palette } = paint;
  if (facts.marks === null) return;
  const metrics = cellMetrics(geometry.pitch, geometry.ratio);
  pen.save();
  clipCells(paint);
  for (const [apqn, mark] of facts.marks) {
    const row = geometry.rowOf[apqn >> 8]!;
    const column = geometry.columnOf[apqn & 255]!;
    if (row < window.firstRow || row > window.lastRow) continue;
    if (column < window.firstColumn || column > window.lastColumn) continue;
    paintPreviewMark(pen, mark, cellOrigin(geometry, scroll, row, column), metrics, palette, facts.hue);
  }
  pen.restore();
}

function ring(
  paint: OverlayPaint,
  row: number,
  column: number,
  colour: string,
  width: number,
  grow: number,
): void {
  const { pen, geometry, scroll, palette } = paint;
  const metrics = cellMetrics(geometry.pitch, geometry.ratio);
  const origin = cellOrigin(geometry, scroll, row, column);
  const small = metrics.side < 8 * geometry.ratio;
  const out = (small ? 2 : 1) * geometry.ratio + grow;
  for (const [line, stroke] of [
    [width + 2 * geometry.ratio, palette.background],
    [width, colour],
  ] as const) {
    cellPath(pen, metrics, origin, -out);
    pen.lineWidth = line;
    pen.strokeStyle = stroke;
    pen.stroke();
  }
}

function paintRings(paint: OverlayPaint, facts: OverlayFacts, window: Window, faded: number): void {
  const { pen, geometry, scroll, palette } = paint;
  const { ratio } = geometry;
  pen.save();
  clipCells(paint);
  for (const apqn of facts.highlight) {
    const row = geometry.rowOf[apqn >> 8]!;
    const column = geometry.columnOf[apqn & 255]!;
    if (row < window.firstRow - 1 || row > window.lastRow + 1) continue;
    if (column < window.firstColumn - 1 || column > window.lastColumn + 1) continue;
    ring(paint, row, column, palette.warning, 2 * ratio, 0);
    if (faded >= 1) continue;
    pen.globalAlpha = 1 - faded;
    ring(paint, row, column, palette.warning, 2.5 * ratio, (2 + 12 * faded) * ratio);
    pen.globalAlpha = 1;
  }
  if (facts.band !== null) {
    const { from, to } = facts.band;
    const start = cellOrigin(geometry, scroll, Math.min(from.row, to.row), Math.min(from.column, to.column));
    const line = Math.max(1, Math.round(1.5 * ratio));
    pen.strokeStyle = palette.focus;
    pen.lineWidth = line;
    pen.strokeRect(
      start.x + line / 2,
      start.y + line / 2,
      (Math.abs(to.column - from.column) + 1) * geometry.pitch - line,
      (Math.abs(to.row - from.row) + 1) * geometry.pitch - line,
    );
  }
  if (facts.cursor !== null) {
    pen.globalAlpha = facts.focused ? 1 : 0.7;
    ring(paint, facts.cursor.row, facts.cursor.column, palette.focus, (facts.focused ? 2 : 1.25) * ratio, 0);
  }
  pen.restore();
}

function indices(ids: readonly number[], index: Int16Array): number[] {
  return ids.map((id) => index[id]!).filter((at) => at >= 0);
}

/** Rows and columns to point out: those of the gesture, else of the hovered place, else of the cursor. */
function pointedOut(geometry: Geometry, facts: OverlayFacts): readonly [number[], number[]] {
  if (facts.gesture !== null)
    return [
      indices(facts.gesture.adapters, geometry.rowOf),
      indices(facts.gesture.domains, geometry.columnOf),
    ];
  const { target } = facts;
  // The axes may have become shorter since the pointer moved.
  const rows = target.area === 'cell' || target.area === 'row' ? [target.row] : [];
  const columns = target.area === 'cell' || target.area === 'column' ? [target.column] : [];
  return [
    rows.filter((row) => row < geometry.rows.length),
    columns.filter((column) => column < geometry.columns.length),
  ];
}

/** More labels than this would only cover each other. */
const MOST_LABELS = 64;

function paintHeaderEmphasis(
  paint: OverlayPaint,
  facts: OverlayFacts,
  rows: readonly number[],
  columns: readonly number[],
): void {
  const { pen, geometry, view } = paint;
  const headerPaint: HeaderPaint = { ...paint, facts: facts.headers };
  const narrow = geometry.pitch < 38 * geometry.ratio;
  pen.save();
  pen.beginPath();
  pen.rect(geometry.headerWidth, 0, view.width, geometry.headerHeight);
  pen.clip();
  if (columns.length <= MOST_LABELS)
    for (const column of narrow && columns.length > 1 ? [columns[0]!, columns.at(-1)!] : columns)
      paintColumnLabel(headerPaint, column, true);
  pen.restore();
  pen.save();
  pen.beginPath();
  pen.rect(0, geometry.headerHeight, geometry.headerWidth, view.height);
  pen.clip();
  const low = geometry.pitch < 20 * geometry.ratio;
  if (rows.length <= MOST_LABELS)
    for (const row of low && rows.length > 1 ? [rows[0]!, rows.at(-1)!] : rows)
      paintRowLabel(headerPaint, row, true);
  pen.restore();
}

/** `faded`: 0..1, how far the pulse around highlighted cells is; 1 = at rest. */
export function paintOverlay(paint: OverlayPaint, facts: OverlayFacts, faded: number): void {
  const { pen, geometry, scroll, view } = paint;
  pen.clearRect(0, 0, view.width, view.height);
  const window = visibleWindow(geometry, scroll, view);
  const [rows, columns] = pointedOut(geometry, facts);
  paintCrosshair(paint, rows, columns);
  paintMarks(paint, facts, window);
  paintRings(paint, facts, window, faded);
  const cursor = facts.focused && rows.length + columns.length === 0 ? facts.cursor : null;
  paintHeaderEmphasis(
    paint,
    facts,
    cursor === null ? rows : [cursor.row],
    cursor === null ? columns : [cursor.column],
  );
}
