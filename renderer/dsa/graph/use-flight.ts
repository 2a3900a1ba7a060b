/** Moves of the viewport that are not the pointer's: fitting all, going to a part, zooming by key. */
import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { type DsaState, deviceOfChild } from '../../../shared/dsa/types.ts';
import type { GraphProps } from './graph-props.ts';
import type { Graph } from './graph-state.ts';
import type { Point } from './edges.ts';
import { type Box, type Placed, SIZE } from './placed.ts';
import {
  fitViewport,
  HEADINGS,
  meets,
  pushed,
  reveal,
  type Size,
  type Viewport,
  visibleBox,
  zoomedAt,
} from './view.ts';

const FLIGHT = 220;

function duration(milliseconds: number): number {
  return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : milliseconds;
}

/** Middle of a part on screen; of a frame, which may be taller than the screen, that of its header. */
function screenMiddle({ x, y, zoom }: Viewport, placed: Placed): Point {
  const tall = Math.min(placed.height, SIZE.header);
  return { x: (placed.x + placed.width / 2) * zoom + x, y: (placed.y + tall / 2) * zoom + y };
}

export interface Flight {
  readonly fit: () => void;
  /** By CSS pixels of the screen, at once, not beyond the drawing. */
  readonly panBy: (by: Point) => void;
  /** Around the part where it is in view, else around the middle. */
  readonly zoomBy: (factor: number, around: Placed | null) => void;
  /** Together where they fit, at the zoom there is. */
  readonly showAll: (parts: readonly Placed[]) => void;
  readonly show: (placed: Box, readable?: boolean) => void;
}

export function useFlight(graph: Graph, size: Size): Flight {
  const { setViewport, getViewport } = useReactFlow();
  const fly = (to: Viewport, milliseconds: number) => {
    const from = getViewport();
    if (from.x !== to.x || from.y !== to.y || from.zoom !== to.zoom)
      void setViewport(to, { duration: duration(milliseconds) });
  };
  return {
    fit: () => fly(fitViewport(graph.layout, size), FLIGHT),
    panBy: (by) => fly(pushed(getViewport(), graph.layout, size, by), 0),
    zoomBy: (factor, around) => {
      const viewport = getViewport();
      const middle = { x: size.width / 2, y: (size.height + HEADINGS) / 2 };
      const seen = around !== null && meets(around, visibleBox(viewport, size));
      const at = seen ? screenMiddle(viewport, around) : middle;
      fly(zoomedAt(viewport, factor, at), FLIGHT / 2);
    },
    showAll: (parts) => {
      const viewport = getViewport();
      fly(reveal(viewport, size, boxToShow(parts, viewport, size), false, true), FLIGHT * 2);
    },
    show: (placed, readable = false) => fly(reveal(getViewport(), size, placed, readable), FLIGHT),
  };
}

/** The part itself; else the fold or the collapsed device it is in. */
function placeOf(graph: Graph, state: DsaState, id: string): Placed | undefined {
  const fold = graph.layout.nodes.find(({ part }) => part.kind === 'fold' && part.members.includes(id));
  const device = deviceOfChild(state, id)?.name ?? state.mdevs.find((mdev) => mdev.id === id)?.device ?? '';
  return graph.layout.byId.get(id) ?? fold ?? graph.layout.byId.get(device);
}

/** Does what the props ask for once each: `fit` when its number grows, `goTo` when its serial changes. */
export function useAsked(props: GraphProps, graph: Graph, flight: Flight, ready: boolean): void {
  const done = useRef({ fit: props.fit, goTo: null as number | null });
  useEffect(() => {
    if (!ready) return;
    if (props.fit !== done.current.fit) {
      done.current.fit = props.fit;
      flight.fit();
    }
    if (props.goTo === null || props.goTo.serial === done.current.goTo) return;
    const placed = placeOf(graph, props.state, props.goTo.id);
    // What a fold hides is shown first; the part itself is there with the next layout.
    if (placed?.part.kind === 'fold') {
      graph.unfold(placed.id);
      return;
    }
    done.current.goTo = props.goTo.serial;
    if (placed !== undefined) flight.show(placed, props.goTo.keepZoom !== true);
  });
}

/** All of them where they fit the screen together, else the first. */
function boxToShow(parts: readonly Placed[], viewport: Viewport, size: Size): Box {
  const [first] = parts;
  const x = Math.min(...parts.map((part) => part.x));
  const y = Math.min(...parts.map((part) => part.y));
  const width = Math.max(...parts.map((part) => part.x + part.width)) - x;
  const height = Math.max(...parts.map((part) => part.y + part.height)) - y;
  const fits =
    width * viewport.zoom < size.width - 90 && height * viewport.zoom < size.height - HEADINGS - 90;
  return fits ? { x, y, width, height } : first!;
}

/** While a rehearsal is stepped through: what the step has changed is unfolded, then the view goes there, once a step. */
export function useFollowed(
  { follow, changed }: GraphProps,
  graph: Graph,
  flight: Flight,
  ready: boolean,
): void {
  const done = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (!ready || !follow || changed === done.current) return;
    const folds = graph.layout.nodes.filter(
      ({ part }) => part.kind === 'fold' && part.members.some((member) => changed.has(member)),
    );
    for (const { id } of folds) graph.unfold(id);
    if (folds.length > 0) return;
    done.current = changed;
    const parts = graph.layout.nodes.filter(({ id }) => changed.has(id));
    // The frame of a device says little beside its parts.
    const inner = parts.filter(({ part }) => part.kind !== 'device');
    const seen = inner.length > 0 ? inner : parts;
    if (seen.length > 0) flight.showAll(seen);
  });
}
