/** What every panel of the AP view reads: the host shown and the view's store. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Mdev } from '../../shared/ap/types.ts';
import type { ApHost } from './ap-host.ts';
import { guestOf } from './ap-store.ts';
import type { RehearsedAp } from './rehearsed.ts';
import type { ApStore } from './ap-view-state.ts';

export interface ApContextValue {
  readonly host: ApHost;
  readonly store: StoreApi<ApStore>;
  /** Guest id -> the one or two characters drawn in its cells. */
  readonly labels: ReadonlyMap<string, string>;
}

export const ApContext = createContext<ApContextValue | null>(null);

/** The newest host, for the grid alone: it repaints in the frame of the click, the panels follow when there is time. */
export const ApNowContext = createContext<ApHost | null>(null);

/** The moment of a rehearsal that is drawn instead of the wish; null while the wish is. */
export const RehearsedContext = createContext<RehearsedAp | null>(null);

export function useAp(): ApContextValue {
  const value = useContext(ApContext);
  if (value === null) throw new Error('AP panels are used inside ApView');
  return value;
}

export function useHostNow(): ApHost {
  const host = useContext(ApNowContext);
  if (host === null) throw new Error('the AP grid is used inside ApView');
  return host;
}

export function useApState<Part>(select: (state: ApStore) => Part): Part {
  return useStore(useAp().store, select);
}

export function useShownMoment(): RehearsedAp | null {
  return useContext(RehearsedContext);
}

/** The guest that is picked, as wished. */
export function usePickedGuest(): Mdev | null {
  const guestId = useApState((state) => state.guestId);
  return guestOf(useAp().host.desired, guestId);
}
