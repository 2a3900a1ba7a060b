/** Where one stands among the small steps of an event: a step, and how far along it is. Pure. */

import type { TraceEntry, TraceStage } from '../../../shared/xive/cards.ts';
import type { Place } from '../../../shared/xive/moment.ts';

export interface SmallSteps {
  /** From 0; null = the whole event is shown. */
  readonly at: number | null;
  /** 0 to 1 of the time a small step stays. */
  readonly clock: number;
  readonly playing: boolean;
}

export const WHOLE: SmallSteps = { at: null, clock: 1, playing: false };

/** Milliseconds a small step stays at speed 1: time to read a sentence and to find its place. */
export const SMALL_LASTS = 2200;
/** Share of that time in which things move; then they rest. */
const MOVES = 0.45;

export type SmallMove =
  | { readonly kind: 'play' | 'pause' | 'close' | 'last' }
  | { readonly kind: 'by'; readonly steps: number }
  | { readonly kind: 'go'; readonly at: number }
  /** Part of a small step's time that has passed. */
  | { readonly kind: 'tick'; readonly part: number };

export function moveSmall(state: SmallSteps, move: SmallMove, total: number): SmallSteps {
  if (total === 0 || move.kind === 'close') return state === WHOLE ? state : WHOLE;
  const last = total - 1;
  const at = Math.min(state.at ?? 0, last);
  switch (move.kind) {
    case 'play':
      return state.at === null || (at === last && state.clock >= 1)
        ? { at: 0, clock: 0, playing: true }
        : { at, clock: state.clock >= 1 ? 0 : state.clock, playing: true };
    case 'pause':
      return { ...state, playing: false };
    case 'last':
      return { at: last, clock: 1, playing: false };
    case 'go':
      return { at: Math.min(last, Math.max(0, move.at)), clock: 1, playing: false };
    case 'by':
      return {
        at: state.at === null ? 0 : Math.min(last, Math.max(0, at + move.steps)),
        clock: 1,
        playing: false,
      };
    case 'tick': {
      if (!state.playing || state.at === null) return state;
      const clock = state.clock + move.part;
      if (clock < 1) return { at, clock, playing: true };
      return at === last ? { at, clock: 1, playing: false } : { at: at + 1, clock: 0, playing: true };
    }
  }
}

/** How far the movement of a small step is, 0 to 1, slow at both ends; all of it where no movement is wanted. */
export function movement(clock: number, still: boolean): number {
  if (still) return 1;
  const part = Math.min(1, clock / MOVES);
  return part * part * (3 - 2 * part);
}

/** Somebody touches an address before anything is looked up for it, whichever of the two is told first. */
export function inOrder(trace: readonly TraceEntry[]): readonly TraceEntry[] {
  const wrong = (at: number) => trace[at]?.stage === 'region' && trace[at + 1]?.stage === 'access';
  if (!trace.some((_, at) => wrong(at))) return trace;
  return trace.map((entry, at) => (wrong(at) ? trace[at + 1]! : wrong(at - 1) ? trace[at - 1]! : entry));
}

/** Small steps that change what the picture shows: pages, lines, owners, numbers, regions. */
const CHANGES: ReadonlySet<TraceStage> = new Set<TraceStage>([
  'insert',
  'claim',
  'create',
  'free',
  'map',
  'unmap',
  'protect',
  'regions',
  'set',
  'clear',
  'zap',
  'configure',
  'device',
]);

/** The small step with which the picture becomes the one after the event: the last that changes it, else the answer of the hardware. */
function turning(trace: readonly TraceEntry[]): number {
  const change = trace.findLastIndex(({ stage }) => CHANGES.has(stage));
  return change === -1 ? trace.findIndex(({ stage }) => stage === 'hit') : change;
}

/** Where the bits of a source change: with the answer of the hardware, which comes behind the page of it. */
function telling(trace: readonly TraceEntry[]): number {
  return Math.max(
    turning(trace),
    trace.findLastIndex(({ stage }) => stage === 'hit'),
  );
}

/** What is looked at: the picture, or the cards that tell of bits and answers. */
export type Drawing = 'map' | 'cards';

/** What is shown while the small steps of an event are played: the moment before it until the step that changes it. */
export function drawnPlace(
  place: Place,
  small: number | null,
  trace: readonly TraceEntry[] | null,
  drawing: Drawing = 'map',
): Place {
  if (small === null || place.kind === 'reading' || place.step === 0) return place;
  if (trace === null) return { ...place, step: place.step - 1 };
  const from = drawing === 'map' ? turning(trace) : telling(trace);
  return small >= from ? place : { ...place, step: place.step - 1 };
}
