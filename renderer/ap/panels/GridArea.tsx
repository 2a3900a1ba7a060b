import { useEffect, useMemo, useState } from 'react';
import { adapterOf, domainOf } from '../../../shared/apqn.ts';
import { ContextMenu, type MenuEntry } from '../../ui/Menu.tsx';
import { usePlanState } from '../../plan/plan-context.tsx';
import { planStoreOf } from '../../plan/plan-store.ts';
import { RehearsalBanner } from '../../plan/RehearsalBanner.tsx';
import { useAp, useApState, useHostNow, usePickedGuest, useShownMoment } from '../ap-context.ts';
import { cellEntries } from '../cell-entries.ts';
import { ApGrid } from '../grid/ApGrid.tsx';
import { GridLegend } from '../grid/legend.tsx';
import type { RehearsedAp } from '../rehearsed.ts';
import { realApqns } from '../virtual-cells.ts';
import { Banners } from './Banners.tsx';
import { MadeStrip } from '../../panels/MadeStrip.tsx';
import { Toolbar } from './Toolbar.tsx';

function nothing(): void {
  // A rehearsal is looked at, not painted.
}

/** The canvas at a moment of a rehearsal: nothing is picked, so clicks only move the cursor, and the banner says why. */
function RehearsedGrid({ rehearsed }: { readonly rehearsed: RehearsedAp }) {
  const state = useApState((now) => now);
  const { host } = useHostNow();
  return (
    <ApGrid
      observed={rehearsed.before}
      desired={rehearsed.shown}
      mode={state.mode === 'control' ? 'control' : 'assign'}
      layer={state.layer === 'guest' ? 'guest' : 'desired'}
      extent={state.extent}
      cellSize={state.cellSize}
      onCellSize={state.setCellSize}
      guestId={null}
      cursor={state.cursor}
      onCursor={state.setCursor}
      preview={null}
      onHover={nothing}
      onCommit={nothing}
      onUnpaintable={planStoreOf(host).getState().touched}
      highlight={rehearsed.changed}
      fit={state.fit}
    />
  );
}

/** The wish, or a moment of a rehearsal instead. */
function Matrix() {
  const rehearsed = useShownMoment();
  return rehearsed === null ? <LiveGrid /> : <RehearsedGrid rehearsed={rehearsed} />;
}

/** The canvas, on the newest state. */
function LiveGrid() {
  const host = useHostNow();
  const state = useApState((now) => now);
  const guest = usePickedGuest();
  // The queues behind a virtual guest stay marked while nothing else is pointed out.
  const highlight = useMemo(
    () => (state.highlight.length === 0 && guest?.type === 'virtual' ? realApqns(guest) : state.highlight),
    [state.highlight, guest],
  );
  return (
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
      preview={state.preview}
      onHover={state.hover}
      onCommit={(gesture) => void state.commit(gesture)}
      onUnpaintable={(by) => by === 'keyboard' && state.explain()}
      highlight={highlight}
      fit={state.fit}
    />
  );
}

function Legend() {
  const layer = useApState((state) => state.layer);
  const mode = useApState((state) => state.mode);
  return (
    <div className="work-legend">
      <GridLegend layer={layer} mode={mode} />
    </div>
  );
}

/** The matrix with what stands directly above and below it. */
export function GridArea() {
  const { host, store } = useAp();
  const legend = useApState((state) => state.legend);
  const made = useApState((state) => state.made);
  const fitsItself = useApState((state) => state.fitsItself);
  const rehearsing = usePlanState(host.host, (state) => state.showing);
  const [entries, setEntries] = useState<readonly MenuEntry[]>([]);
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
    <div className="work-center">
      <Toolbar />
      <Banners />
      <RehearsalBanner host={host.host} />
      <ContextMenu
        label="What to do here"
        entries={entries}
        onOpenChange={(open) => open && collectEntries()}
      >
        <div className="ap-grid-area">
          <Matrix />
        </div>
      </ContextMenu>
      {!rehearsing && <MadeStrip made={made} onDismiss={() => store.getState().set({ made: null })} />}
      {legend && <Legend />}
    </div>
  );
}
