/** A host's XIVE study as it was pushed. */
import { useMemo } from 'react';
import type { XiveView } from '../../shared/xive/view.ts';
import { type FamilyHost, useHost } from '../store/family-host.ts';

export type XiveHost = FamilyHost<XiveView>;

/** Null when the host has none. */
export function useXiveHost(hostId?: string | null): XiveHost | null {
  const host = useHost(hostId);
  return useMemo(() => {
    if (host?.xive === undefined) return null;
    const { xive } = host;
    return {
      host,
      observed: xive,
      desired: xive,
      problems: xive.problems,
      problemCount: xive.problemCount,
    };
  }, [host]);
}
