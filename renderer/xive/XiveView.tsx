import './xive.css';
import { useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Place, VmMoment } from '../../shared/xive/moment.ts';
import type { XiveView as Study } from '../../shared/xive/view.ts';
import { registerActions } from '../app/actions.ts';
import { Announcer } from '../panels/Announcer.tsx';
import { NavigationColumn } from '../panels/NavigationColumn.tsx';
import { shownView as actingView, useView } from '../panels/use-view.ts';
import { WorkPanes } from '../panels/WorkPanes.tsx';
import { navigate, useRoute } from '../store/route.ts';
import { hostOf, readingOf, useStudio } from '../store/studio.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/Callout.tsx';
import { Late } from '../ui/Late.tsx';
import { xiveActions } from './actions.ts';
import { huesOf } from './hues.ts';
import { BottomPanel } from './panels/BottomPanel.tsx';
import { CenterArea } from './panels/CenterArea.tsx';
import { DeviceList } from './panels/DeviceList.tsx';
import { XiveDialogs } from './panels/Dialogs.tsx';
import { GuestChoice } from './panels/GuestChoice.tsx';
import { Inspector } from './panels/Inspector.tsx';
import { StrategyChoice } from './panels/StrategyChoice.tsx';
import { StudyList } from './panels/StudyList.tsx';
import { focusGoTo, focusGoToWhenThere } from './panels/Toolbar.tsx';
import { selectionWords } from './targets.ts';
import { TimelineDialogs } from './timeline/TimelineDialogs.tsx';
import { useDrawn } from './timeline/use-drawn.ts';
import {
  MomentsContext,
  type ShownMoment,
  shownVm,
  useBesidePlace,
  useMoment,
  useShownMoments,
  useShownPlace,
  useXive,
  useXiveState,
  XiveContext,
} from './xive-context.ts';
import { useXiveHost, type XiveHost } from './xive-host.ts';
import { xiveStoreOf } from './xive-stores.ts';
import { placeOf, type XiveStore } from './xive-view-state.ts';

const SHOWN = actingView<Study, XiveStore>();
/** The guest that is drawn, for the verbs that go along its pages. */
let drawn: VmMoment | null = null;
/** Another family that is shown has a search of its own by the same keys. */
function goToFromAnywhere(): void {
  if (SHOWN.current() !== null) return focusGoTo();
  navigate('xive');
  focusGoToWhenThere();
}
/** A host without a study has none of its verbs. */
registerActions(() =>
  hostOf(useStudio.getState())?.xive === undefined
    ? []
    : xiveActions(
        SHOWN.current,
        () => drawn,
        () => useRoute.getState().view,
        goToFromAnywhere,
      ),
);

/** One element each for good, so that only what reads a context that changed is rendered again. */
const CENTER = <CenterArea />;
const INSPECTOR = <Inspector />;
const REST = (
  <Late>
    <NavigationColumn>
      <GuestChoice />
      <StudyList />
      <DeviceList />
      <StrategyChoice />
    </NavigationColumn>
    <XiveDialogs />
    <TimelineDialogs />
  </Late>
);

/** A track with words on both sides, and its buttons. */
const LIST = { name: 'xive-bottom', height: 244, share: 0.29 };

function bottom(withInspector: boolean) {
  return <BottomPanel withInspector={withInspector} />;
}

/** Asks for the place beside while there is one. */
function BesideProbe({
  place,
  hostId,
  onMoment,
}: {
  readonly place: Place;
  readonly hostId: string;
  readonly onMoment: (shown: ShownMoment | null) => void;
}) {
  const { moment, error } = useMoment(useDrawn(place), hostId);
  useEffect(() => onMoment({ moment, error }), [moment, error, onMoment]);
  useEffect(() => () => onMoment(null), [onMoment]);
  return null;
}

function Panes() {
  const { store } = useXive();
  const selected = useXiveState((state) => state.selected);
  const { shown } = useShownMoments();
  const vm = useXiveState((state) => state.vm);
  // Before it is painted: a key pressed at what is seen goes along the pages that are seen.
  useLayoutEffect(() => {
    drawn = shownVm(shown.moment, vm);
    return () => {
      drawn = null;
    };
  }, [shown.moment, vm]);
  return (
    <WorkPanes
      center={CENTER}
      inspector={INSPECTOR}
      bottom={bottom}
      store={store}
      urgent={false}
      list={LIST}
      selected={selected === null ? null : selectionWords(selected)}
    />
  );
}

function Frame({ place }: { readonly place: Place }) {
  const { host, store, hues: first } = useXive();
  const { moment, error } = useMoment(useDrawn(place));
  const besidePlace = useBesidePlace();
  const [beside, setBeside] = useState<ShownMoment | null>(null);
  const [hues, setHues] = useState(first);
  const names = [
    ...first.keys(),
    ...[moment, beside?.moment ?? null].flatMap((one) =>
      (one?.vms ?? []).flatMap((vm) => vm.devices.map((device) => device.name)),
    ),
  ];
  const now = huesOf(hues, names);
  if (now !== hues) setHues(now);
  const value = useMemo(() => ({ host, store, hues: now }), [host, store, now]);
  const moments = useMemo(() => ({ shown: { moment, error }, beside }), [moment, error, beside]);
  const vms = useMemo(() => (moment?.vms ?? []).map(({ vm }) => ({ id: vm, name: vm })), [moment]);
  useView(host, store, vms, store.getState().showRefs);
  return (
    <XiveContext.Provider value={value}>
      <MomentsContext.Provider value={moments}>
        {besidePlace !== null && (
          <BesideProbe place={besidePlace.place} hostId={besidePlace.hostId} onMoment={setBeside} />
        )}
        <Panes />
        {REST}
        <Announcer />
      </MomentsContext.Provider>
    </XiveContext.Provider>
  );
}

/** Branches and readings are gone, or were never there. */
function EmptyStudy() {
  const { store } = useXive();
  return (
    <>
      <EmptyState
        icon="layers"
        title="Nothing is studied here yet"
        actions={
          <Button
            variant="primary"
            icon="plus"
            onClick={() => store.getState().set({ dialog: { kind: 'new-branch' } })}
          >
            New guest to study
          </Button>
        }
      >
        Start with a guest as QEMU makes it, and let things happen to it: devices are plugged, pages touched,
        interrupts fire.
      </EmptyState>
      <XiveDialogs />
    </>
  );
}

function Shown() {
  const place = useShownPlace();
  return place === null ? <EmptyStudy /> : <Frame place={place} />;
}

function XiveHostView({ host }: { readonly host: XiveHost }) {
  const store: StoreApi<XiveStore> = xiveStoreOf(host.host);
  const { desired } = host;
  const hues = useMemo(
    () =>
      huesOf(
        new Map(),
        desired.branches.flatMap(({ devices }) => devices),
      ),
    [desired],
  );
  const value = useMemo(() => ({ host, store, hues }), [host, store, hues]);
  SHOWN.useShown(store, desired);
  const besideHost = useStore(store, ({ beside }) => (beside?.kind === 'reading' ? beside.hostId : null));
  const isGone = useStudio(
    ({ view }) => besideHost !== null && view?.workspace?.hosts.every(({ id }) => id !== besideHost) === true,
  );
  useEffect(() => {
    if (isGone) store.getState().set({ beside: null });
  }, [isGone, store]);
  const isBranch = useStore(store, (state) => placeOf(desired, state)?.kind === 'branch');
  useEffect(() => {
    // A reading has no timeline to scrub: its sources are what there is to look through.
    if (!isBranch && store.getState().bottomTab === 'timeline')
      store.getState().set({ bottomTab: 'sources' });
  }, [isBranch, store]);
  return (
    <XiveContext.Provider value={value}>
      <Shown />
    </XiveContext.Provider>
  );
}

/** The ESB pages of the host that is shown. */
export function XiveView() {
  const host = useXiveHost();
  if (host === null)
    return (
      <EmptyState icon="layers" title="This host has no XIVE guest">
        Its capture has no text that tells of a XIVE interrupt controller, such as info pic or the maps file
        of QEMU.
      </EmptyState>
    );
  return <XiveHostView key={readingOf(host.host)} host={host} />;
}
