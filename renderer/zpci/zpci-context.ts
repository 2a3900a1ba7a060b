/** What every panel of the zPCI view reads: the host shown, the view's store, and what is drawn. */
import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { guestById, type ZpciGuest, type ZpciState } from '../../shared/zpci/types.ts';
import { parseZpciRef } from '../../shared/zpci/refs.ts';
import type { ZpciHostState } from './zpci-host.ts';
import type { ZpciStore } from './zpci-view-state.ts';

export interface ZpciContextValue {
  readonly host: ZpciHostState;
  readonly store: StoreApi<ZpciStore>;
  /** Guest id -> the one or two characters on its swatch. */
  readonly labels: ReadonlyMap<string, string>;
}

export const ZpciContext = createContext<ZpciContextValue | null>(null);

/** The moment of a rehearsal that is drawn instead of the wish; null while the wish is. */
export const RehearsedContext = createContext<ZpciState | null>(null);

export function useZpci(): ZpciContextValue {
  const value = useContext(ZpciContext);
  if (value === null) throw new Error('zPCI panels are used inside ZpciView');
  return value;
}

export function useZpciState<Part>(select: (state: ZpciStore) => Part): Part {
  return useStore(useZpci().store, select);
}

/** The guest that is picked, as wished. */
export function usePickedGuest(): ZpciGuest | null {
  const guestId = useZpciState((state) => state.guestId);
  const { host } = useZpci();
  return guestId === null ? null : (guestById(host.desired, guestId) ?? null);
}

/** What the pictures show: a moment of a rehearsal, else the wish or the host, with what was before it. */
export function useDrawn(): { readonly state: ZpciState; readonly before: ZpciState } {
  const { host } = useZpci();
  const moment = useContext(RehearsedContext);
  const layer = useZpciState((state) => state.layer);
  if (moment !== null) return { state: moment, before: host.observed };
  return layer === 'host'
    ? { state: host.observed, before: host.observed }
    : { state: host.desired, before: host.observed };
}

/** The guest's device that the answer is about: the selected one, else one of the selected function, group or guest, else the first there is; null = none. */
export function useAnswered(): { readonly guest: string; readonly device: string } | null {
  const { host } = useZpci();
  const selected = useZpciState((state) => state.selected);
  const picked = useZpciState((state) => state.guestId);
  return answeredBy(host.desired, selected, picked);
}

function firstOf(guest: ZpciGuest | undefined): { readonly guest: string; readonly device: string } | null {
  const first = guest?.devices[0];
  return guest === undefined || first === undefined ? null : { guest: guest.id, device: first.id };
}

/** Pure part of `useAnswered`. */
export function answeredBy(
  state: ZpciState,
  selected: string | null,
  picked: string | null,
): { readonly guest: string; readonly device: string } | null {
  const ref = selected === null ? null : parseZpciRef(selected);
  if (ref?.kind === 'dev' || ref?.kind === 'field') {
    const isThere = guestById(state, ref.guest)?.devices.some(({ id }) => id === ref.device) ?? false;
    return isThere ? { guest: ref.guest, device: ref.device } : null;
  }
  if (ref?.kind === 'fn') {
    const address = state.functions.find(({ fid }) => fid === ref.fid)?.address ?? null;
    for (const guest of address === null ? [] : state.guests) {
      const device = guest.devices.find(({ card }) => card?.kind === 'vfio' && card.host === address);
      if (device !== undefined) return { guest: guest.id, device: device.id };
    }
    return null;
  }
  if (ref?.kind === 'group') return firstOf(guestById(state, ref.guest));
  const chosen = guestById(state, selected ?? '') ?? guestById(state, picked ?? '');
  // With nothing chosen there is still something to look at: the first guest that has a device.
  return firstOf(chosen ?? state.guests.find(({ devices }) => devices.length > 0));
}
