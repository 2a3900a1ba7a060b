/** Where one stands in a rehearsal: a step, and the state before or after it. Pure. */
import type { Run } from './run.ts';

export interface Scrubber {
  /** 0 = before the first step; else 1..total. */
  readonly at: number;
  readonly side: 'before' | 'after';
  readonly playing: boolean;
}

export const AT_START: Scrubber = { at: 0, side: 'after', playing: false };

/** Milliseconds a step stays while playing: time to read one sentence and find its cells. */
export const STEP_LASTS = 1600;

export type ScrubberMove =
  | { readonly kind: 'go'; readonly at: number }
  | { readonly kind: 'by'; readonly steps: number }
  | { readonly kind: 'side'; readonly side: Scrubber['side'] }
  | { readonly kind: 'play' }
  | { readonly kind: 'pause' }
  | { readonly kind: 'tick' };

function clamped(at: number, total: number): number {
  return Math.max(0, Math.min(total, Math.round(at)));
}

export function moveScrubber(scrubber: Scrubber, move: ScrubberMove, total: number): Scrubber {
  switch (move.kind) {
    case 'go':
      return { ...scrubber, at: clamped(move.at, total), playing: false };
    case 'by':
      return { ...scrubber, at: clamped(scrubber.at + move.steps, total), playing: false };
    case 'side':
      return { ...scrubber, side: move.side, playing: false };
    case 'play':
      // At the end there is nothing left to play: it starts over.
      return { at: scrubber.at >= total ? 0 : scrubber.at, side: 'after', playing: total > 0 };
    case 'pause':
      return { ...scrubber, playing: false };
    case 'tick': {
      if (!scrubber.playing) return scrubber;
      const at = clamped(scrubber.at + 1, total);
      return { ...scrubber, at, playing: at < total };
    }
  }
}

/** How many steps have been run in the state that is shown. */
export function stateShown({ at, side }: Scrubber): number {
  return side === 'before' ? Math.max(0, at - 1) : at;
}

/** States worth having before they are asked for: those one key press away. */
export function neighbours(at: number, total: number): number[] {
  return [at - 1, at, at + 1]
    .map((step) => clamped(step, total))
    .filter((step, index, all) => all.indexOf(step) === index);
}

/** `after step 3 of 7`, `before the first of 7 steps`; lines of a script go by their number in it: `after line 12`. */
export function placeWords(
  { at, side }: Scrubber,
  {
    word,
    reached,
    entries,
  }: Pick<Run, 'word' | 'reached'> & { readonly entries: readonly { readonly number: number }[] },
): string {
  if (at === 0) return reached === 1 ? `before the only ${word}` : `before the first of ${reached} ${word}s`;
  return word === 'line'
    ? `${side} line ${entries[at - 1]?.number ?? at}`
    : `${side} step ${at} of ${reached}`;
}

const KEYS: Readonly<Record<string, (total: number) => ScrubberMove>> = {
  ArrowLeft: () => ({ kind: 'by', steps: -1 }),
  ArrowUp: () => ({ kind: 'by', steps: -1 }),
  ArrowRight: () => ({ kind: 'by', steps: 1 }),
  ArrowDown: () => ({ kind: 'by', steps: 1 }),
  PageUp: () => ({ kind: 'by', steps: -10 }),
  PageDown: () => ({ kind: 'by', steps: 10 }),
  Home: () => ({ kind: 'go', at: 0 }),
  End: (total) => ({ kind: 'go', at: total }),
};

/** What a key does to the scrubber; null = it is not one of its keys. */
export function moveOfKey(key: string, total: number): ScrubberMove | null {
  return Object.hasOwn(KEYS, key) ? KEYS[key]!(total) : null;
}
