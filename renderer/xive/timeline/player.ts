/** What only the timeline's own panels know: speed, picked events, the playing of small steps. One for each view's store. */
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { XiveOp } from '../../../shared/xive/events.ts';
import { useXive } from '../xive-context.ts';
import type { XiveStore } from '../xive-view-state.ts';
import { moveSmall, type SmallMove, type SmallSteps } from './small-steps.ts';

export const SPEEDS = [0.5, 1, 2, 4, 16] as const;
export type Speed = (typeof SPEEDS)[number];
/** Milliseconds an event stays at speed 1. */
export const EVENT_LASTS = 1100;

export interface PlayerState {
  readonly speed: Speed;
  readonly clock: number;
  readonly smallPlaying: boolean;
  /** Other end of what is picked with Shift; null = only the step that is shown. */
  readonly anchor: number | null;
  /** Pixels a step; null = as many as read well. */
  readonly spacing: number | null;
  /** Operation that a new event starts with. */
  readonly newOp: XiveOp;
}

const players = new WeakMap<StoreApi<XiveStore>, StoreApi<PlayerState>>();

export function playerOf(store: StoreApi<XiveStore>): StoreApi<PlayerState> {
  let player = players.get(store);
  if (player === undefined) {
    player = createStore<PlayerState>(() => ({
      speed: 1,
      clock: 1,
      smallPlaying: false,
      anchor: null,
      spacing: null,
      newOp: 'guestTouch',
    }));
    players.set(store, player);
  }
  return player;
}

export function usePlayer<Part>(select: (state: PlayerState) => Part): Part {
  return useStore(playerOf(useXive().store), select);
}

function smallOf(store: StoreApi<XiveStore>): SmallSteps {
  const { clock, smallPlaying } = playerOf(store).getState();
  return { at: store.getState().small, clock, playing: smallPlaying };
}

/** Moves among the `total` small steps of the event that is shown. */
export function moveSmallSteps(store: StoreApi<XiveStore>, move: SmallMove, total: number): void {
  const before = smallOf(store);
  const after = moveSmall(before, move, total);
  if (after === before) return;
  playerOf(store).setState({ clock: after.clock, smallPlaying: after.playing });
  if (after.at !== before.at) store.getState().set({ small: after.at });
  if (after.playing && store.getState().playing) store.getState().play(false);
}

/** Stands there after an edit: the branch as the view knows it may still be the shorter one. */
export function standAt(store: StoreApi<XiveStore>, branch: string, step: number): void {
  store.getState().set({
    steps: new Map(store.getState().steps).set(branch, step),
    playing: false,
    small: null,
  });
}

/** The dialog for a new event behind `at` events. */
export function askForEvent(store: StoreApi<XiveStore>, at: number, op?: XiveOp): void {
  if (op !== undefined) playerOf(store).setState({ newOp: op });
  store.getState().set({ dialog: { kind: 'event', at, event: null } });
}
