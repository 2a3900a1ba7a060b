import './ap.css';
import { useCallback, useDeferredValue, useMemo } from 'react';
import type { ApState } from '../../shared/ap/types.ts';
import type { Ref } from '../../shared/findings.ts';
import { registerActions } from '../app/actions.ts';
import { type ApHost, useApHost } from './ap-host.ts';
import { Announcer } from '../panels/Announcer.tsx';
import { NavigationColumn } from '../panels/NavigationColumn.tsx';
import { guestLabels, shownView, useView } from '../panels/use-view.ts';
import { hostOf, readingOf, useStudio } from '../store/studio.ts';
import { EmptyState } from '../ui/Callout.tsx';
import { Late } from '../ui/Late.tsx';
import { apActions } from './actions.ts';
import { ApContext, ApNowContext, RehearsedContext } from './ap-context.ts';
import { focusGrid } from './focus-grid.ts';
import { apStoreOf } from './ap-stores.ts';
import type { ApStore } from './ap-view-state.ts';
import { ApDialogs } from './panels/GuestDialogs.tsx';
import { GuestList } from './panels/GuestList.tsx';
import { HostPools } from './panels/HostPools.tsx';
import { Panes } from './panels/Panes.tsx';
import { useRehearsedAp } from './rehearsed.ts';

const SHOWN = shownView<ApState, ApStore>();
/** A host without an AP bus has none of its verbs. */
registerActions(() => (hostOf(useStudio.getState())?.ap === undefined ? [] : apActions(SHOWN.current)));

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
  const value = useMemo(
    () => ({ host: later, store, labels: guestLabels(later.desired.mdevs) }),
    [later, store],
  );
  const rehearsed = useRehearsedAp(host);
  const onPointed = useCallback(
    (refs: readonly Ref[]) => {
      store.getState().showRefs(refs);
      focusGrid();
    },
    [store],
  );
  useView(host, store, desired.mdevs, onPointed);
  SHOWN.useShown(store, desired);
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
