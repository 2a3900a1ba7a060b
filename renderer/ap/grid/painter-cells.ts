/**
 * Paints cells. Below 40 device pixels they are copied word by word into one ImageData (65,536 drawing calls would
 * take 18 ms, one ImageData takes a fraction of that); above, where few fit a screen, each is one drawImage of its
 * sprite. The words are made by the canvas itself and only copied, so byte order does not matter.
 */
import type { ApCells } from '../../../shared/ap/cells.ts';
import { type CellLook, type GuestMark, huesOfOwners, labelledKey, lookOf, plainKey } from './cell-look.ts';
import type { Geometry, Point, Window } from './geometry.ts';
import { cellOrigin, LABEL_CELL, visibleWindow } from './geometry.ts';
import type { Pen } from './glyphs.ts';
import type { Palette } from '../../ui/palette.ts';
import { cellMetrics, newCanvas, paintCell, penOf } from './sprites.ts';

const IMAGE_BELOW = 40;

export interface CellPainter {
  /** Draws the whole window; returns the number of cells drawn. */
  all(pen: Pen, geometry: Geometry, scroll: Point, view: { width: number; height: number }): number;
  /** Draws those of the cells that are in the window. */
  some(
    pen: Pen,
    geometry: Geometry,
    scroll: Point,
    view: { width: number; height: number },
    apqns: readonly number[],
  ): number;
}

/** Sprites of one size, theme and set of guests. */
interface Atlas {
  readonly key: string;
  /** False: cells too small for text, told apart by hue alone. */
  readonly labelled: boolean;
  readonly words: Map<number, Uint32Array>;
  readonly images: Map<number, HTMLCanvasElement>;
}

export function createCellPainter(source: {
  readonly cells: () => ApCells;
  readonly marks: () => readonly GuestMark[];
  readonly palette: () => Palette;
  readonly shape: () => CellLook['shape'];
}): CellPainter {
  let atlas: Atlas = { key: '', labelled: false, words: new Map(), images: new Map() };

  function atlasFor(geometry: Geometry): Atlas {
    const marks = source.marks();
    const palette = source.palette();
    const labelled = geometry.pitch >= LABEL_CELL * geometry.ratio;
    const labels = labelled
      ? `${palette.fontLoads} ${marks.map((mark) => mark.label + mark.hue).join()}`
      : '';
    const key = `${source.shape()} ${geometry.pitch} ${geometry.ratio} ${palette.key} ${labels}`;
    if (atlas.key !== key) atlas = { key, labelled, words: new Map(), images: new Map() };
    return atlas;
  }

  /** For sprites that are read back at once: one canvas for all, kept in plain memory. */
  const scratch = penOf(newCanvas(IMAGE_BELOW, IMAGE_BELOW), true);

  function paint(pen: Pen, geometry: Geometry, apqn: number): void {
    paintCell(
      pen,
      lookOf(source.cells(), source.marks(), source.shape(), apqn),
      cellMetrics(geometry.pitch, geometry.ratio),
      source.palette(),
    );
  }

  function wordsOf(geometry: Geometry, held: Atlas, key: number, apqn: number): Uint32Array {
    const known = held.words.get(key);
    if (known !== undefined) return known;
    const { pitch } = geometry;
    paint(scratch, geometry, apqn);
    const image = scratch.getImageData(0, 0, pitch, pitch);
    const words = new Uint32Array(image.data.buffer);
    held.words.set(key, words);
    return words;
  }

  function blit(pen: Pen, geometry: Geometry, scroll: Point, window: Window): number {
    const { pitch, rows, columns } = geometry;
    const held = atlasFor(geometry);
    const cells = source.cells();
    const hues = huesOfOwners(source.marks());
    const across = window.lastColumn - window.firstColumn + 1;
    const down = window.lastRow - window.firstRow + 1;
    const width = across * pitch;
    const image = new ImageData(width, down * pitch);
    const target = new Uint32Array(image.data.buffer);
    for (let row = 0; row < down; row++) {
      const first = rows[window.firstRow + row]! * 256;
      let known = -1;
      let words: Uint32Array = target;
      for (let column = 0; column < across; column++) {
        const apqn = first + columns[window.firstColumn + column]!;
        const key = held.labelled ? labelledKey(cells, apqn) : plainKey(cells, hues, apqn);
        if (key !== known) {
          words = wordsOf(geometry, held, key, apqn);
          known = key;
        }
        let to = row * pitch * width + column * pitch;
        for (let y = 0, from = 0; y < pitch; y++, to += width)
          for (let x = 0; x < pitch; x++, from++) target[to + x] = words[from]!;
      }
    }
    const origin = cellOrigin(geometry, scroll, window.firstRow, window.firstColumn);
    const left = Math.max(0, geometry.headerWidth - origin.x);
    const top = Math.max(0, geometry.headerHeight - origin.y);
    pen.putImageData(image, origin.x, origin.y, left, top, width - left, down * pitch - top);
    return across * down;
  }

  function draw(pen: Pen, geometry: Geometry, scroll: Point, held: Atlas, row: number, column: number): void {
    const apqn = geometry.rows[row]! * 256 + geometry.columns[column]!;
    const key = labelledKey(source.cells(), apqn);
    let image = held.images.get(key);
    if (image === undefined) {
      image = newCanvas(geometry.pitch, geometry.pitch);
      paint(penOf(image), geometry, apqn);
      held.images.set(key, image);
    }
    const origin = cellOrigin(geometry, scroll, row, column);
    pen.drawImage(image, origin.x, origin.y);
  }

  function clipToCells(pen: Pen, geometry: Geometry, view: { width: number; height: number }): void {
    pen.save();
    pen.beginPath();
    pen.rect(geometry.headerWidth, geometry.headerHeight, view.width, view.height);
    pen.clip();
  }

  return {
    all(pen, geometry, scroll, view) {
      const window = visibleWindow(geometry, scroll, view);
      if (window.lastRow < window.firstRow || window.lastColumn < window.firstColumn) return 0;
      if (geometry.pitch < IMAGE_BELOW) return blit(pen, geometry, scroll, window);
      const held = atlasFor(geometry);
      clipToCells(pen, geometry, view);
      for (let row = window.firstRow; row <= window.lastRow; row++)
        for (let column = window.firstColumn; column <= window.lastColumn; column++)
          draw(pen, geometry, scroll, held, row, column);
      pen.restore();
      return (window.lastRow - window.firstRow + 1) * (window.lastColumn - window.firstColumn + 1);
    },
    some(pen, geometry, scroll, view, apqns) {
      const window = visibleWindow(geometry, scroll, view);
      const inside = { firstRow: 256, lastRow: -1, firstColumn: 256, lastColumn: -1 };
      const shown: (readonly [number, number])[] = [];
      for (const apqn of apqns) {
        const row = geometry.rowOf[apqn >> 8]!;
        const column = geometry.columnOf[apqn & 255]!;
        if (row < window.firstRow || row > window.lastRow) continue;
        if (column < window.firstColumn || column > window.lastColumn) continue;
        shown.push([row, column]);
        inside.firstRow = Math.min(inside.firstRow, row);
        inside.lastRow = Math.max(inside.lastRow, row);
        inside.firstColumn = Math.min(inside.firstColumn, column);
        inside.lastColumn = Math.max(inside.lastColumn, column);
      }
      if (shown.length === 0) return 0;
      if (geometry.pitch < IMAGE_BELOW) return blit(pen, geometry, scroll, inside);
      const held = atlasFor(geometry);
      clipToCells(pen, geometry, view);
      for (const [row, column] of shown) draw(pen, geometry, scroll, held, row, column);
      pen.restore();
      return shown.length;
    },
  };
}
