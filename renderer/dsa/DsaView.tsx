import './dsa.css';
import { useEffect, useMemo } from 'react';
import { registerActions } from '../app/actions.ts';
import { Announcer } from '../panels/Announcer.tsx';
import { NavigationColumn } from '../panels/NavigationColumn.tsx';
import { usePickingKeys } from '../panels/picking-keys.ts';
import { WorkPanes } from '../panels/WorkPanes.tsx';
import { isPlanTab } from '../plan/plan-store.ts';
import { type DsaHost, useDsaHost } from '../store/dsa-host.ts';
import { dismissRefusal, useNotices } from '../store/notices.ts';
import { hostOf, readingOf, useStudio } from '../store/studio.ts';
import { EmptyState } from '../ui/Callout.tsx';
import { Late } from '../ui/Late.tsx';
import { shortLabels } from '../ui/short-labels.ts';
import { type DsaActionContext, dsaActions } from './actions.ts';
import { DsaContext, RehearsedContext, useDsa, useDsaState } from './dsa-context.ts';
import { dsaStoreOf } from './dsa-stores.ts';
import { BottomPanel } from './panels/BottomPanel.tsx';
import { CenterArea } from './panels/CenterArea.tsx';
import { DsaDialogs } from './panels/Dialogs.tsx';
import { GuestList } from './panels/GuestList.tsx';
import { Inspector } from './panels/Inspector.tsx';
import { StrategyChoice } from './panels/StrategyChoice.tsx';
import { SEARCH_ID } from './panels/Toolbar.tsx';
import { useRehearsedDsa } from './rehearsed.ts';

/** The view that is shown, for the actions; null while there is none. */
let shown: DsaActionContext | null = null;
/** A host without such devices has none of their verbs. */
registerActions(() => (hostOf(useStudio.getState())?.dsa === undefined ? [] : dsaActions(() => shown)));

function focusSearch(): void {
  // The palette gives the focus back when it closes.
  setTimeout(() => document.getElementById(SEARCH_ID)?.focus());
}

/** Escape closes what asks for attention, the most urgent first: refusal, offer, what was pointed out. */
function useEscape(host: DsaHost): void {
  const store = dsaStoreOf(host.host);
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

/** One element each for good, so that only what reads a context that changed is rendered again. */
const CENTER = <CenterArea />;
const INSPECTOR = <Inspector />;
const REST = (
  <Late>
    <NavigationColumn>
      <GuestList />
      <StrategyChoice />
    </NavigationColumn>
    <DsaDialogs />
  </Late>
);

function bottom(withInspector: boolean) {
  return <BottomPanel withInspector={withInspector} />;
}

function Panes() {
  const { set } = useDsa().store.getState();
  const open = useDsaState((state) => state.bottomOpen);
  const tab = useDsaState((state) => state.bottomTab);
  const urgent = useDsaState((state) => state.offer !== null);
  return (
    <WorkPanes
      center={CENTER}
      inspector={INSPECTOR}
      bottom={bottom}
      open={open}
      onOpen={(bottomOpen) => set({ bottomOpen })}
      planning={isPlanTab(tab)}
      onInspectorTab={tab === 'inspector'}
      onTab={(bottomTab) => set({ bottomTab })}
      urgent={urgent}
    />
  );
}

function DsaHostView({ host }: { readonly host: DsaHost }) {
  const store = dsaStoreOf(host.host);
  const { desired } = host;
  const value = useMemo(() => {
    const { guests } = host.desired;
    const labels = shortLabels(guests.map((guest) => guest.name));
    return { host, store, labels: new Map(guests.map((guest, at) => [guest.id, labels[at] ?? ''])) };
  }, [host, store]);
  const pointed = useStudio((state) => state.pointed);
  const rehearsed = useRehearsedDsa(host);
  usePickingKeys(desired.guests, store.getState().pickGuest);
  useEscape(host);
  useEffect(() => store.getState().hostChanged(), [store, host.desired, host.observed]);
  useEffect(() => {
    if (pointed?.hostId === host.host.id) store.getState().showRefs(pointed.refs);
  }, [pointed, store, host.host.id]);
  useEffect(() => {
    const context: DsaActionContext = { store, desired, focusSearch };
    shown = context;
    return () => {
      if (shown === context) shown = null;
    };
  }, [store, desired]);
  return (
    <RehearsedContext.Provider value={rehearsed}>
      <DsaContext.Provider value={value}>
        <Panes />
        {REST}
        <Announcer />
      </DsaContext.Provider>
    </RehearsedContext.Provider>
  );
}

/** The DSA work queues of the host that is shown. */
export function DsaView() {
  const host = useDsaHost();
  if (host === null)
    return (
      <EmptyState icon="graph" title="This host has no DSA or IAA device">
        Its capture has no /sys/bus/dsa: the idxd driver is not loaded, or the files were left out.
      </EmptyState>
    );
  return <DsaHostView key={readingOf(host.host)} host={host} />;
}
