/** The clock of the timeline: events one after the other while it plays, and the small steps of one event. Draws nothing. */
import { useEffect, useEffectEvent } from 'react';
import { useShownPlace, useXive, useXiveState } from '../xive-context.ts';
import { EVENT_LASTS, moveSmallSteps, usePlayer } from './player.ts';
import { SMALL_LASTS } from './small-steps.ts';
import { useTrace } from './use-timeline.ts';

function usePlayingEvents(): void {
  const { host, store } = useXive();
  const playing = useXiveState((state) => state.playing);
  const speed = usePlayer((state) => state.speed);
  const place = useShownPlace();
  const branch = place?.kind === 'branch' ? place.branch : null;
  const step = place?.kind === 'branch' ? place.step : 0;
  const last = host.desired.branches.find(({ id }) => id === branch)?.events ?? 0;
  const onTick = useEffectEvent(() => {
    if (branch === null || step >= last) return store.getState().play(false);
    store.getState().set({ steps: new Map(store.getState().steps).set(branch, step + 1) });
    if (step + 1 >= last) store.getState().play(false);
  });
  useEffect(() => {
    if (!playing) return;
    const timer = setTimeout(onTick, EVENT_LASTS / speed);
    return () => clearTimeout(timer);
  }, [playing, speed, branch, step]);
}

function usePlayingSmallSteps(): void {
  const { store } = useXive();
  const small = useXiveState((state) => state.small);
  const playing = usePlayer((state) => state.smallPlaying);
  const speed = usePlayer((state) => state.speed);
  const total = useTrace(small !== null)?.length ?? null;
  const running = playing && total !== null;
  const onFrame = useEffectEvent((passed: number) => {
    moveSmallSteps(store, { kind: 'tick', part: (passed * speed) / SMALL_LASTS }, total ?? 0);
  });
  useEffect(() => {
    if (!running) return;
    let before = performance.now();
    let frame = requestAnimationFrame(function next(now) {
      // A window that was hidden has no frames: the time until it shows again does not count.
      onFrame(Math.min(100, Math.max(0, now - before)));
      before = now;
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [running]);
}

/** Another step is another event: its small steps start anew. */
function useLeaving(): void {
  const { store } = useXive();
  const place = useShownPlace();
  const key = place === null ? '' : JSON.stringify(place);
  const onOther = useEffectEvent(() => {
    if (store.getState().small !== null) moveSmallSteps(store, { kind: 'close' }, 0);
  });
  useEffect(() => () => onOther(), [key]);
}

export function Driver() {
  usePlayingEvents();
  usePlayingSmallSteps();
  useLeaving();
  return null;
}
