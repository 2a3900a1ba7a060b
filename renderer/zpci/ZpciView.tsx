import './zpci.css';
import { useMemo } from 'react';
import type { ZpciState } from '../../shared/zpci/types.ts';
import { registerActions } from '../app/actions.ts';
import { Announcer } from '../panels/Announcer.tsx';
import { NavigationColumn } from '../panels/NavigationColumn.tsx';
import { guestLabels, shownView, useView } from '../panels/use-view.ts';
import { WorkPanes } from '../panels/WorkPanes.tsx';
import { hostOf, readingOf, useStudio } from '../store/studio.ts';
import { EmptyState } from '../ui/Callout.tsx';
import { Late } from '../ui/Late.tsx';
import { zpciActions } from './actions.ts';
import { BottomPanel } from './panels/BottomPanel.tsx';
import { CenterArea } from './panels/CenterArea.tsx';
import { ZpciDialogs } from './panels/Dialogs.tsx';
import { FunctionList } from './panels/FunctionList.tsx';
import { GuestList } from './panels/GuestList.tsx';
import { Inspector } from './panels/Inspector.tsx';
import { SEARCH_ID } from './panels/Toolbar.tsx';
import { useRehearsedZpci } from './rehearsed.ts';
import { RehearsedContext, useZpci, useZpciState, ZpciContext } from './zpci-context.ts';
import { useZpciHost, type ZpciHostState } from './zpci-host.ts';
import { zpciStoreOf } from './zpci-stores.ts';
import type { ZpciStore } from './zpci-view-state.ts';

const SHOWN = shownView<ZpciState, ZpciStore>();
/** A host without such functions has none of their verbs. */
registerActions(() =>
  hostOf(useStudio.getState())?.zpci === undefined ? [] : zpciActions(SHOWN.current, focusSearch),
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
      <FunctionList />
    </NavigationColumn>
    <ZpciDialogs />
  </Late>
);

function bottom(withInspector: boolean) {
  return <BottomPanel withInspector={withInspector} />;
}

function Panes() {
  const { store } = useZpci();
  const urgent = useZpciState((state) => state.offer !== null);
  const selected = useZpciState((state) => state.selected);
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

function ZpciHostView({ host }: { readonly host: ZpciHostState }) {
  const store = zpciStoreOf(host.host);
  const { desired } = host;
  const value = useMemo(() => ({ host, store, labels: guestLabels(host.desired.guests) }), [host, store]);
  const rehearsed = useRehearsedZpci(host);
  useView(host, store, desired.guests, store.getState().showRefs);
  SHOWN.useShown(store, desired);
  return (
    <RehearsedContext.Provider value={rehearsed}>
      <ZpciContext.Provider value={value}>
        <Panes />
        {REST}
        <Announcer />
      </ZpciContext.Provider>
    </RehearsedContext.Provider>
  );
}

/** The zPCI functions of the host that is shown. */
export function ZpciView() {
  const host = useZpciHost();
  if (host === null)
    return (
      <EmptyState icon="card" title="This host has no zPCI function">
        Its capture has no PCI device with a function_id and no PCI slot: it is no IBM Z machine, its LPAR has
        no such functions, or the files were left out.
      </EmptyState>
    );
  return <ZpciHostView key={readingOf(host.host)} host={host} />;
}
