/** Dragging rows of a virtual list to another place: pointer in, place out. Escape leaves everything as it was. */
import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

interface Drag {
  readonly id: number;
  readonly startY: number;
  moved: boolean;
  y: number;
}

/** Pixels before a press becomes a drag. */
const THRESHOLD = 4;
/** Pixels from the edge where the list scrolls along, and how far in a frame. */
const EDGE = 22;
const SCROLL = 7;

export interface Reorder {
  /** Row (from 0) that the dragged ones would stand before; null while nothing is dragged. */
  readonly before: number | null;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
}

export function useReorder(
  box: RefObject<HTMLElement | null>,
  rowHeight: () => number,
  rows: number,
  onDrop: (before: number) => void,
): Reorder {
  const drag = useRef<Drag | null>(null);
  const [before, setBefore] = useState<number | null>(null);

  function placeOf(y: number): number {
    const element = box.current;
    if (element === null) return 0;
    const inside = y - element.getBoundingClientRect().top + element.scrollTop;
    // Row 0 is the start; nothing can stand before it.
    return Math.min(rows, Math.max(1, Math.round(inside / rowHeight())));
  }
  function end(): void {
    drag.current = null;
    setBefore(null);
  }
  const dragging = before !== null;
  useEffect(() => {
    if (!dragging) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      drag.current = null;
      setBefore(null);
    };
    let frame = requestAnimationFrame(function scroll() {
      const element = box.current;
      if (element !== null && drag.current !== null) {
        const { top, bottom } = element.getBoundingClientRect();
        const { y } = drag.current;
        if (y < top + EDGE) element.scrollTop -= SCROLL;
        else if (y > bottom - EDGE) element.scrollTop += SCROLL;
      }
      frame = requestAnimationFrame(scroll);
    });
    window.addEventListener('keydown', onKey, true);
    return () => {
      window.removeEventListener('keydown', onKey, true);
      cancelAnimationFrame(frame);
    };
  }, [dragging, box]);

  return {
    before,
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      drag.current = { id: event.pointerId, startY: event.clientY, moved: false, y: event.clientY };
    },
    onPointerMove: (event) => {
      const current = drag.current;
      if (current === null || current.id !== event.pointerId) return;
      current.y = event.clientY;
      if (!current.moved && Math.abs(event.clientY - current.startY) < THRESHOLD) return;
      if (!current.moved) event.currentTarget.setPointerCapture(event.pointerId);
      current.moved = true;
      setBefore(placeOf(event.clientY));
    },
    onPointerUp: (event) => {
      const current = drag.current;
      if (current?.moved === true && before !== null) onDrop(placeOf(event.clientY));
      end();
    },
  };
}
