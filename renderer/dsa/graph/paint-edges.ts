/** Lines of the graph on the canvas, all of one colour in one path: thousands of strokes are as cheap as one. */
import type { Palette } from '../../ui/palette.ts';
import { edgeEnds } from './edges.ts';
import type { Box, Edge, Layout } from './placed.ts';

/** Below this zoom lines inside a device are left out. */
export const FAINT = 0.14;

/** What decides how lines look. */
export interface EdgeFacts {
  /** Lines on the ways through what is selected or pointed at; null = nothing is, all alike. */
  readonly ways: ReadonlySet<Edge> | null;
  /** Something is searched for: lines stand back. */
  readonly dimmed: boolean;
}

/** A stub where a line would cross other devices: the guest's label on the mdev tells where it goes. */
const STUB = 26;
/** From farther away the colour tells whose it is, and a stub looks like a line that was left behind. */
const STUBS = 0.7;

function isFar(edge: Edge, layout: Layout): boolean {
  return layout.strips > 1 && (edge.kind === 'mdev-guest' || edge.kind === 'device-guest');
}

/** Where an edge is drawn, in the drawing's coordinates. */
export function edgeBox(edge: Edge, layout: Layout): Box {
  const [start, end] = edgeEnds(edge);
  if (isFar(edge, layout)) return { x: start.x, y: start.y - 1, width: STUB, height: 2 };
  const y = Math.min(start.y, end.y) - 1;
  const x = Math.min(start.x, end.x);
  return { x, y, width: Math.abs(end.x - start.x) + 1, height: Math.abs(end.y - start.y) + 2 };
}

function trace(path: Path2D, edge: Edge, straight: boolean, stub: boolean): void {
  const [start, end] = edgeEnds(edge);
  path.moveTo(start.x, start.y);
  if (stub) {
    path.lineTo(start.x + STUB, start.y);
    return;
  }
  if (straight) {
    path.lineTo(end.x, end.y);
    return;
  }
  const bend = Math.max(18, Math.min(90, (end.x - start.x) / 2));
  path.bezierCurveTo(start.x + bend, start.y, end.x - bend, end.y, end.x, end.y);
}

interface Batch {
  readonly path: Path2D;
  readonly colour: string;
  readonly oneOf: boolean;
  readonly width: number;
}

/** `edges` = those in view; the pen is already moved to the drawing's coordinates. */
export function paintEdges(
  pen: CanvasRenderingContext2D,
  layout: Layout,
  edges: readonly Edge[],
  zoom: number,
  palette: Palette,
  facts: EdgeFacts,
): void {
  const batches = new Map<string, Batch>();
  const above = new Map<string, Batch>();
  const thin = zoom < 0.35;
  const gather = (edge: Edge, way: boolean) => {
    const colour =
      edge.hue === null ? (way ? palette.accent : palette.lineStrong) : palette.hues[edge.hue]!.ink;
    const heavy = Math.min(4, 1.6 + Math.log2(edge.weight));
    const width = (way ? heavy + 0.9 : heavy) * (thin ? 0.8 : 1);
    const target = way ? above : batches;
    const key = `${colour} ${edge.oneOf} ${width}`;
    let batch = target.get(key);
    if (batch === undefined) {
      batch = { path: new Path2D(), colour, oneOf: edge.oneOf, width };
      target.set(key, batch);
    }
    trace(batch.path, edge, zoom < 0.2, !way && isFar(edge, layout));
  };
  for (const edge of edges) {
    // At this size the columns themselves show what belongs together.
    const shown = isFar(edge, layout)
      ? zoom >= STUBS
      : zoom >= FAINT || edge.kind === 'mdev-guest' || edge.kind === 'device-guest';
    if (shown && !facts.ways?.has(edge)) gather(edge, false);
  }
  for (const edge of facts.ways ?? []) gather(edge, true);
  const stroke = ({ path, colour, oneOf, width }: Batch) => {
    pen.strokeStyle = colour;
    pen.lineWidth = thin ? width / Math.max(zoom * 1.6, 0.05) / 2 : width;
    pen.setLineDash(oneOf ? [5, 5] : []);
    pen.stroke(path);
  };
  pen.lineCap = 'round';
  pen.globalAlpha = facts.dimmed ? 0.25 : facts.ways === null ? (thin ? 0.6 : 0.9) : 0.45;
  for (const batch of batches.values()) stroke(batch);
  pen.globalAlpha = 1;
  for (const batch of above.values()) stroke(batch);
  pen.setLineDash([]);
}
