import './ap.css';
import { useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { createPortal } from 'react-dom';
import { adapterOf, domainOf } from '../../shared/apqn.ts';
import { registerActions } from '../app/actions.ts';
import { isWriting } from '../app/shortcuts.ts';
import { type ApHost, useApHost } from '../store/ap-host.ts';
import { usePaneSize } from '../store/preferences.ts';
import { useStudio } from '../store/studio.ts';
import { EmptyState } from '../ui/Callout.tsx';
import type { MenuEntry } from '../ui/Menu.tsx';
import { ContextMenu } from '../ui/Menu.tsx';
import { SplitPane } from '../ui/SplitPane.tsx';
import { type ApActionContext, apActions } from './actions.ts';
import { ApContext, useAp, useApState } from './ap-context.ts';
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
import { Toolbar } from './panels/Toolbar.tsx';

/** The view that is shown, for the actions; null while there is none. */
let shown: ApActionContext | null = null;
registerActions(() => apActions(() => shown));

function GridArea() {
  const { host, store } = useAp();
  const state = useApState((now) => now);
  const [entries, setEntries] = useState<readonly MenuEntry[]>([]);
  const { proposal } = state;
  const alternative = proposal?.alternatives?.[proposal.shown ?? -1];
  const collateral = proposal?.change?.collateral;
  const preview = useMemo(() => {
    if (state.preview) return state.preview;
    if (!proposal || (!alternative && !collateral)) return null;
    const cells = {
      adds: rowsOf(proposal.cells),
      hides: alternative?.collateral ?? rowsOf(collateral ?? []),
    };
    return { choices: [localChoice(alternative?.label ?? proposal.change?.label ?? '', [], cells)] };
  }, [state.preview, proposal, alternative, collateral]);

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
            {...(state.fit > 0 ? { fit: state.fit } : {})}
          />
        </div>
      </ContextMenu>
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

/** Height of the folded bottom panel: its tab row. */
const FOLDED = 39;

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
  const [inspectorWidth, setInspectorWidth] = usePaneSize('ap-inspector', 336);
  const [bottomHeight, setBottomHeight] = usePaneSize('ap-bottom', 196);
  const pointed = useStudio((state) => state.pointed);
  const bottomOpen = value.store.getState().bottomOpen;
  const [open, setOpen] = useState(bottomOpen);

  useEffect(() => store.subscribe((state) => setOpen(state.bottomOpen)), [store]);
  useEffect(() => store.getState().hostChanged(), [store, host.desired, host.observed]);
  useEffect(() => {
    if (pointed?.hostId === host.host.id) store.getState().showRefs(pointed.refs);
  }, [pointed, store, host.host.id]);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || isWriting(target))
        return;
      if (target?.closest('[role="dialog"], [role="menu"]')) return;
      const guest = /^[1-9]$/.test(event.key) ? desired.mdevs[Number(event.key) - 1] : undefined;
      if (guest) store.getState().pickGuest(guest.id);
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, desired]);
  useEffect(() => {
    const context: ApActionContext = { store, desired };
    shown = context;
    return () => {
      if (shown === context) shown = null;
    };
  }, [store, desired]);

  return (
    <ApContext.Provider value={value}>
      <div className="ap-view">
        <GuestColumn />
        <SplitPane
          direction="row"
          sized="second"
          size={inspectorWidth}
          min={240}
          max={560}
          onSize={setInspectorWidth}
          label="Width of the inspector"
          first={
            <SplitPane
              direction="column"
              sized="second"
              size={open ? bottomHeight : FOLDED}
              min={open ? 120 : FOLDED}
              max={open ? 520 : FOLDED}
              onSize={setBottomHeight}
              label="Height of the bottom panel"
              first={<GridArea />}
              second={<BottomPanel />}
            />
          }
          second={
            <aside className="ap-side" aria-label="Inspector">
              <Inspector />
            </aside>
          }
        />
        <ApDialogs />
        <Announcer />
      </div>
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
