/** Dragging functions or a device with the pointer: begun on a row, over guests or the host's side, dropped or cancelled. */
import { type PointerEvent as ReactPointerEvent, type RefObject, useEffect } from 'react';
import { toast } from '../../store/notices.ts';
import { useZpci } from '../zpci-context.ts';
import type { Carried } from '../zpci-view-state.ts';

/** CSS pixels; less is a click. */
const STARTS_AFTER = 5;

/** A press that moves becomes a drag of what `carried` tells then; null = nothing can be dragged there. */
export function useDragSource(): (event: ReactPointerEvent, carried: () => Carried | null) => void {
  const { store } = useZpci();
  return (event, carried) => {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    const { clientX: x, clientY: y } = event;
    function end(): void {
      window.removeEventListener('pointermove', onMove);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
    }
    function onMove(move: PointerEvent): void {
      if (Math.hypot(move.clientX - x, move.clientY - y) < STARTS_AFTER) return;
      end();
      const what = carried();
      if (what !== null) store.getState().dragStart(what);
    }
    window.addEventListener('pointermove', onMove);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
  };
}

/** Says why nothing can be dragged from a picture that is not the wish. */
export function refuseDrag(): void {
  toast(
    'info',
    'This picture is not the wish, and only the wish is drawn on: close the rehearsal, or choose “Desired” above.',
    {
      topic: 'gesture',
    },
  );
}

function targetUnder(event: PointerEvent): string | null {
  const under = document.elementFromPoint(event.clientX, event.clientY);
  return under?.closest<HTMLElement>('[data-drop]')?.dataset.drop ?? null;
}

/** While something is dragged: guests and the host's side take it, a release elsewhere and Escape cancel. */
export function useDropping(ghost: RefObject<HTMLElement | null>): void {
  const { store } = useZpci();
  useEffect(() => {
    const place = (event: PointerEvent) => {
      const { dragged, dragOver } = store.getState();
      if (dragged === null) return;
      const box = ghost.current;
      if (box !== null)
        box.style.transform = `translate(${Math.min(event.clientX + 14, innerWidth - box.offsetWidth - 8)}px, ${event.clientY + 12}px)`;
      dragOver(targetUnder(event));
    };
    const end = () => {
      const { dragged, drop } = store.getState();
      if (dragged === null) return;
      void drop(dragged.over);
      // The click that ends a drag is none.
      const swallow = (event: MouseEvent) => event.stopPropagation();
      window.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener('click', swallow, true));
    };
    const cancel = () => {
      if (store.getState().dragged !== null) void store.getState().drop(null);
    };
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
