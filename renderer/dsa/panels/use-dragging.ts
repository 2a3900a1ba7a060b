/** Dragging a guest or an mdev with the pointer: begun on a row of the list, over the graph or the table, dropped or cancelled. */
import { type PointerEvent as ReactPointerEvent, useEffect, useRef } from 'react';
import { useDsa } from '../dsa-context.ts';

/** CSS pixels; less is a click. */
const STARTS_AFTER = 5;

/** For the row of a guest: a press that moves becomes a drag. */
export function useDragSource(guest: string): (event: ReactPointerEvent) => void {
  const { store } = useDsa();
  const stop = useRef<(() => void) | null>(null);
  useEffect(() => () => stop.current?.(), []);
  return (event) => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const { clientX: x, clientY: y } = event;
    function end(): void {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      stop.current = null;
    }
    function onMove(move: PointerEvent): void {
      if (Math.hypot(move.clientX - x, move.clientY - y) < STARTS_AFTER) return;
      end();
      store.getState().dragStart({ kind: 'guest', id: guest });
    }
    stop.current?.();
    stop.current = end;
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  };
}

function partUnder(event: PointerEvent): string | null {
  const under = document.elementFromPoint(event.clientX, event.clientY);
  return under?.closest<HTMLElement>('[data-drop]')?.dataset.drop ?? null;
}

/**
 * While something is dragged: rows of the table take it, a release elsewhere and Escape cancel. The graph tells by itself
 * what is under the pointer, and takes the drop first.
 */
export function useDropping(ghost: React.RefObject<HTMLElement | null>): void {
  const { store } = useDsa();
  useEffect(() => {
    const place = (event: PointerEvent) => {
      const { dragged, dragOver, display } = store.getState();
      if (dragged === null) return;
      const box = ghost.current;
      if (box !== null) {
        // Over the graph what is dragged is drawn by it: only what a drop would do is added, below.
        const drawn = document.elementFromPoint(event.clientX, event.clientY)?.closest('.dsa-graph') != null;
        box.dataset.drawn = String(drawn);
        box.style.transform = `translate(${event.clientX + 14}px, ${event.clientY + (drawn ? 44 : 12)}px)`;
      }
      if (display === 'table') dragOver(partUnder(event));
    };
    const end = () => {
      const { dragged, drop } = store.getState();
      if (dragged !== null) void drop(dragged.over);
    };
    const cancel = () => void store.getState().drop(null);
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || store.getState().dragged === null) return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    };
    window.addEventListener('pointermove', place);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', onKeyDown, true);
    return () => {
      window.removeEventListener('pointermove', place);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', onKeyDown, true);
    };
  }, [store, ghost]);
}
