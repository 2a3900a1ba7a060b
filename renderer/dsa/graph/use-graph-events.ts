/** Pointer and keys on the drawing: one hit test serves the boxes and the overview alike. */
import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
  type RefObject,
  useCallback,
  useState,
} from 'react';
import type { Drag } from './use-drag.ts';
import type { Point } from './edges.ts';
import type { Carried, GraphProps } from './graph-props.ts';
import type { Graph } from './graph-state.ts';
import { deedOf } from './keys.ts';
import { firstPart, neighbour } from './neighbours.ts';
import type { Placed } from './placed.ts';
import type { Flight } from './use-flight.ts';
import { hitAt, onToggle, type Size, toDrawing, type Viewport, visibleBox } from './view.ts';

interface Source {
  readonly props: GraphProps;
  readonly graph: Graph;
  readonly viewport: Viewport;
  readonly size: Size;
  readonly flight: Flight;
  readonly drag: Drag;
  readonly element: RefObject<HTMLElement | null>;
}

export interface GraphEvents {
  /** Where the keyboard is: the selected part, or a fold, which is no part to select. */
  readonly cursor: Placed | null;
  readonly hovered: Placed | null;
  /** The drawing moves under the pointer: what it is over is not known until it moves. */
  readonly unhover: () => void;
  readonly handlers: {
    readonly onPointerDownCapture: (event: PointerEvent) => void;
    readonly onMouseDownCapture: (event: MouseEvent) => void;
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
    readonly onFocus: (event: FocusEvent) => void;
    readonly onClick: (event: MouseEvent) => void;
    readonly onDoubleClick: (event: MouseEvent) => void;
    readonly onContextMenu: (event: MouseEvent) => void;
    readonly onKeyDown: (event: KeyboardEvent) => void;
  };
}

/** From farther away mdevs are too low to be picked one by one, and so many that they would be in the way of panning. */
const PICKED = 0.3;

/** What a press on it may become a drag of. */
function carriedBy(hit: Placed | null, zoom: number): Carried | null {
  const kind = hit?.part.kind;
  return kind === 'guest' || (kind === 'mdev' && zoom >= PICKED) ? { kind, id: hit!.id } : null;
}

export function useGraphEvents({ props, graph, viewport, size, flight, drag, element }: Source): GraphEvents {
  const { layout, finder } = graph;
  const [hoveredKey, setHoveredKey] = useState<string | null>(null);
  const unhover = useCallback(() => setHoveredKey(null), []);
  const [foldKey, setFoldKey] = useState<string | null>(null);
  const cursor =
    layout.byKey.get(foldKey ?? '') ??
    (props.selected === null ? null : layout.byId.get(props.selected)) ??
    null;

  const pointOf = (event: MouseEvent): Point => {
    const box = element.current!.getBoundingClientRect();
    return toDrawing(viewport, { x: event.clientX - box.left, y: event.clientY - box.top });
  };
  const hitOf = (event: MouseEvent) => hitAt(finder, pointOf(event));
  const choose = (placed: Placed | null) => {
    const isFold = placed?.part.kind === 'fold';
    setFoldKey(isFold ? placed.key : null);
    if (!isFold) props.onSelect(placed?.id ?? null);
  };
  const toggle = (device: string) => {
    graph.refold(device);
    props.onToggleDevice(device);
  };
  const open = (placed: Placed) => {
    if (placed.part.kind !== 'fold') {
      props.onOpen(placed.id);
      return;
    }
    graph.unfold(placed.id);
    setFoldKey(null);
    props.onSelect(placed.part.members[0] ?? null);
  };
  const menuAt = (placed: Placed) => {
    if (placed.part.kind === 'fold') return;
    const box = element.current!.getBoundingClientRect();
    props.onMenu(placed.id, {
      x: box.left + (placed.x + 20) * viewport.zoom + viewport.x,
      y: box.top + (placed.y + Math.min(placed.height, 40)) * viewport.zoom + viewport.y,
    });
  };

  return {
    cursor,
    unhover,
    hovered: (hoveredKey === null ? undefined : layout.byKey.get(hoveredKey)) ?? null,
    handlers: {
      onPointerDownCapture(event) {
        setHoveredKey(null);
        if (event.button !== 0) return;
        const hit = hitOf(event);
        const what = carriedBy(hit, viewport.zoom);
        if (what !== null) drag.press(what, { x: event.clientX, y: event.clientY });
      },
      onMouseDownCapture(event) {
        // What is pressed is dragged; the drawing must not move under it.
        if (event.button === 0 && carriedBy(hitOf(event), viewport.zoom) !== null) event.stopPropagation();
      },
      onPointerMove(event) {
        if (event.buttons === 0) setHoveredKey(hitOf(event)?.key ?? null);
      },
      onPointerLeave: unhover,
      onFocus(event) {
        // By the tab key: what the keyboard is on is seen, and there is something it is on.
        if (event.target !== event.currentTarget || !event.currentTarget.matches(':focus-visible')) return;
        const at = cursor ?? finder.within(visibleBox(viewport, size))[0] ?? firstPart(layout);
        if (at === null) return;
        if (cursor === null) choose(at);
        flight.show(at);
      },
      onClick(event) {
        if (drag.endsDrag()) return;
        const point = pointOf(event);
        const hit = hitAt(finder, point);
        if (hit !== null && onToggle(hit, point)) toggle(hit.id);
        else if (hit?.part.kind === 'fold') open(hit);
        else choose(hit);
      },
      onDoubleClick(event) {
        const point = pointOf(event);
        const hit = hitAt(finder, point);
        if (hit !== null && hit.part.kind !== 'fold' && !onToggle(hit, point)) props.onOpen(hit.id);
      },
      onContextMenu(event) {
        event.preventDefault();
        // The keyboard's own menu event follows its key, which has been answered.
        if (event.button !== 2 && !event.ctrlKey) return;
        const hit = hitOf(event);
        if (hit === null || hit.part.kind === 'fold') return;
        choose(hit);
        props.onMenu(hit.id, { x: event.clientX, y: event.clientY });
      },
      onKeyDown(event) {
        const deed = deedOf(event);
        if (deed === null || event.target !== event.currentTarget) return;
        event.preventDefault();
        setHoveredKey(null);
        switch (deed.kind) {
          case 'move': {
            const next = cursor === null ? firstPart(layout) : neighbour(layout, cursor, deed.direction);
            if (next === null) return;
            choose(next);
            flight.show(next);
            return;
          }
          case 'first': {
            const first = firstPart(layout);
            if (first === null) return;
            choose(first);
            flight.show(first);
            return;
          }
          case 'zoom':
            flight.zoomBy(deed.factor, cursor);
            return;
          case 'fit':
            flight.fit();
            return;
          case 'leave':
            choose(null);
            return;
          case 'open':
            if (cursor !== null) open(cursor);
            return;
          case 'toggle':
            if (cursor?.part.kind === 'device') toggle(cursor.id);
            else if (cursor?.part.kind === 'fold') open(cursor);
            return;
          case 'menu':
            if (cursor !== null) menuAt(cursor);
        }
      },
    },
  };
}
