/** A host's AP state, unpacked once per arrival: patches keep untouched branches identical, so references are the cache key. */
import { useMemo } from 'react';
import { applyApDelta, type PackedAp, type PackedApDelta, unpackAp } from '../../shared/ap/packed.ts';
import type { ApState } from '../../shared/ap/types.ts';
import type { ApView } from '../../shared/view.ts';
import { type FamilyHost, useHost } from '../store/family-host.ts';

export type ApHost = FamilyHost<ApState>;

const observedCache = new WeakMap<PackedAp, ApState>();
const desiredCache = new WeakMap<PackedApDelta, { readonly base: PackedAp; readonly state: ApState }>();

export function observedOf(view: ApView): ApState {
  let state = observedCache.get(view.observed);
  if (state === undefined) {
    state = unpackAp(view.observed);
    observedCache.set(view.observed, state);
  }
  return state;
}

export function desiredOf(view: ApView): ApState {
  const known = desiredCache.get(view.desired);
  if (known !== undefined && known.base === view.observed) return known.state;
  const state = unpackAp(applyApDelta(view.observed, view.desired));
  desiredCache.set(view.desired, { base: view.observed, state });
  return state;
}

/** The AP side of a host (by default the one that is shown); null when the host has no AP bus. */
export function useApHost(hostId?: string | null): ApHost | null {
  const host = useHost(hostId);
  return useMemo(() => {
    if (host?.ap === undefined) return null;
    return {
      host,
      observed: observedOf(host.ap),
      desired: desiredOf(host.ap),
      problems: host.ap.problems,
      problemCount: host.ap.problemCount,
    };
  }, [host]);
}
