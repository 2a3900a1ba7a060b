/** A guest or an mdev on its way to a queue: from the list or from its own node, over boxes and the overview alike. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Point } from './edges.ts';
import type { Carried, GraphProps } from './graph-props.ts';

/** CSS pixels that a pressed pointer may tremble before it drags. */
const TREMBLE = 4;

/** Width of the strip along each edge that moves the drawing, and how far it does a frame, in CSS pixels. */
const EDGE = 36;
const PUSH = 9;

/** Which way the drawing moves under a pointer at its edge; outside of it, on the way from the list, nowhere. */
export function pushAt(
  at: Point,
  view: { readonly clientWidth: number; readonly clientHeight: number } | null,
): Point {
  const along = (place: number, length: number) => (place < EDGE ? PUSH : place > length - EDGE ? -PUSH : 0);
  if (view === null || at.x < 0 || at.y < 0 || at.x > view.clientWidth || at.y > view.clientHeight)
    return { x: 0, y: 0 };
  return { x: along(at.x, view.clientWidth), y: along(at.y, view.clientHeight) };
}

export interface Drag {
  /** Pressed on what can be carried: it is dragged as soon as the pointer leaves the place. */
  readonly press: (what: Carried, at: Point) => void;
  /** Place of the pointer in the drawing's window while something is dragged. */
  readonly pointer: Point | null;
  /** True for the click that follows a drag, dropped or given up: it selects nothing. */
  readonly endsDrag: () => boolean;
}

export function useDrag(
  props: GraphProps,
  element: RefObject<HTMLElement | null>,
  /** Part that a point of the window would drop on. */
  targetAt: (point: Point) => string | null,
  /** Moves the drawing by CSS pixels: what is out of view comes to a pointer held at the edge. */
  panBy: (by: Point) => void,
): Drag {
  const [pointer, setPointer] = useState<Point | null>(null);
  const pressed = useRef<{ readonly what: Carried; readonly at: Point } | null>(null);
  const swallow = useRef(false);
  const over = useRef<string | null>(null);
  const now = useRef({ props, targetAt, panBy });
  useLayoutEffect(() => {
    now.current = { props, targetAt, panBy };
  });
  const isDragged = props.dragged !== null;

  const push = pointer === null || !isDragged ? null : pushAt(pointer, element.current);
  const [pushX, pushY] = [push?.x ?? 0, push?.y ?? 0];
  useEffect(() => {
    if (pushX === 0 && pushY === 0) return;
    let frame = requestAnimationFrame(function step() {
      now.current.panBy({ x: pushX, y: pushY });
      frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [pushX, pushY]);

  useEffect(() => {
    const place = (event: PointerEvent): Point => {
      const box = element.current!.getBoundingClientRect();
      return { x: event.clientX - box.left, y: event.clientY - box.top };
    };
    const inside = ({ x, y }: Point) => {
      const box = element.current!.getBoundingClientRect();
      return x >= 0 && y >= 0 && x < box.width && y < box.height;
    };
    const onMove = (event: PointerEvent) => {
      const start = pressed.current;
      if (start !== null && Math.hypot(event.clientX - start.at.x, event.clientY - start.at.y) > TREMBLE) {
        pressed.current = null;
        swallow.current = true;
        now.current.props.onDragStart(start.what);
      }
      if (now.current.props.dragged === null) return;
      const at = place(event);
      setPointer(at);
      const target = inside(at) ? now.current.targetAt(at) : null;
      if (target === over.current) return;
      over.current = target;
      now.current.props.onDragOver(target);
    };
    const onUp = (event: PointerEvent) => {
      pressed.current = null;
      if (now.current.props.dragged === null) return;
      const at = place(event);
      now.current.props.onDrop(inside(at) ? now.current.targetAt(at) : null);
    };
    const onDown = () => {
      swallow.current = false;
    };
    const cancel = () => {
      pressed.current = null;
      if (now.current.props.dragged !== null) now.current.props.onDrop(null);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || now.current.props.dragged === null) return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    };
    window.addEventListener('pointerdown', onDown, true);
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', onUp);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', onKey, true);
    return () => {
      window.removeEventListener('pointerdown', onDown, true);
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', onUp);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', onKey, true);
    };
  }, [element]);

  useEffect(() => {
    if (isDragged) return;
    over.current = null;
    setPointer(null);
  }, [isDragged]);

  return {
    press: (what, at) => {
      pressed.current = { what, at };
    },
    pointer: isDragged ? pointer : null,
    endsDrag: () => swallow.current,
  };
}
