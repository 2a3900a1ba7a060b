/** Where one stands among the small steps of an event: a step, and how far along it is. Pure. */

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
