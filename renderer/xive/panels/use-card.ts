/** A card of the engine; while one scrubs, the one of the step before stays until the new one is there. */
import { useRef } from 'react';
import type { PageCard, SourceCard } from '../../../shared/xive/cards.ts';
import type { Place } from '../../../shared/xive/moment.ts';
import { useEngineQuery } from '../../store/use-engine-query.ts';
import { useXive } from '../xive-context.ts';

interface Shown<Card> {
  readonly card: Card | null;
  readonly error: string | null;
}

export function useSourceCard(place: Place, vm: string, lisn: number): Shown<SourceCard> {
  const { host } = useXive();
  const { value, error } = useEngineQuery(host, 'xive.source', { hostId: host.host.id, place, vm, lisn });
  const last = useRef<SourceCard | null>(null);
  if (value !== null) last.current = value;
  return { card: value ?? (last.current?.lisn === lisn ? last.current : null), error };
}

export function usePageCard(place: Place, vm: string, page: number): Shown<PageCard> {
  const { host } = useXive();
  const { value, error } = useEngineQuery(host, 'xive.page', { hostId: host.host.id, place, vm, page });
  const last = useRef<PageCard | null>(null);
  if (value !== null) last.current = value;
  return { card: value ?? (last.current?.page === page ? last.current : null), error };
}
