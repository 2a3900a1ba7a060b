/** What every panel of the DSA view reads: the host shown, the view's store, and what is drawn. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { DsaGuest, DsaState } from '../../shared/dsa/types.ts';
import type { DsaHost } from './dsa-host.ts';
import type { DsaStore } from './dsa-view-state.ts';
import { guestOf } from './parts.ts';
import type { RehearsedDsa } from './rehearsed.ts';

export interface DsaContextValue {
  readonly host: DsaHost;
  readonly store: StoreApi<DsaStore>;
  /** Guest id -> the one or two characters on its swatch. */
  readonly labels: ReadonlyMap<string, string>;
}

export const DsaContext = createContext<DsaContextValue | null>(null);

/** The moment of a rehearsal that is drawn instead of the wish; null while the wish is. */
export const RehearsedContext = createContext<RehearsedDsa | null>(null);

export function useDsa(): DsaContextValue {
  const value = useContext(DsaContext);
  if (value === null) throw new Error('DSA panels are used inside DsaView');
  return value;
}

export function useDsaState<Part>(select: (state: DsaStore) => Part): Part {
  return useStore(useDsa().store, select);
}

export function useShownMoment(): RehearsedDsa | null {
  return useContext(RehearsedContext);
}

/** The guest that is picked, as wished. */
export function usePickedGuest(): DsaGuest | null {
  const guestId = useDsaState((state) => state.guestId);
  return guestOf(useDsa().host.desired, guestId);
}

/** What the graph and the table show: a moment of a rehearsal, else the wish or the host, with what is new in it. */
export function useDrawn(): { readonly state: DsaState; readonly before: DsaState } {
  const { host } = useDsa();
  const moment = useShownMoment();
  const layer = useDsaState((state) => state.layer);
  if (moment !== null) return { state: moment.shown, before: moment.before };
  return layer === 'host'
    ? { state: host.observed, before: host.observed }
    : { state: host.desired, before: host.observed };
}
