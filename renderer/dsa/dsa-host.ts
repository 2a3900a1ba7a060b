/** A host's DSA state: patches keep untouched branches identical, so the view itself is the cache. */
import { useMemo } from 'react';
import type { DsaState } from '../../shared/dsa/types.ts';
import type { DsaView } from '../../shared/view.ts';
import { type FamilyHost, useHost } from '../store/family-host.ts';

export type DsaHost = FamilyHost<DsaState>;

export function desiredDsa(view: DsaView): DsaState {
  return view.desired ?? view.observed;
}

/** The DSA side of a host (by default the one that is shown); null when the host has no such devices. */
export function useDsaHost(hostId?: string | null): DsaHost | null {
  const host = useHost(hostId);
  return useMemo(() => {
    if (host?.dsa === undefined) return null;
    return {
      host,
      observed: host.dsa.observed,
      desired: desiredDsa(host.dsa),
      problems: host.dsa.problems,
      problemCount: host.dsa.problemCount,
    };
  }, [host]);
}
