/** The zPCI state of a rehearsal's moment: what the pictures draw instead of the wish. */
import { useMemo } from 'react';
import type { ZpciGuest, ZpciState } from '../../shared/zpci/types.ts';
import { useShownRehearsal } from '../plan/use-run.ts';
import type { ZpciHostState } from './zpci-host.ts';

/** A host knows no names and colours of guests: one that a command has made anew would lose those it has here. */
export function withNames(state: ZpciState, named: readonly ZpciGuest[]): ZpciState {
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
export function useRehearsedZpci({ host, observed, desired }: ZpciHostState): ZpciState | null {
  const rehearsal = useShownRehearsal(host);
  return useMemo(() => {
    if (rehearsal === null) return null;
    const moment = (rehearsal.shown.zpci as ZpciState | null | undefined) ?? observed;
    return withNames(moment, [...observed.guests, ...desired.guests]);
  }, [rehearsal, observed, desired]);
}
