import { type RefObject, useEffect, useRef } from 'react';
import type { Apqn } from '../../../shared/apqn.ts';

const PULSE_MS = 850;
const PULSES = 3;

/** Runs three pulses when other cells are pointed out; the ref tells how far the current one has faded (1 = at rest). */
export function useHighlight(highlight: readonly Apqn[], repaint: () => void): RefObject<number> {
  const faded = useRef(1);
  const paint = useRef(repaint);
  paint.current = repaint;
  useEffect(() => {
    faded.current = 1;
    if (highlight.length === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const start = performance.now();
    let frame = requestAnimationFrame(step);
    function step(now: number): void {
      const elapsed = Math.max(0, now - start);
      const over = elapsed >= PULSE_MS * PULSES;
      faded.current = over ? 1 : (elapsed % PULSE_MS) / PULSE_MS;
      paint.current();
      if (!over) frame = requestAnimationFrame(step);
    }
    return () => {
      cancelAnimationFrame(frame);
      faded.current = 1;
    };
  }, [highlight]);
  return faded;
}
