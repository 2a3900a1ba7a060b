import './work.css';
import { type ReactNode, useEffect, useEffectEvent, useRef } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { isPlanTab } from '../plan/plan-store.ts';
import { useNotices } from '../store/notices.ts';
import { usePaneSize, usePreferences } from '../store/preferences.ts';
import { useSize } from '../ui/canvas.ts';
import { Late } from '../ui/Late.tsx';
import { SplitPane } from '../ui/SplitPane.tsx';

/** Height of the folded bottom panel in CSS pixels at 100 %: its tab row. */
const FOLDED = 39;
/** Below this width, in CSS pixels at 100 % text size, picture and inspector do not fit side by side. */
const NARROW = 640;
/** Below this height the bottom panel starts folded: the picture needs the room. */
const SHORT = 480;
/** Until it is given a width: wide enough for its sentences, but the picture is why one came. */
const INSPECTOR = { width: 336, share: 0.28, least: 220 };

/** A window of usual size, until it was measured. */
const FIRST = { width: 1200, height: 800 };

/**
 * Heights of the bottom panel until it is given others, in CSS pixels at 100 %. A list of problems is a few lines, and
 * less of a small window; a plan needs enough to read a step with its command and its answer, the inspector as much.
 */
const LIST = { height: 196, share: 0.24, least: 128 };
const TALL = 300;

/** A store as far as it is read: what is in it says itself how it changes. */
export type Readable<State> = Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>;

interface PaneStore {
  readonly bottomOpen: boolean;
  readonly bottomTab: string;
  readonly set: (part: { bottomOpen?: boolean; bottomTab?: 'inspector' | 'problems' }) => void;
}

export interface WorkPanesProps {
  /** The picture with its toolbar. */
  readonly center: ReactNode;
  readonly inspector: ReactNode;
  /** `withInspector`: there is no room for a column, so the inspector is a tab. */
  readonly bottom: (withInspector: boolean) => ReactNode;
  readonly store: Readable<PaneStore>;
  /** The inspector has something to answer to. */
  readonly urgent: boolean;
  /** Height of the bottom panel until it is given another, remembered by that name. */
  readonly list?: { readonly name: string; readonly height: number; readonly share: number };
  /** What is selected, where selecting shows the inspector also when it is a tab; null = nothing. */
  readonly selected?: string | null;
}

/** Picture over bottom panel, inspector beside them; where that is too narrow the inspector is a tab of the bottom panel. */
export function WorkPanes({
  center: picture,
  inspector,
  bottom,
  store,
  urgent,
  list: { name, height: listHeight, share } = { name: 'work-bottom', ...LIST },
  selected = null,
}: WorkPanesProps) {
  const open = useStore(store, (state) => state.bottomOpen);
  const tab = useStore(store, (state) => state.bottomTab);
  const tall = isPlanTab(tab) || tab === 'inspector';
  const { set } = store.getState();
  const zoom = usePreferences((state) => state.zoom);
  const element = useRef<HTMLDivElement>(null);
  const { width, height } = useSize(element, FIRST);
  const [inspectorWidth, setInspectorWidth] = usePaneSize(
    'work-inspector',
    Math.max(INSPECTOR.least, Math.min(INSPECTOR.width, (width / zoom) * INSPECTOR.share)),
  );
  const list = usePaneSize(name, Math.max(LIST.least, Math.min(listHeight, (height / zoom) * share)));
  const plan = usePaneSize('work-bottom-plan', TALL);
  const [bottomHeight, setBottomHeight] = tall ? plan : list;
  const narrow = width < NARROW * zoom;
  const short = height < SHORT * zoom;
  const onNarrow = useEffectEvent(() => {
    if (narrow) set({ bottomTab: 'inspector' });
    else if (tab === 'inspector') set({ bottomTab: 'problems' });
  });
  useEffect(() => onNarrow(), [narrow]);
  const onShort = useEffectEvent(() => set({ bottomOpen: !short }));
  useEffect(() => onShort(), [short]);
  const refused = useNotices((state) => state.refusal !== null);
  const onUrgent = useEffectEvent(() => {
    set({ bottomTab: 'inspector', bottomOpen: true });
  });
  useEffect(() => {
    if (narrow && (urgent || refused)) onUrgent();
  }, [narrow, urgent, refused]);
  const known = useRef(selected);
  useEffect(() => {
    if (narrow && selected !== null && selected !== known.current) onUrgent();
    known.current = selected;
  }, [narrow, selected]);
  const center = (
    <SplitPane
      direction="column"
      sized="second"
      size={open ? bottomHeight * zoom : FOLDED * zoom}
      min={open ? 100 : FOLDED * zoom}
      max={open ? Math.max(120, height * (short ? 0.6 : narrow || tall ? 0.5 : 0.42)) : FOLDED * zoom}
      onSize={(size) => setBottomHeight(size / zoom)}
      label="Height of the bottom panel"
      first={picture}
      second={<Late>{bottom(narrow)}</Late>}
    />
  );
  return (
    <div className="work-view" ref={element} data-short={short}>
      {narrow ? (
        center
      ) : (
        <SplitPane
          direction="row"
          sized="second"
          size={inspectorWidth * zoom}
          min={INSPECTOR.least}
          max={width * 0.42}
          onSize={(size) => setInspectorWidth(size / zoom)}
          label="Width of the inspector"
          first={center}
          second={
            <aside className="work-side" aria-label="Inspector">
              <Late>{inspector}</Late>
            </aside>
          }
        />
      )}
    </div>
  );
}
