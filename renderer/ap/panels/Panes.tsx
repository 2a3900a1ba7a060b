import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useNotices } from '../../store/notices.ts';
import { usePaneSize, usePreferences } from '../../store/preferences.ts';
import { Late } from '../../ui/Late.tsx';
import { isPlanTab } from '../../plan/plan-store.ts';
import { SplitPane } from '../../ui/SplitPane.tsx';
import { useAp, useApState } from '../ap-context.ts';
import { BOTTOM_PANE } from '../ap-view-state.ts';
import { BottomPanel } from './BottomPanel.tsx';
import { GridArea } from './GridArea.tsx';
import { Inspector } from './Inspector.tsx';

/** Height of the folded bottom panel in CSS pixels at 100 %: its tab row. */
const FOLDED = 39;
/** Below this width, in CSS pixels at 100 % text size, grid and inspector do not fit side by side. */
const NARROW = 640;
/** Below this height the bottom panel starts folded: the matrix needs the room. */
const SHORT = 480;
/** Until it is given a width: wide enough for its sentences, but the matrix is why one came. */
const INSPECTOR = { width: 336, share: 0.28, least: 220 };

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
export function Panes() {
  const { store } = useAp();
  const open = useApState((state) => state.bottomOpen);
  const planning = useApState((state) => isPlanTab(state.bottomTab));
  const zoom = usePreferences((state) => state.zoom);
  const [element, { width, height }] = useSize();
  const [inspectorWidth, setInspectorWidth] = usePaneSize(
    'ap-inspector',
    Math.max(INSPECTOR.least, Math.min(INSPECTOR.width, (width / zoom) * INSPECTOR.share)),
  );
  const [bottomHeight, setBottomHeight] = usePaneSize(BOTTOM_PANE.name, BOTTOM_PANE.height);
  const narrow = width < NARROW * zoom;
  const short = height < SHORT * zoom;
  useEffect(() => {
    const onInspector = store.getState().bottomTab === 'inspector';
    if (narrow) store.getState().set({ bottomTab: 'inspector' });
    else if (onInspector) store.getState().set({ bottomTab: 'problems' });
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
      max={open ? Math.max(120, height * (short ? 0.6 : narrow || planning ? 0.5 : 0.42)) : FOLDED * zoom}
      onSize={(size) => setBottomHeight(size / zoom)}
      label="Height of the bottom panel"
      first={<GridArea />}
      second={
        <Late>
          <BottomPanel withInspector={narrow} />
        </Late>
      }
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
          min={INSPECTOR.least}
          max={width * 0.42}
          onSize={(size) => setInspectorWidth(size / zoom)}
          label="Width of the inspector"
          first={center}
          second={
            <aside className="ap-side" aria-label="Inspector">
              <Late>
                <Inspector />
              </Late>
            </aside>
          }
        />
      )}
    </div>
  );
}
