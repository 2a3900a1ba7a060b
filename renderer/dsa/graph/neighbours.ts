/** Where an arrow key goes: up and down in a column, left and right along the lines of the graph. Pure. */
import { type Layout, type Placed, SIZE } from './placed.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/** Columns in their order; a device is the way into its parts from the left. */
const COLUMN = { device: 0, engine: 1, group: 2, wq: 3, mdev: 4, guest: 5 } as const;

function columnOf({ part }: Placed): number {
  if (part.kind !== 'fold') return COLUMN[part.kind];
  return { engines: COLUMN.engine, groups: COLUMN.group, wqs: COLUMN.wq }[part.folded];
}

function middle(node: Placed): number {
  return node.y + (node.part.kind === 'device' ? 0 : node.height / 2);
}

/** Nearest in height; of two as near the upper one. */
function nearest(from: Placed, nodes: readonly Placed[]): Placed | null {
  let best: Placed | null = null;
  for (const node of nodes)
    if (best === null || Math.abs(middle(node) - middle(from)) < Math.abs(middle(best) - middle(from)))
      best = node;
  return best;
}

function deviceOf({ part }: Placed): string | null {
  if (part.kind === 'guest') return null;
  return part.device?.name ?? null;
}

function sideways(layout: Layout, from: Placed, direction: 'left' | 'right'): Placed | null {
  const linked = layout.edges.flatMap((edge) => {
    if (direction === 'right') return edge.from === from ? [edge.to] : [];
    return edge.to === from ? [edge.from] : [];
  });
  if (linked.length > 0) return nearest(from, linked);
  // Without a line: the next column of the same device; from a device's parts, to the device itself.
  const device = deviceOf(from);
  const step = direction === 'right' ? 1 : -1;
  // A guest is of no device.
  const last = device === null ? Number.NEGATIVE_INFINITY : COLUMN.mdev;
  for (let column = columnOf(from) + step; column >= 0 && column <= last; column += step) {
    const there = layout.nodes.filter((node) => columnOf(node) === column && deviceOf(node) === device);
    if (there.length > 0) return nearest(from, there);
  }
  return beside(layout, from, step);
}

/** What is nearest on that side, wherever it belongs to: no part is a dead end. */
function beside(layout: Layout, from: Placed, side: 1 | -1): Placed | null {
  const centre = (node: Placed) => (node.part.kind === 'device' ? node.x : node.x + node.width / 2);
  let best: { readonly node: Placed; readonly way: number } | null = null;
  for (const node of layout.nodes) {
    const ahead = (centre(node) - centre(from)) * side;
    // Up and down are the way to what is less than a box aside.
    if (ahead < SIZE.engine.width / 2) continue;
    const way = ahead + Math.abs(middle(node) - middle(from)) * 2;
    if (best === null || way < best.way) best = { node, way };
  }
  return best?.node ?? null;
}

function along(layout: Layout, from: Placed, direction: 'up' | 'down'): Placed | null {
  const sign = direction === 'down' ? 1 : -1;
  const column = columnOf(from);
  let best: Placed | null = null;
  for (const node of layout.nodes) {
    if (columnOf(node) !== column || Math.abs(node.x - from.x) > 1) continue;
    const ahead = (middle(node) - middle(from)) * sign;
    if (ahead > 0 && (best === null || ahead < (middle(best) - middle(from)) * sign)) best = node;
  }
  return best;
}

/** Null = there is nothing that way, and the selection stays. */
export function neighbour(layout: Layout, from: Placed, direction: Direction): Placed | null {
  return direction === 'left' || direction === 'right'
    ? sideways(layout, from, direction)
    : along(layout, from, direction);
}

/** The first device, or whatever else there is: where the keyboard starts. */
export function firstPart(layout: Layout): Placed | null {
  return layout.nodes[0] ?? null;
}
