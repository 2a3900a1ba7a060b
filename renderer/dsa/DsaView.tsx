import './dsa.css';
import { useMemo } from 'react';
import type { DsaState } from '../../shared/dsa/types.ts';
import { registerActions } from '../app/actions.ts';
import { Announcer } from '../panels/Announcer.tsx';
import { NavigationColumn } from '../panels/NavigationColumn.tsx';
import { guestLabels, shownView, useView } from '../panels/use-view.ts';
import { WorkPanes } from '../panels/WorkPanes.tsx';
import { type DsaHost, useDsaHost } from './dsa-host.ts';
import { hostOf, readingOf, useStudio } from '../store/studio.ts';
import { EmptyState } from '../ui/Callout.tsx';
import { Late } from '../ui/Late.tsx';
import { dsaActions } from './actions.ts';
import { DsaContext, RehearsedContext, useDsa, useDsaState } from './dsa-context.ts';
import { dsaStoreOf } from './dsa-stores.ts';
import type { DsaStore } from './dsa-view-state.ts';
import { BottomPanel } from './panels/BottomPanel.tsx';
import { CenterArea } from './panels/CenterArea.tsx';
import { DsaDialogs } from './panels/Dialogs.tsx';
import { GuestList } from './panels/GuestList.tsx';
import { Inspector } from './panels/Inspector.tsx';
import { StrategyChoice } from './panels/StrategyChoice.tsx';
import { SEARCH_ID } from './panels/Toolbar.tsx';
import { useRehearsedDsa } from './rehearsed.ts';

const SHOWN = shownView<DsaState, DsaStore>();
/** A host without such devices has none of their verbs. */
registerActions(() =>
  hostOf(useStudio.getState())?.dsa === undefined ? [] : dsaActions(SHOWN.current, focusSearch),
);

function focusSearch(): void {
  const focus = () => document.getElementById(SEARCH_ID)?.focus();
  // At once, since what is typed next is meant for it; and again, since the palette gives the focus back when it closes.
  focus();
  setTimeout(focus);
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
  const { store } = useDsa();
  const urgent = useDsaState((state) => state.offer !== null);
  const selected = useDsaState((state) => state.selected);
  return (
    <WorkPanes
      center={CENTER}
      inspector={INSPECTOR}
      bottom={bottom}
      store={store}
      urgent={urgent}
      selected={selected}
    />
  );
}

function DsaHostView({ host }: { readonly host: DsaHost }) {
  const store = dsaStoreOf(host.host);
  const { desired } = host;
  const value = useMemo(() => ({ host, store, labels: guestLabels(host.desired.guests) }), [host, store]);
  const rehearsed = useRehearsedDsa(host);
  useView(host, store, desired.guests, store.getState().showRefs);
  SHOWN.useShown(store, desired);
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
