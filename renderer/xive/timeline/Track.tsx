import { type KeyboardEvent, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { BranchView } from '../../../shared/xive/view.ts';
import { moveOfKey } from '../../plan/scrubber.ts';
import { usePreferences } from '../../store/preferences.ts';
import { useFontLoads, usePalette, useSize } from '../../ui/canvas.ts';
import { IconButton } from '../../ui/Button.tsx';
import { useXive } from '../xive-context.ts';
import { MARK_LOOKS, markOf } from './marks.ts';
import { paintStrip, paintTrack } from './paint-track.ts';
import { playerOf, usePlayer } from './player.ts';
import { keepInView, panBy, stepAt, trackView, type TrackView, zoomAt } from './track-layout.ts';
import type { ShownTimeline } from './use-timeline.ts';

export interface TrackProps {
  readonly branch: BranchView;
  readonly step: number;
  readonly timeline: ShownTimeline;
  /** Only the strip of all events: the room is needed for what happens inside one. */
  readonly compact: boolean;
}

const WHEEL_ZOOM = 1.0018;
/** Pixels from the edge where scrubbing moves the view along. */
const EDGE = 24;

/** `step 6 of 11: plug nvme1, done` */
function spoken({ branch, step, timeline }: TrackProps): string {
  if (step === 0) return `before the first of ${branch.events} events`;
  const row = timeline.row(step);
  const words = MARK_LOOKS[markOf(timeline.marks, step)].words;
  return `step ${step} of ${branch.events}${row === null ? '' : `: ${row.title}, ${row.result}`}, ${words}`;
}

function Zoom({ onZoom }: { readonly onZoom: (factor: number) => void }) {
  return (
    <span className="xive-transport-group" role="group" aria-label="Zoom of the timeline">
      <IconButton icon="zoomOut" size="small" label="Show more events at once" onClick={() => onZoom(0.5)} />
      <IconButton icon="zoomIn" size="small" label="Show events larger" onClick={() => onZoom(2)} />
      <IconButton icon="fit" size="small" label="Show the whole timeline" onClick={() => onZoom(0)} />
    </span>
  );
}

/** The events as dots on a line, the shown step large; and all of them on a strip. A slider for the keyboard. */
export function Track(props: TrackProps) {
  const { branch, step, timeline, compact } = props;
  const { store } = useXive();
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const stripBox = useRef<HTMLDivElement>(null);
  const strip = useRef<HTMLCanvasElement>(null);
  const size = useSize(box);
  const stripSize = useSize(stripBox);
  const palette = usePalette(box);
  const loads = useFontLoads();
  const scale = usePreferences((state) => state.zoom);
  const spacing = usePlayer((state) => state.spacing);
  const [left, setLeft] = useState<number | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  const dragging = useRef(false);
  const followed = useRef(-1);
  const total = branch.events;
  const player = playerOf(store);

  let view = trackView(size.width, total, spacing, left);
  if (followed.current !== step && !dragging.current && size.width > 0) view = keepInView(view, step);
  useLayoutEffect(() => {
    if (size.width === 0) return;
    followed.current = step;
    if (view.left !== left) setLeft(view.left);
  }, [step, view.left, left, size.width]);

  useLayoutEffect(() => {
    if (palette === null) return;
    const facts = { view, step, hover, marks: timeline.marks, row: timeline.row, palette, scale };
    if (canvas.current !== null) paintTrack(canvas.current, { ...facts, size });
    if (strip.current !== null) paintStrip(strip.current, { ...facts, size: stripSize });
  }, [palette, loads, view, step, hover, timeline, scale, size, stripSize]);

  function show(next: TrackView): void {
    player.setState({ spacing: next.spacing });
    setLeft(next.left);
  }
  const onWheel = useRef((_event: WheelEvent) => {});
  onWheel.current = (event) => {
    event.preventDefault();
    const x = event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
    if (event.ctrlKey || event.metaKey) show(zoomAt(view, WHEEL_ZOOM ** -event.deltaY, x));
    else setLeft(panBy(view, event.deltaX === 0 ? event.deltaY : event.deltaX).left);
  };
  useEffect(() => {
    const element = box.current;
    const listen = (event: WheelEvent) => onWheel.current(event);
    // React's own wheel listeners are passive and cannot keep the page from zooming.
    element?.addEventListener('wheel', listen, { passive: false });
    return () => element?.removeEventListener('wheel', listen);
  }, []);

  function xIn(event: PointerEvent<HTMLElement>): number {
    return event.clientX - event.currentTarget.getBoundingClientRect().left;
  }
  function scrub(x: number): void {
    const outside = x < EDGE ? x - EDGE : Math.max(0, x - (size.width - EDGE));
    const next = outside === 0 ? view : panBy(view, outside);
    if (next !== view) setLeft(next.left);
    const at = stepAt(next, x);
    if (at !== step) store.getState().goToStep(at);
  }
  function scrubStrip(event: PointerEvent<HTMLElement>): void {
    const width = Math.max(1, stripSize.width);
    store.getState().goToStep(Math.min(total, Math.max(0, Math.ceil((xIn(event) / width) * total))));
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === '+' || event.key === '-') {
      event.preventDefault();
      show(zoomAt(view, event.key === '+' ? 1.5 : 1 / 1.5, (step - view.left) * view.spacing));
      return;
    }
    if (event.key === ' ') {
      event.preventDefault();
      store.getState().play(!store.getState().playing);
      return;
    }
    const move = moveOfKey(event.key, total);
    if (move === null) return;
    event.preventDefault();
    const at = move.kind === 'go' ? move.at : move.kind === 'by' ? step + move.steps : step;
    store.getState().goToStep(Math.min(total, Math.max(0, at)));
  }

  return (
    <div className="xive-track" data-compact={compact}>
      <div
        ref={box}
        className="xive-track-line"
        role="slider"
        tabIndex={0}
        aria-label="Step of the timeline"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={step}
        aria-valuetext={spoken(props)}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          dragging.current = true;
          scrub(xIn(event));
        }}
        onPointerMove={(event) => {
          if (dragging.current) scrub(xIn(event));
          else setHover(stepAt(view, xIn(event)));
        }}
        onPointerUp={() => {
          dragging.current = false;
        }}
        onPointerCancel={() => {
          dragging.current = false;
        }}
        onPointerLeave={() => setHover(null)}
      >
        <canvas ref={canvas} aria-hidden="true" />
      </div>
      <div className="xive-strip-row">
        <div
          ref={stripBox}
          className="xive-strip"
          aria-hidden="true"
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            scrubStrip(event);
          }}
          onPointerMove={(event) => {
            if (event.currentTarget.hasPointerCapture(event.pointerId)) scrubStrip(event);
          }}
        >
          <canvas ref={strip} />
        </div>
        {!compact && (
          <Zoom onZoom={(factor) => show(zoomAt(view, factor, (step - view.left) * view.spacing))} />
        )}
      </div>
    </div>
  );
}
