/** The canvas under the boxes: lines always, and in the overview everything. Painted in the commit that moves the boxes. */
import { type RefObject, useLayoutEffect, useState } from 'react';
import type { Palette } from '../../ui/palette.ts';
import { blockGapOf } from './layout.ts';
import type { Looks, Marks } from './looks.ts';
import { type EdgeFacts, FAINT, paintEdges } from './paint-edges.ts';
import { createOverviewPainter, type OverviewPainter } from './paint-overview.ts';
import type { Edge, Layout, Placed } from './placed.ts';
import { type Detail, type Finder, type Size, type Viewport, visibleBox } from './view.ts';

export interface CanvasFacts extends EdgeFacts {
  readonly layout: Layout;
  readonly finder: Finder;
  readonly edgeFinder: Finder<Edge>;
  readonly looks: Looks;
  readonly marks: (placed: Placed) => Marks;
  readonly viewport: Viewport;
  readonly size: Size;
  readonly detail: Detail;
  readonly palette: Palette | null;
}

/** With this share of all parts in view it is cheaper to draw all, whose shapes are held, than to pick. */
const MOST = 0.3;

function paint(
  canvas: HTMLCanvasElement,
  painter: OverviewPainter,
  facts: CanvasFacts,
  palette: Palette,
): void {
  const { layout, finder, edgeFinder, looks, marks, viewport, size, detail } = facts;
  const ratio = devicePixelRatio;
  const [width, height] = [Math.round(size.width * ratio), Math.round(size.height * ratio)];
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const pen = canvas.getContext('2d', { alpha: false });
  if (pen === null) return;
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = palette.background;
  pen.fillRect(0, 0, width, height);
  const { x, y, zoom } = viewport;
  pen.setTransform(zoom * ratio, 0, 0, zoom * ratio, x * ratio, y * ratio);
  const box = visibleBox(viewport, size, 4);
  const seen = finder.within(box);
  // From afar only stubs would be left of the lines of many devices, and those too small to see.
  const edges = layout.strips > 1 && zoom < FAINT ? [] : edgeFinder.within(box);
  if (detail === 'nodes') {
    paintPlates(pen, seen, palette);
    paintEdges(pen, layout, edges, zoom, palette, facts);
    return;
  }
  const nodes = seen.length > layout.nodes.length * MOST ? layout.nodes : seen;
  const overview = { nodes, looks, marks, zoom, palette, gap: blockGapOf(layout.strips) };
  painter.frames(pen, overview);
  paintEdges(pen, layout, edges, zoom, palette, facts);
  painter.parts(pen, overview);
}

/** Grounds of the devices: below the lines, which the boxes' own frames would cover. */
function paintPlates(pen: CanvasRenderingContext2D, nodes: readonly Placed[], palette: Palette): void {
  pen.fillStyle = palette.plate;
  pen.beginPath();
  for (const { part, x, y, width, height } of nodes)
    if (part.kind === 'device') pen.roundRect(x, y, width, height, 10);
  pen.fill();
}

export function useCanvas(canvas: RefObject<HTMLCanvasElement | null>, facts: CanvasFacts): void {
  const [painter] = useState(createOverviewPainter);
  useLayoutEffect(() => {
    if (canvas.current === null || facts.palette === null || facts.size.width === 0) return;
    paint(canvas.current, painter, facts, facts.palette);
  });
}
