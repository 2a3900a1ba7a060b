/** What the view of every family does with the host it shows. */
import { useEffect } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { Ref } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import { dismissRefusal, useNotices } from '../store/notices.ts';
import { useStudio } from '../store/studio.ts';
import { shortLabels } from '../ui/short-labels.ts';
import { usePickingKeys } from './picking-keys.ts';
import type { Readable } from './WorkPanes.tsx';

export interface ViewStore {
  readonly refusal: unknown;
  readonly legend: boolean;
  readonly set: (part: { readonly legend: boolean }) => void;
  /** Closes the refusal, or else what is offered; true when there was one of the view's own. */
  readonly dismiss: () => boolean;
  readonly pickGuest: (id: string | null) => void;
  readonly hostChanged: () => void;
}

interface Shown {
  readonly host: HostView;
  readonly observed: unknown;
  readonly desired: unknown;
}

/** Escape closes what asks for attention, the most urgent first: refusal, offer, what was pointed out, legend. */
function useEscape(store: Readable<ViewStore>): void {
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest('[role="dialog"], [role="menu"]')) return;
      const elsewhere = useNotices.getState().refusal !== null;
      if (store.getState().dismiss() || elsewhere) return;
      if (store.getState().legend) store.getState().set({ legend: false });
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store]);
  // A refusal is about what stands in this view; it must not cover the next one.
  useEffect(
    () => () => {
      if (store.getState().refusal !== null) store.getState().dismiss();
      else dismissRefusal();
    },
    [store],
  );
}

/** `guests`: of the wish, in the order of the view. `onPointed` shows what another part of the program points at. */
export function useView(
  { host, observed, desired }: Shown,
  store: Readable<ViewStore>,
  guests: readonly { readonly id: string }[],
  onPointed: (refs: readonly Ref[]) => void,
): void {
  const pointed = useStudio((state) => state.pointed);
  usePickingKeys(guests, store.getState().pickGuest);
  useEscape(store);
  useEffect(() => store.getState().hostChanged(), [store, desired, observed]);
  useEffect(() => {
    if (pointed?.hostId === host.id) onPointed(pointed.refs);
  }, [pointed, onPointed, host.id]);
}

/** Guest id -> the one or two characters on its swatch. */
export function guestLabels(
  guests: readonly { readonly id: string; readonly name: string }[],
): ReadonlyMap<string, string> {
  const labels = shortLabels(guests.map(({ name }) => name));
  return new Map(guests.map(({ id }, at) => [id, labels[at] ?? '']));
}

/** The view that is shown, for its actions: null while there is none. */
export interface ShownView<State, Store> {
  readonly current: () => { readonly store: StoreApi<Store>; readonly desired: State } | null;
  /** Shows that state of the view until it is taken away or replaced. */
  readonly useShown: (store: StoreApi<Store>, desired: State) => void;
}

export function shownView<State, Store>(): ShownView<State, Store> {
  let shown: { readonly store: StoreApi<Store>; readonly desired: State } | null = null;
  return {
    current: () => shown,
    useShown: (store, desired) =>
      useEffect(() => {
        const now = { store, desired };
        shown = now;
        return () => {
          if (shown === now) shown = null;
        };
      }, [store, desired]),
  };
}
