import './ap.css';
import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { adapterOf, domainOf } from '../../shared/apqn.ts';
import { registerActions } from '../app/actions.ts';
import { isWriting } from '../app/shortcuts.ts';
import { type ApHost, useApHost } from '../store/ap-host.ts';
import { useNotices } from '../store/notices.ts';
import { usePaneSize, usePreferences } from '../store/preferences.ts';
import { useStudio } from '../store/studio.ts';
import { EmptyState } from '../ui/Callout.tsx';
import type { MenuEntry } from '../ui/Menu.tsx';
import { ContextMenu } from '../ui/Menu.tsx';
import { SplitPane } from '../ui/SplitPane.tsx';
import { type ApActionContext, apActions } from './actions.ts';
import { ApContext, useAp, useApState, usePickedGuest } from './ap-context.ts';
import { apStoreOf, useAnnouncement } from './ap-stores.ts';
import { cellEntries } from './cell-entries.ts';
import { ApGrid } from './grid/ApGrid.tsx';
import { GridLegend } from './grid/legend.tsx';
import { shortLabels } from './grid/short-labels.ts';
import { localChoice, rowsOf } from './host-masks.ts';
import { Banners } from './panels/Banners.tsx';
import { BottomPanel } from './panels/BottomPanel.tsx';
import { ApDialogs } from './panels/GuestDialogs.tsx';
import { GuestList } from './panels/GuestList.tsx';
import { HostPools } from './panels/HostPools.tsx';
import { Inspector } from './panels/Inspector.tsx';
import { MadeStrip } from './panels/MadeStrip.tsx';
import { Toolbar } from './panels/Toolbar.tsx';
import { allCandidates } from './virtual-mapping.ts';

/** The view that is shown, for the actions; null while there is none. */
let shown: ApActionContext | null = null;
registerActions(() => apActions(() => shown));

function GridArea() {
  const { host, store } = useAp();
  const state = useApState((now) => now);
  const guest = usePickedGuest();
  const [entries, setEntries] = useState<readonly MenuEntry[]>([]);
  const { proposal } = state;
  const alternative = proposal?.alternatives?.[proposal.shown ?? -1];
  const collateral = proposal?.change?.collateral;
  const preview = useMemo(() => {
    if (state.preview) return state.preview;
    if (!proposal && guest?.type === 'virtual') {
      const candidates = allCandidates(guest);
      const label = `${candidates.length} real queues stand behind ${guest.name}`;
      return { choices: [localChoice(label, [], { adds: rowsOf(candidates) })] };
    }
    if (!proposal || (!alternative && !collateral)) return null;
    const cells = {
      adds: rowsOf(proposal.cells),
      hides: alternative?.collateral ?? rowsOf(collateral ?? []),
    };
    return { choices: [localChoice(alternative?.label ?? proposal.change?.label ?? '', [], cells)] };
  }, [state.preview, proposal, alternative, collateral, guest]);

  const { fitsItself } = state;
  useEffect(() => {
    if (fitsItself) store.getState().set({ fit: 1 });
  }, [fitsItself, store]);

  function collectEntries(): void {
    const { hovered, cursor } = store.getState();
    const target =
      hovered ?? (cursor === null ? null : { adapters: [adapterOf(cursor)], domains: [domainOf(cursor)] });
    setEntries(
      target
        ? cellEntries(host, store, target)
        : [{ kind: 'heading', id: 'none', label: 'Point at a cell or at the head of a row or column' }],
    );
  }
  return (
    <div className="ap-center">
      <Toolbar />
      <Banners />
      <ContextMenu
        label="What to do here"
        entries={entries}
        onOpenChange={(open) => open && collectEntries()}
      >
        <div className="ap-grid-area">
          <ApGrid
            observed={host.observed}
            desired={host.desired}
            mode={state.mode}
            layer={state.layer}
            extent={state.extent}
            cellSize={state.cellSize}
            onCellSize={state.setCellSize}
            guestId={state.guestId}
            cursor={state.cursor}
            onCursor={state.setCursor}
            preview={preview}
            onHover={state.hover}
            onCommit={(gesture) => void state.commit(gesture)}
            highlight={state.highlight}
            fit={state.fit}
          />
        </div>
      </ContextMenu>
      <MadeStrip />
      {state.legend && (
        <div className="ap-legend">
          <GridLegend layer={state.layer} mode={state.mode} />
        </div>
      )}
    </div>
  );
}

/** Guests and pools stand in the navigation column, below the links. */
function GuestColumn() {
  const [slot, setSlot] = useState<HTMLElement | null>(null);
  useLayoutEffect(() => setSlot(document.getElementById('navigation-extra')), []);
  if (slot === null) return null;
  return createPortal(
    <div className="ap-column">
      <GuestList />
      <HostPools />
    </div>,
    slot,
  );
}

function Announcer() {
  const text = useAnnouncement((state) => state.text);
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}

/** Height of the folded bottom panel in CSS pixels at 100 %: its tab row. */
const FOLDED = 39;
/** Below this width, in CSS pixels at 100 % text size, grid and inspector do not fit side by side. */
const NARROW = 640;
/** Below this height the bottom panel starts folded: the matrix needs the room. */
const SHORT = 480;

interface Size {
  readonly width: number;
  readonly height: number;
}

function useSize(): readonly [RefObject<HTMLDivElement | null>, Size] {
  const element = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState<Size>({ width: 1200, height: 800 });
  useLayoutEffect(() => {
    const watched = element.current;
    if (!watched) return undefined;
    const measure = () => setSize({ width: watched.clientWidth, height: watched.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return [element, size];
}

/** Grid over bottom panel, inspector beside them; where that is too narrow the inspector is a tab of the bottom panel. */
function Panes() {
  const { store } = useAp();
  const open = useApState((state) => state.bottomOpen);
  const tab = useApState((state) => state.bottomTab);
  const zoom = usePreferences((state) => state.zoom);
  const [element, { width, height }] = useSize();
  const [inspectorWidth, setInspectorWidth] = usePaneSize('ap-inspector', 336);
  const [bottomHeight, setBottomHeight] = usePaneSize('ap-bottom', 196);
  const narrow = width < NARROW * zoom;
  const short = height < SHORT * zoom;
  useEffect(() => {
    if (narrow !== (tab === 'inspector') && (narrow || tab === 'inspector'))
      store.getState().set({ bottomTab: narrow ? 'inspector' : 'problems' });
    // Only the change of the layout chooses a tab; afterwards the person does.
  }, [narrow, store]);
  useEffect(() => {
    store.getState().set({ bottomOpen: !short });
  }, [short, store]);
  const urgent = useApState((state) => state.proposal !== null || state.offered !== null);
  const refused = useNotices((state) => state.refusal !== null);
  useEffect(() => {
    if (narrow && (urgent || refused)) store.getState().set({ bottomTab: 'inspector', bottomOpen: true });
  }, [narrow, urgent, refused, store]);
  const center = (
    <SplitPane
      direction="column"
      sized="second"
      size={open ? bottomHeight * zoom : FOLDED * zoom}
      min={open ? 100 : FOLDED * zoom}
      max={open ? Math.max(120, height * (short ? 0.6 : narrow ? 0.5 : 0.42)) : FOLDED * zoom}
      onSize={(size) => setBottomHeight(size / zoom)}
      label="Height of the bottom panel"
      first={<GridArea />}
      second={<BottomPanel withInspector={narrow} />}
    />
  );
  return (
    <div className="ap-view" ref={element} data-short={short}>
      {narrow ? (
        center
      ) : (
        <SplitPane
          direction="row"
          sized="second"
          size={inspectorWidth * zoom}
          min={220}
          max={width * 0.42}
          onSize={(size) => setInspectorWidth(size / zoom)}
          label="Width of the inspector"
          first={center}
          second={
            <aside className="ap-side" aria-label="Inspector">
              <Inspector />
            </aside>
          }
        />
      )}
    </div>
  );
}

/** Number keys pick a guest wherever the focus is, unless what has it uses them itself. */
function usePickingKeys(host: ApHost): void {
  const store = apStoreOf(host.host.id);
  const { mdevs } = host.desired;
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isWriting(target))
        return;
      if (target?.closest('[role="dialog"], [role="menu"]')) return;
      const guest = /^[1-9]$/.test(event.key) ? mdevs[Number(event.key) - 1] : undefined;
      if (guest) store.getState().pickGuest(guest.id);
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, mdevs]);
}

function ApHostView({ host }: { readonly host: ApHost }) {
  const store = apStoreOf(host.host.id);
  const { desired } = host;
  const value = useMemo(() => {
    const labels = shortLabels(desired.mdevs.map((mdev) => mdev.name));
    return {
      host,
      store,
      labels: new Map(desired.mdevs.map((mdev, index) => [mdev.id, labels[index] ?? ''])),
    };
  }, [host, store, desired]);
  const pointed = useStudio((state) => state.pointed);
  usePickingKeys(host);
  useEffect(() => store.getState().hostChanged(), [store, host.desired, host.observed]);
  useEffect(() => {
    if (pointed?.hostId === host.host.id) store.getState().showRefs(pointed.refs);
  }, [pointed, store, host.host.id]);
  useEffect(() => {
    const context: ApActionContext = { store, desired };
    shown = context;
    return () => {
      if (shown === context) shown = null;
    };
  }, [store, desired]);
  return (
    <ApContext.Provider value={value}>
      <GuestColumn />
      <Panes />
      <ApDialogs />
      <Announcer />
    </ApContext.Provider>
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
  return <ApHostView key={host.host.id} host={host} />;
}
