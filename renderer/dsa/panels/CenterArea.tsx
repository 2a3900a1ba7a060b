import { useEffect, useMemo } from 'react';
import type { DsaState } from '../../../shared/dsa/types.ts';
import type { Problem } from '../../../shared/findings.ts';
import { MadeStrip } from '../../panels/MadeStrip.tsx';
import { usePlanState } from '../../plan/plan-context.tsx';
import { planStoreOf } from '../../plan/plan-store.ts';
import { RehearsalBanner } from '../../plan/RehearsalBanner.tsx';
import { PointMenu } from '../../ui/Menu.tsx';
import { useDsa, useDsaState, useDrawn, useShownMoment } from '../dsa-context.ts';
import { DsaGraph } from '../graph/DsaGraph.tsx';
import { partEntries } from '../part-entries.ts';
import { changedParts } from '../changed.ts';
import { findPart, matches } from '../parts.ts';
import { troubledParts } from '../troubled.ts';
import { Banners } from './Banners.tsx';
import { DragGhost } from './DragGhost.tsx';
import { Legend } from './Legend.tsx';
import { TableView } from './TableView.tsx';
import { Toolbar } from './Toolbar.tsx';

const NOTHING: ReadonlyMap<string, Problem['severity']> = new Map();

/** Whether something of that device is one of these parts. */
function isAmong(state: DsaState, device: string, parts: ReadonlySet<string>): boolean {
  return [...parts].some((id) => {
    const part = findPart(state, id);
    return part?.kind !== 'device' && part?.device?.name === device;
  });
}

function Graph() {
  const { host, store } = useDsa();
  const { state, before } = useDrawn();
  const moment = useShownMoment();
  const view = useDsaState((each) => each);
  const changed = useMemo(() => changedParts(before, state), [before, state]);
  const found = useMemo(() => matches(state, view.search), [state, view.search]);
  const troubled = useMemo(() => troubledParts(host.problems), [host.problems]);
  const { collapsed } = view;
  useEffect(() => {
    if (moment === null) return;
    const still = [...collapsed].filter((name) => !isAmong(state, name, changed));
    if (still.length < collapsed.size) store.getState().set({ collapsed: new Set(still) });
  }, [moment, changed, collapsed, state, store]);
  const { set, select, show, toggleDevice, dragStart, dragOver, drop } = view;
  const looking = moment !== null || view.layer === 'host';
  return (
    <DsaGraph
      state={state}
      changed={changed}
      selected={view.selected}
      highlighted={found.size > 0 ? found : view.pointed}
      collapsed={view.collapsed}
      troubled={looking ? NOTHING : troubled}
      dragged={view.dragged}
      follow={moment !== null}
      fit={view.fit}
      goTo={view.goTo}
      onSelect={select}
      onToggleDevice={toggleDevice}
      onDragOver={dragOver}
      onDragStart={(what) => {
        if (moment !== null) planStoreOf(host.host).getState().touched();
        else dragStart(what);
      }}
      onDrop={(part) => void drop(part)}
      onOpen={(id) => {
        // Enter on a queue gives it: to the guest that is picked, or to one that is chosen then.
        const { guestId } = store.getState();
        if (!id.startsWith('wq') || looking) show(id);
        else if (guestId === null) set({ selected: id, dialog: { kind: 'choose-guest', wq: id } });
        else void view.give(guestId, id);
      }}
      onMenu={(id, at) => {
        select(id);
        set({ menu: { id, at } });
      }}
    />
  );
}

/** The graph or the table with what stands directly above and below it. */
export function CenterArea() {
  const { host, store } = useDsa();
  const display = useDsaState((state) => state.display);
  const legend = useDsaState((state) => state.legend);
  const made = useDsaState((state) => state.made);
  const menu = useDsaState((state) => state.menu);
  const rehearsing = usePlanState(host.host, (state) => state.showing);
  const { set } = store.getState();
  return (
    <div className="work-center">
      <Toolbar />
      <Banners />
      <RehearsalBanner host={host.host} />
      <div className="dsa-picture">{display === 'graph' ? <Graph /> : <TableView />}</div>
      {!rehearsing && <MadeStrip made={made} onDismiss={() => set({ made: null })} />}
      {legend && display === 'graph' && <Legend />}
      <PointMenu
        label="What to do here"
        at={menu?.at ?? null}
        entries={() =>
          menu === null ? [] : partEntries({ store, state: host.desired, observed: host.observed }, menu.id)
        }
        onClose={() => set({ menu: null })}
      />
      <DragGhost />
    </div>
  );
}
