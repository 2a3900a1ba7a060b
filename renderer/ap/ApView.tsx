import './ap.css';
import { useDeferredValue, useEffect, useMemo } from 'react';
import { registerActions } from '../app/actions.ts';
import { type ApHost, useApHost } from '../store/ap-host.ts';
import { Announcer } from '../panels/Announcer.tsx';
import { NavigationColumn } from '../panels/NavigationColumn.tsx';
import { usePickingKeys } from '../panels/picking-keys.ts';
import { dismissRefusal, useNotices } from '../store/notices.ts';
import { hostOf, readingOf, useStudio } from '../store/studio.ts';
import { EmptyState } from '../ui/Callout.tsx';
import { Late } from '../ui/Late.tsx';
import { type ApActionContext, apActions } from './actions.ts';
import { ApContext, ApNowContext, RehearsedContext } from './ap-context.ts';
import { focusGrid } from './focus-grid.ts';
import { apStoreOf } from './ap-stores.ts';
import { shortLabels } from '../ui/short-labels.ts';
import { ApDialogs } from './panels/GuestDialogs.tsx';
import { GuestList } from './panels/GuestList.tsx';
import { HostPools } from './panels/HostPools.tsx';
import { Panes } from './panels/Panes.tsx';
import { useRehearsedAp } from './rehearsed.ts';

/** The view that is shown, for the actions; null while there is none. */
let shown: ApActionContext | null = null;
/** A host without an AP bus has none of its verbs. */
registerActions(() => (hostOf(useStudio.getState())?.ap === undefined ? [] : apActions(() => shown)));

/** Escape closes what asks for attention, the most urgent first: refusal, offer or proposal, legend. */
function useEscape(host: ApHost): void {
  const store = apStoreOf(host.host);
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

/** One element for good, so that only what reads a context that changed is rendered again. */
const PARTS = (
  <>
    <Panes />
    <Late>
      <NavigationColumn>
        <GuestList />
        <HostPools />
      </NavigationColumn>
      <ApDialogs />
    </Late>
    <Announcer />
  </>
);

function ApHostView({ host }: { readonly host: ApHost }) {
  const store = apStoreOf(host.host);
  const { desired } = host;
  const later = useDeferredValue(host);
  const value = useMemo(() => {
    const { mdevs } = later.desired;
    const labels = shortLabels(mdevs.map((mdev) => mdev.name));
    return {
      host: later,
      store,
      labels: new Map(mdevs.map((mdev, index) => [mdev.id, labels[index] ?? ''])),
    };
  }, [later, store]);
  const pointed = useStudio((state) => state.pointed);
  const rehearsed = useRehearsedAp(host);
  usePickingKeys(desired.mdevs, store.getState().pickGuest);
  useEscape(host);
  useEffect(() => store.getState().hostChanged(), [store, host.desired, host.observed]);
  useEffect(() => {
    if (pointed?.hostId !== host.host.id) return;
    store.getState().showRefs(pointed.refs);
    focusGrid();
  }, [pointed, store, host.host.id]);
  useEffect(() => {
    const context: ApActionContext = { store, desired };
    shown = context;
    return () => {
      if (shown === context) shown = null;
    };
  }, [store, desired]);
  return (
    <ApNowContext.Provider value={host}>
      <RehearsedContext.Provider value={rehearsed}>
        <ApContext.Provider value={value}>{PARTS}</ApContext.Provider>
      </RehearsedContext.Provider>
    </ApNowContext.Provider>
  );
}

/** The AP crypto matrix of the host that is shown. */
export function ApView() {
  const host = useApHost();
  if (host === null)
    return (
      <EmptyState icon="matrix" title="This host has no AP bus">
        Its capture has no /sys/bus/ap: it is not an IBM Z host, or the files were left out.
      </EmptyState>
    );
  return <ApHostView key={readingOf(host.host)} host={host} />;
}
