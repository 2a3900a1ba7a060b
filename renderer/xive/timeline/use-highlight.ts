/** The small step that is animated on the map; null while none is. */
import { useMemo, useSyncExternalStore } from 'react';
import type { Highlight } from '../map/map-props.ts';
import { useXiveState } from '../xive-context.ts';
import { usePlayer } from './player.ts';
import { movement } from './small-steps.ts';
import { useTrace } from './use-timeline.ts';

const STILL = '(prefers-reduced-motion: reduce)';

function watchStill(onChange: () => void): () => void {
  const query = matchMedia(STILL);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
}

/** The person wants no movement: small steps then change without it. */
function useStill(): boolean {
  return useSyncExternalStore(watchStill, () => matchMedia(STILL).matches);
}

export function useHighlight(): Highlight | null {
  const small = useXiveState((state) => state.small);
  const trace = useTrace(small !== null);
  const still = useStill();
  const progress = usePlayer((state) => movement(state.clock, still));
  const entry = small === null ? undefined : trace?.[small];
  return useMemo(() => (entry === undefined ? null : { entry, progress }), [entry, progress]);
}
