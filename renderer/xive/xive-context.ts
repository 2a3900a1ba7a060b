/** What every panel of the XIVE view reads: the host shown, the view's store, and the moments it asks for. */
import { createContext, useContext, useMemo, useRef } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Place, VmMoment, XiveMoment } from '../../shared/xive/moment.ts';
import { useEngineQuery } from '../store/use-engine-query.ts';
import type { XiveHost } from './xive-host.ts';
import { type BesidePlace, besidePlaceOf, placeOf, type XiveStore } from './xive-view-state.ts';

export interface XiveContextValue {
  readonly host: XiveHost;
  readonly store: StoreApi<XiveStore>;
  /** Device name -> hue 0 to 7, the same in every branch and reading. */
  readonly hues: ReadonlyMap<string, number>;
}

export const XiveContext = createContext<XiveContextValue | null>(null);

export function useXive(): XiveContextValue {
  const value = useContext(XiveContext);
  if (value === null) throw new Error('XIVE panels are used inside XiveView');
  return value;
}

export function useXiveState<Part>(select: (state: XiveStore) => Part): Part {
  return useStore(useXive().store, select);
}

/** The branch at its step, or the reading, that is shown; null when there is neither. */
export function useShownPlace(): Place | null {
  const { host } = useXive();
  const shown = useXiveState((state) => state.shown);
  const steps = useXiveState((state) => state.steps);
  return useMemo(() => placeOf(host.desired, { shown, steps }), [host.desired, shown, steps]);
}

export interface ShownMoment {
  /** The last answer that came: while one scrubs it may be of the place before. Null until the first, and after an error. */
  readonly moment: XiveMoment | null;
  readonly error: string | null;
}

/** A place of this host (by default) or of another one. */
export function useMoment(place: Place, hostId?: string): ShownMoment {
  const { host } = useXive();
  const { value, error } = useEngineQuery(host, 'xive.moment', { hostId: hostId ?? host.host.id, place });
  const last = useRef<XiveMoment | null>(null);
  // A picture of before would stand under the title of what could not be made.
  if (value !== null || error !== null) last.current = value;
  return { moment: value ?? last.current, error };
}

/** What the view has asked for already: the place that is shown, and the one beside it. */
export interface ShownMoments {
  readonly shown: ShownMoment;
  readonly beside: ShownMoment | null;
}
export const MomentsContext = createContext<ShownMoments>({
  shown: { moment: null, error: null },
  beside: null,
});

/** The moments of the maps; panels read them here, so that each is asked for once. */
export function useShownMoments(): ShownMoments {
  return useContext(MomentsContext);
}

/** The guest of the shown place that is drawn; null until the first answer. */
export function useShownVm(): VmMoment | null {
  const { shown } = useShownMoments();
  return shownVm(
    shown.moment,
    useXiveState((state) => state.vm),
  );
}

/** Where what stands beside is; null = nothing does. */
export function useBesidePlace(): BesidePlace | null {
  const { host } = useXive();
  const shown = useXiveState((state) => state.shown);
  const steps = useXiveState((state) => state.steps);
  const beside = useXiveState((state) => state.beside);
  return useMemo(
    () => besidePlaceOf(host.desired, host.host.id, { shown, steps, beside }),
    [host, shown, steps, beside],
  );
}

/** The guest of a moment that is drawn. */
export function shownVm(moment: XiveMoment | null, vm: string | null): VmMoment | null {
  return moment?.vms.find((one) => one.vm === vm) ?? moment?.vms[0] ?? null;
}
