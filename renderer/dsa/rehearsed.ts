/** The DSA states of a rehearsal: what the graph draws instead of the wish. */
import { useMemo } from 'react';
import type { DsaGuest, DsaState } from '../../shared/dsa/types.ts';
import { useShownRehearsal } from '../plan/use-run.ts';
import type { DsaHost } from './dsa-host.ts';

export interface RehearsedDsa {
  readonly before: DsaState;
  readonly shown: DsaState;
}

/** A host knows no names and colours of guests: one that a command has made anew would lose those it has here. */
export function withNames(state: DsaState, named: readonly DsaGuest[]): DsaState {
  const byId = new Map(named.map((guest) => [guest.id, guest]));
  return {
    ...state,
    guests: state.guests.map((guest) => {
      const known = byId.get(guest.id);
      return known === undefined ? guest : { ...guest, name: known.name, hue: known.hue };
    }),
  };
}

/** Null while the wish is drawn. A moment without a state of its own is as the host was read. */
export function useRehearsedDsa({ host, observed, desired }: DsaHost): RehearsedDsa | null {
  const rehearsal = useShownRehearsal(host);
  return useMemo(() => {
    if (rehearsal === null) return null;
    const named = [...observed.guests, ...desired.guests];
    const stateOf = (packed: unknown) => withNames((packed as DsaState | null) ?? observed, named);
    return { before: stateOf(rehearsal.before.dsa), shown: stateOf(rehearsal.shown.dsa) };
  }, [rehearsal, observed, desired]);
}
