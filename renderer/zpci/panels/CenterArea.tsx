import { type ReactNode, useEffect, useRef } from 'react';
import { MadeStrip } from '../../panels/MadeStrip.tsx';
import { usePlanState } from '../../plan/plan-context.tsx';
import { RehearsalBanner } from '../../plan/RehearsalBanner.tsx';
import { PointMenu } from '../../ui/Menu.tsx';
import { AnswerArea } from '../answer/AnswerArea.tsx';
import { AssignBoard } from '../board/AssignBoard.tsx';
import { GroupsArea } from '../explain/GroupsArea.tsx';
import { LifeArea } from '../explain/LifeArea.tsx';
import { ListArea } from '../explain/ListArea.tsx';
import { SourcesArea } from '../explain/SourcesArea.tsx';
import { partEntries } from '../part-entries.ts';
import { useZpci, useZpciState } from '../zpci-context.ts';
import type { Display } from '../zpci-view-state.ts';
import { Banners } from './Banners.tsx';
import { DragGhost } from './DragGhost.tsx';
import { Legend } from './Legend.tsx';
import { Toolbar } from './Toolbar.tsx';

const AREAS: Readonly<Record<Display, ReactNode>> = {
  assign: <AssignBoard />,
  answer: <AnswerArea />,
  groups: <GroupsArea />,
  sources: <SourcesArea />,
  list: <ListArea />,
  life: <LifeArea />,
};

/** Below this height, in CSS pixels, the bytes would take the table's room. */
const ROOM_FOR_BYTES = 640;

/** The answer's bytes come with its table, once, where both have room; afterwards the bottom panel is as the person left it. */
function useBytesWithAnswer(display: Display): void {
  const { store } = useZpci();
  const opened = useRef(display === 'answer');
  useEffect(() => {
    if (display !== 'answer' || opened.current) return;
    opened.current = true;
    store
      .getState()
      .set({ bottomTab: 'bytes', ...(innerHeight < ROOM_FOR_BYTES ? {} : { bottomOpen: true }) });
  }, [display, store]);
}

/** Milliseconds that what just happened stays written: time to read two sentences. */
const MADE_LASTS = 12_000;

/** What the last gesture brought along is news of the board, and only for a while; undo's name stays in the bar above. */
function useMadeForAWhile(display: Display): void {
  const { store } = useZpci();
  const made = useZpciState((state) => state.made);
  useEffect(() => {
    if (made === null) return;
    const clear = () => store.getState().set({ made: null });
    if (display !== 'assign') return clear();
    const timer = setTimeout(clear, MADE_LASTS);
    return () => clearTimeout(timer);
  }, [made, display, store]);
}

/** What is displayed, with what stands directly above and below it. */
export function CenterArea() {
  const { host, store } = useZpci();
  const display = useZpciState((state) => state.display);
  const legend = useZpciState((state) => state.legend);
  const made = useZpciState((state) => state.made);
  const menu = useZpciState((state) => state.menu);
  const rehearsing = usePlanState(host.host, (state) => state.showing);
  useBytesWithAnswer(display);
  useMadeForAWhile(display);
  const { set } = store.getState();
  return (
    <div className="work-center">
      <Toolbar />
      <Banners />
      <RehearsalBanner host={host.host} />
      <div className="zpci-picture">{AREAS[display]}</div>
      {!rehearsing && display === 'assign' && <MadeStrip made={made} onDismiss={() => set({ made: null })} />}
      {legend && display === 'assign' && <Legend />}
      <PointMenu
        label="What to do here"
        at={menu?.at ?? null}
        entries={() => (menu === null ? [] : partEntries({ store, state: host.desired }, menu.id))}
        onClose={() => set({ menu: null })}
      />
      <DragGhost />
    </div>
  );
}
