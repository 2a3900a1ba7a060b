/**
 * The horizontal axis: linear within what is used, with large unused stretches folded to a fixed width. Folds open while
 * one zooms in: from OPENING to OPEN pixels a page a fold grows to its true width, so that every unit can be reached.
 */
import type { Interval } from './space.ts';
import type { MapWindow } from './map-props.ts';

const OPENING = 40;
const OPEN = 120;
/** The most pixels a page gets. */
export const CLOSEST = 150;
const FOLD_WIDTH = 84;
const LEAST_FOLD_WIDTH = 12;
/** Share of the width that folds may take together when all is seen. */
const FOLD_SHARE = 0.42;
/** A distance below this many pages is drawn as it is. */
const LEAST_FOLD = 24;
const MOST_FOLDS = 24;

/** What the axis is of, whatever part of it is seen. */
export interface Extent {
  readonly from: number;
  readonly to: number;
  /** Sorted and apart from each other. */
  readonly folds: readonly Interval[];
}

export interface AxisPiece {
  readonly from: number;
  readonly to: number;
  /** Pixels from the left end of the axis, which may be out of view. */
  readonly x: number;
  readonly width: number;
  readonly folded: boolean;
}

export interface Axis {
  readonly extent: Extent;
  /** Pixels a page, outside folds. */
  readonly scale: number;
  readonly left: number;
  readonly width: number;
  /** What is seen. */
  readonly window: MapWindow;
  /** All of the axis, in order and without holes. */
  readonly pieces: readonly AxisPiece[];
  /** Pixel of the picture. */
  readonly x: (unit: number) => number;
  /** Inverse of `x`; clamped to the axis. */
  readonly unit: (x: number) => number;
}

export function extentOf(space: {
  readonly from: number;
  readonly to: number;
  readonly used: readonly Interval[];
}): Extent {
  const gaps: Interval[] = [];
  let at = space.from;
  for (const [from, to] of space.used) {
    if (from - at >= LEAST_FOLD) gaps.push([at, from]);
    at = Math.max(at, to);
  }
  if (space.to - at >= LEAST_FOLD) gaps.push([at, space.to]);
  const folds = gaps
    .sort((left, right) => right[1] - right[0] - (left[1] - left[0]))
    .slice(0, MOST_FOLDS)
    .sort((left, right) => left[0] - right[0]);
  return { from: space.from, to: Math.max(space.to, space.from + 1), folds };
}

function foldWidth(length: number, scale: number, folded: number): number {
  const whole = length * scale;
  if (whole <= folded) return whole;
  if (scale <= OPENING) return folded;
  if (scale >= OPEN) return whole;
  // Geometric: from a fixed width to thousands of pixels it grows evenly to the eye.
  const share = Math.log(scale / OPENING) / Math.log(OPEN / OPENING);
  return folded ** (1 - share) * whole ** share;
}

function piecesAt(extent: Extent, scale: number, width: number): AxisPiece[] {
  const share = (width * FOLD_SHARE) / Math.max(1, extent.folds.length);
  const folded = Math.max(LEAST_FOLD_WIDTH, Math.min(FOLD_WIDTH, share));
  const pieces: AxisPiece[] = [];
  let [at, x] = [extent.from, 0];
  const put = (to: number, pieceWidth: number, isFolded: boolean) => {
    if (to > at) pieces.push({ from: at, to, x, width: pieceWidth, folded: isFolded });
    at = Math.max(at, to);
    x += pieceWidth;
  };
  for (const [from, to] of extent.folds) {
    put(from, Math.max(0, from - at) * scale, false);
    const wide = foldWidth(to - from, scale, folded);
    put(to, wide, wide < (to - from) * scale * 0.999);
  }
  put(extent.to, Math.max(0, extent.to - at) * scale, false);
  return pieces;
}

function lengthAt(pieces: readonly AxisPiece[], unit: number): number {
  const last = pieces.at(-1)!;
  if (unit >= last.to) return last.x + last.width;
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (pieces[middle]!.from <= unit) low = middle;
    else high = middle - 1;
  }
  const { from, to, x, width } = pieces[low]!;
  return x + ((Math.max(from, unit) - from) / (to - from)) * width;
}

function unitAt(pieces: readonly AxisPiece[], length: number): number {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (pieces[middle]!.x <= length) low = middle;
    else high = middle - 1;
  }
  const { from, to, x, width } = pieces[low]!;
  if (width === 0) return from;
  return from + Math.max(0, Math.min(1, (length - x) / width)) * (to - from);
}

function axisAt(extent: Extent, scale: number, start: number, left: number, width: number): Axis {
  const pieces = piecesAt(extent, scale, width);
  const end = pieces.at(-1)!;
  const from = Math.max(0, Math.min(start, end.x + end.width - width));
  return {
    extent,
    scale,
    left,
    width,
    window: { from: unitAt(pieces, from), to: unitAt(pieces, from + width) },
    pieces,
    x: (unit) => left + lengthAt(pieces, unit) - from,
    unit: (x) => unitAt(pieces, x - left + from),
  };
}

/** Scale at which `[from, to]` is as wide as the picture; the length between two units grows with the scale. */
function scaleFor(extent: Extent, from: number, to: number, width: number): number {
  let [low, high] = [Math.log(1e-7), Math.log(CLOSEST * 4)];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    const pieces = piecesAt(extent, Math.exp(middle), width);
    if (lengthAt(pieces, to) - lengthAt(pieces, from) < width) low = middle;
    else high = middle;
  }
  return Math.exp((low + high) / 2);
}

const fits = new WeakMap<Extent, Map<number, number>>();

function fitScale(extent: Extent, width: number): number {
  const byWidth = fits.get(extent) ?? new Map<number, number>();
  fits.set(extent, byWidth);
  const before = byWidth.get(width);
  if (before !== undefined) return before;
  const scale = scaleFor(extent, extent.from, extent.to, width);
  byWidth.set(width, scale);
  return scale;
}

/** `window` null = all of it. A window too narrow to be drawn is widened around its middle. */
export function axisOf(extent: Extent, window: MapWindow | null, left: number, width: number): Axis {
  const fit = fitScale(extent, width);
  if (window === null) return axisAt(extent, fit, 0, left, width);
  const from = Math.max(extent.from, Math.min(window.from, extent.to));
  const to = Math.max(from, Math.min(window.to, extent.to));
  const scale = scaleFor(extent, from, to, width);
  const most = Math.max(CLOSEST, fit);
  if (scale >= fit && scale <= most)
    return axisAt(extent, scale, lengthAt(piecesAt(extent, scale, width), from), left, width);
  const kept = Math.max(fit, Math.min(most, scale));
  const middle = lengthAt(piecesAt(extent, kept, width), (from + to) / 2);
  return axisAt(extent, kept, middle - width / 2, left, width);
}

/** The unit under `x` stays under it. */
export function zoomed(axis: Axis, factor: number, x: number): Axis {
  const fit = fitScale(axis.extent, axis.width);
  const scale = Math.max(fit, Math.min(Math.max(CLOSEST, fit), axis.scale * factor));
  const length = lengthAt(piecesAt(axis.extent, scale, axis.width), axis.unit(x));
  return axisAt(axis.extent, scale, length - (x - axis.left), axis.left, axis.width);
}

/** Moved so that `pixels` more of the right come into view. */
export function panned(axis: Axis, pixels: number): Axis {
  const start = axis.left - axis.x(axis.extent.from) + pixels;
  return axisAt(axis.extent, axis.scale, start, axis.left, axis.width);
}

/** Whole axis seen? Then the window is told as null, and stays whole when the picture gets wider. */
export function isFit(axis: Axis): boolean {
  return axis.scale <= fitScale(axis.extent, axis.width) * 1.0001;
}

/** At least the given pixels a page, with the units in the middle. */
export function centred(axis: Axis, from: number, to: number, most: number): Axis {
  const fit = fitScale(axis.extent, axis.width);
  const wanted = (axis.width * 0.5) / Math.max(1, to - from);
  const scale = Math.max(fit, Math.min(Math.max(CLOSEST, fit), Math.min(most, wanted)));
  const middle = lengthAt(piecesAt(axis.extent, scale, axis.width), (from + to) / 2);
  return axisAt(axis.extent, scale, middle - axis.width / 2, axis.left, axis.width);
}
