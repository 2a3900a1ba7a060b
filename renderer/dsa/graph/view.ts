/** What of the drawing is in view, what is under a point, and in how much detail it is drawn. Pure. */
import type { DsaMdev } from '../../../shared/dsa/types.ts';
import { type Box, type Layout, type Placed, SIZE } from './placed.ts';
import type { Point } from './edges.ts';

/** React Flow's viewport: a point of the drawing is at `point * zoom + (x, y)` on screen. */
export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const LEAST_ZOOM = 0.02;
export const MOST_ZOOM = 2;
/** Space kept free above the drawing for the column headings, in CSS pixels of the screen. */
export const HEADINGS = 34;

export function meets(left: Box, right: Box): boolean {
  return (
    left.x < right.x + right.width &&
    right.x < left.x + left.width &&
    left.y < right.y + right.height &&
    right.y < left.y + left.height
  );
}

/** The part of the drawing that the screen shows, `margin` CSS pixels of the screen more on every side. */
export function visibleBox(viewport: Viewport, size: Size, margin = 0): Box {
  return {
    x: (-viewport.x - margin) / viewport.zoom,
    y: (-viewport.y - margin) / viewport.zoom,
    width: (size.width + 2 * margin) / viewport.zoom,
    height: (size.height + 2 * margin) / viewport.zoom,
  };
}

export function toDrawing(viewport: Viewport, point: Point): Point {
  return { x: (point.x - viewport.x) / viewport.zoom, y: (point.y - viewport.y) / viewport.zoom };
}

export function inBox(box: Box, { x, y }: Point): boolean {
  return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
}

/** Buckets of the drawing: what a window holds is found without looking at what is far away. */
export interface Finder<Item = Placed> {
  readonly within: (box: Box) => readonly Item[];
}

const BUCKET = 600;

/** `boxOf` = where an item lies; a placed part lies where it is. */
export function createFinder<Item>(items: readonly Item[], boxOf: (item: Item) => Box): Finder<Item> {
  const boxes = items.map(boxOf);
  const buckets = new Map<string, number[]>();
  const cells = function* (box: Box): Generator<string> {
    for (let row = Math.floor(box.y / BUCKET); row <= Math.floor((box.y + box.height) / BUCKET); row++)
      for (
        let column = Math.floor(box.x / BUCKET);
        column <= Math.floor((box.x + box.width) / BUCKET);
        column++
      )
        yield `${column} ${row}`;
  };
  for (const [at, box] of boxes.entries())
    for (const cell of cells(box)) {
      const list = buckets.get(cell);
      if (list === undefined) buckets.set(cell, [at]);
      else list.push(at);
    }
  return {
    within(box) {
      // A window larger than the buckets that exist would visit more empty cells than there are nodes.
      const area = (box.width / BUCKET + 2) * (box.height / BUCKET + 2);
      if (!Number.isFinite(area) || area > buckets.size)
        return items.filter((_, at) => meets(boxes[at]!, box));
      const found = new Set<number>();
      for (const cell of cells(box)) for (const at of buckets.get(cell) ?? []) found.add(at);
      return [...found]
        .sort((left, right) => left - right)
        .flatMap((at) => (meets(boxes[at]!, box) ? [items[at]!] : []));
    },
  };
}

/** The parts of a drawing, each where it is. */
export function findParts(nodes: readonly Placed[]): Finder {
  return createFinder(nodes, (node) => node);
}

/** What lies at a point of the drawing, the part rather than its device's frame. */
export function hitAt(finder: Finder, point: Point): Placed | null {
  const under = finder.within({ x: point.x, y: point.y, width: 1e-6, height: 1e-6 });
  return under.find(({ part }) => part.kind !== 'device') ?? under[0] ?? null;
}

/** The arrow at the left of a device's header, which collapses it. */
export function onToggle(node: Placed, point: Point): boolean {
  return node.part.kind === 'device' && point.x < node.x + 30 && point.y < node.y + 34;
}

/** A guest can be dropped on a wq, or anywhere else on a device; an mdev on another wq than its own. */
export function dropTarget(hit: Placed | null, mdev: DsaMdev | null = null): string | null {
  if (hit === null) return null;
  const { part } = hit;
  if (part.kind === 'wq')
    return mdev !== null && part.device.name === mdev.device && part.index === mdev.wq ? null : hit.id;
  if (mdev !== null) return null;
  if (part.kind === 'mdev' || part.kind === 'guest') return null;
  return part.device.name;
}

/** `nodes`: every part a box with text. `overview`: cells on one canvas, names where they fit. */
export type Detail = 'nodes' | 'overview';

/** Text of the boxes is 13 px: below this it would be drawn smaller than 9. */
const READABLE = 0.7;
/** React can mount this many boxes between two frames of a pan. */
const MOST_NODES = 420;

/** Leaving either is harder than staying, so that a zoom at the edge does not flicker. */
export function detailFor(before: Detail, zoom: number, nodesInView: number): Detail {
  const slack = before === 'nodes' ? 0.98 : 1;
  const room = before === 'nodes' ? MOST_NODES * 1.2 : MOST_NODES;
  return zoom >= READABLE * slack && nodesInView <= room ? 'nodes' : 'overview';
}

/** Everything in the screen, never larger than it is; wide drawings start at the left, tall ones at the top. */
export function fitViewport(layout: Size, size: Size): Viewport {
  const margin = 28;
  const room = {
    width: Math.max(1, size.width - 2 * margin),
    height: Math.max(1, size.height - HEADINGS - margin),
  };
  if (layout.width === 0 || layout.height === 0) return { x: margin, y: HEADINGS + 8, zoom: 1 };
  const whole = Math.min(room.width / layout.width, room.height / layout.height);
  const zoom = Math.min(1.1, Math.max(LEAST_ZOOM, whole));
  return {
    zoom,
    x: Math.max(margin, (size.width - layout.width * zoom) / 2),
    y: HEADINGS + 8 + Math.max(0, Math.min(24, (room.height - layout.height * zoom) / 2)),
  };
}

/** Text of 13 px is drawn with 11 at this zoom. */
const COMFORTABLE = 0.85;

/** What is shown first: as wide as the screen while text stays readable, from the top; a huge host as a whole. */
export function firstViewport(layout: Layout, size: Size): Viewport {
  const whole = fitViewport(layout, size);
  if (layout.strips > 1 || whole.zoom >= COMFORTABLE) return whole;
  const margin = 16;
  const zoom = Math.min(1, Math.max(COMFORTABLE, (size.width - 2 * margin) / Math.max(1, layout.width)));
  return { zoom, x: Math.max(margin, (size.width - layout.width * zoom) / 2), y: HEADINGS + 8 };
}

/**
 * Moves as little as is needed to have the box in view, at a zoom where it can be read when `readable`; of a tall one,
 * such as a device, its head, unless `whole`.
 */
export function reveal(viewport: Viewport, size: Size, box: Box, readable = false, whole = false): Viewport {
  const zoom = readable && viewport.zoom < READABLE * 1.1 ? 0.9 : viewport.zoom;
  const middle = { x: box.x + Math.min(box.width, 700) / 2, y: box.y + Math.min(box.height, 400) / 2 };
  if (zoom !== viewport.zoom)
    return { zoom, x: size.width / 2 - middle.x * zoom, y: size.height / 2 - middle.y * zoom };
  const margin = 16;
  const shift = (start: number, length: number, low: number, high: number) => {
    if (start < low) return low - start;
    if (start + length > high) return Math.max(low - start, high - (start + length));
    return 0;
  };
  const height = whole ? box.height : Math.min(box.height, SIZE.header * 2);
  return {
    zoom,
    x: viewport.x + shift(box.x * zoom + viewport.x, box.width * zoom, margin, size.width - margin),
    y: viewport.y + shift(box.y * zoom + viewport.y, height * zoom, HEADINGS + 12, size.height - margin),
  };
}

/** Moves by CSS pixels of the screen, as far as there is more of the drawing to show on that side. */
export function pushed(viewport: Viewport, layout: Size, size: Size, by: Point): Viewport {
  const { x, y, zoom } = viewport;
  const along = (start: number, length: number, low: number, high: number, step: number) =>
    step > 0 ? Math.max(0, Math.min(step, low - start)) : Math.min(0, Math.max(step, high - start - length));
  return {
    zoom,
    x: x + along(x, layout.width * zoom, 40, size.width - 40, by.x),
    y: y + along(y, layout.height * zoom, HEADINGS + 12, size.height - 40, by.y),
  };
}

/** Of the screen, or of the drawing where that is smaller, this much always shows something. */
const KEPT = 0.6;

/** How far the drawing can be panned at a zoom, as React Flow takes it: upper left and lower right corner, in its lengths. */
export function extentOf(
  layout: Size,
  zoom: number,
  size: Size,
): readonly [readonly [number, number], readonly [number, number]] {
  const beyond = (length: number, room: number) => (room - KEPT * Math.min(room, length * zoom)) / zoom;
  const [x, y] = [beyond(layout.width, size.width), beyond(layout.height, size.height)];
  return [
    [-x, -y],
    [layout.width + x, layout.height + y],
  ];
}

/** Another zoom with the drawing's point under `at` staying there. */
export function zoomedAt(viewport: Viewport, factor: number, at: Point): Viewport {
  const zoom = Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, viewport.zoom * factor));
  const point = toDrawing(viewport, at);
  return { zoom, x: at.x - point.x * zoom, y: at.y - point.y * zoom };
}
