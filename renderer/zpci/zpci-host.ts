/** A host's zPCI state: patches keep untouched branches identical, so the view itself is the cache. */
import { useMemo } from 'react';
import type { ZpciState } from '../../shared/zpci/types.ts';
import type { GuestAnswer, ZpciView } from '../../shared/zpci/view.ts';
import { type FamilyHost, useHost } from '../store/family-host.ts';

export interface ZpciHostState extends FamilyHost<ZpciState> {
  /** What follows for the guests of the wish. */
  readonly answers: readonly GuestAnswer[];
}

export function desiredZpci(view: ZpciView): ZpciState {
  return view.desired ?? view.observed;
}

/** The zPCI side of a host (by default the one that is shown); null when the host has no such functions. */
export function useZpciHost(hostId?: string | null): ZpciHostState | null {
  const host = useHost(hostId);
  return useMemo(() => {
    if (host?.zpci === undefined) return null;
    return {
      host,
      observed: host.zpci.observed,
      desired: desiredZpci(host.zpci),
      answers: host.zpci.answers,
      problems: host.zpci.problems,
      problemCount: host.zpci.problemCount,
    };
  }, [host]);
}
