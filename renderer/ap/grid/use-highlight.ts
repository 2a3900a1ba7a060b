import { type RefObject, useEffect } from 'react';
import type { Apqn } from '../../../shared/apqn.ts';
import type { Surface } from './surface.ts';

const PULSE_MS = 850;
const PULSES = 3;

/** Runs three pulses when other cells are pointed out. */
export function useHighlight(highlight: readonly Apqn[], surface: RefObject<Surface | null>): void {
  useEffect(() => {
    if (highlight.length === 0 || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const shown = surface.current;
    const start = performance.now();
    let frame = requestAnimationFrame(step);
    function step(now: number): void {
      const elapsed = Math.max(0, now - start);
      const over = elapsed >= PULSE_MS * PULSES;
      shown?.pulse(over ? 1 : (elapsed % PULSE_MS) / PULSE_MS);
      if (!over) frame = requestAnimationFrame(step);
    }
    return () => {
      cancelAnimationFrame(frame);
      shown?.pulse(1);
    };
  }, [highlight, surface]);
}
