import { useMemo } from 'react';
import type { GuestSummary } from '../../shared/ap/cards.ts';
import type { ApHost } from './ap-host.ts';
import { useEngineQuery } from '../store/use-engine-query.ts';

/** By guest; empty until the engine has answered. */
export function useGuestSummaries(host: ApHost): ReadonlyMap<string, GuestSummary> {
  const { value } = useEngineQuery(host, 'ap.guests', { hostId: host.host.id });
  return useMemo(() => new Map((value ?? []).map((summary) => [summary.mdev, summary])), [value]);
}
