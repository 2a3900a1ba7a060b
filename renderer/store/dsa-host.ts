/** A host's DSA state: patches keep untouched branches identical, so the view itself is the cache. */
import { useMemo } from 'react';
import type { DsaState } from '../../shared/dsa/types.ts';
import type { Problem } from '../../shared/findings.ts';
import type { DsaView, HostView } from '../../shared/view.ts';
import { useStudio } from './studio.ts';

export interface DsaHost {
  readonly host: HostView;
  readonly observed: DsaState;
  readonly desired: DsaState;
  readonly problems: readonly Problem[];
  readonly problemCount: DsaView['problemCount'];
}

export function desiredDsa(view: DsaView): DsaState {
  return view.desired ?? view.observed;
}

/** The DSA side of a host (by default the one that is shown); null when the host has no such devices. */
export function useDsaHost(hostId?: string | null): DsaHost | null {
  const host = useStudio((state) => {
    const wanted = hostId ?? state.hostId;
    return state.view?.workspace?.hosts.find((each) => each.id === wanted) ?? null;
  });
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
