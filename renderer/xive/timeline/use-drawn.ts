/** The moment whose picture is drawn for a place: its own, or the one before while its event is animated. */
import { useMemo } from 'react';
import type { Place } from '../../../shared/xive/moment.ts';
import { useXiveState } from '../xive-context.ts';
import { type Drawing, drawnPlace } from './small-steps.ts';
import { useTrace } from './use-timeline.ts';

export function useDrawn<Shown extends Place | null>(place: Shown, drawing: Drawing = 'map'): Place | Shown {
  const small = useXiveState((state) => state.small);
  const trace = useTrace(small !== null);
  return useMemo(
    () => (place === null ? place : drawnPlace(place, small, trace, drawing)),
    [place, small, trace, drawing],
  );
}
