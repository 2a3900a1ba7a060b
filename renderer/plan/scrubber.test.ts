import { expect, test } from 'vitest';
import {
  AT_START,
  moveOfKey,
  moveScrubber,
  neighbours,
  placeWords,
  type ScrubberMove,
  stateShown,
} from './scrubber.ts';

function after(moves: readonly ScrubberMove[], total = 7) {
  return moves.reduce((scrubber, move) => moveScrubber(scrubber, move, total), AT_START);
}

test('moving stays within the steps and stops the playing', () => {
  expect(after([{ kind: 'play' }, { kind: 'by', steps: 3 }])).toEqual({
    at: 3,
    side: 'after',
    playing: false,
  });
  expect(after([{ kind: 'by', steps: -1 }]).at).toBe(0);
  expect(after([{ kind: 'go', at: 99 }]).at).toBe(7);
});

test('playing goes step by step, ends at the last one, and starts over from there', () => {
  const once = after([{ kind: 'play' }, { kind: 'tick' }], 2);
  expect(once).toEqual({ at: 1, side: 'after', playing: true });
  const end = moveScrubber(once, { kind: 'tick' }, 2);
  expect(end).toEqual({ at: 2, side: 'after', playing: false });
  expect(moveScrubber(end, { kind: 'tick' }, 2)).toEqual(end);
  expect(moveScrubber(end, { kind: 'play' }, 2)).toEqual({ at: 0, side: 'after', playing: true });
  expect(moveScrubber(AT_START, { kind: 'play' }, 0).playing).toBe(false);
});

test('before a step is the state after the one before it', () => {
  const third = after([{ kind: 'go', at: 3 }]);
  const before = moveScrubber(third, { kind: 'side', side: 'before' }, 7);
  expect([
    stateShown(third),
    stateShown(before),
    stateShown(moveScrubber(before, { kind: 'go', at: 0 }, 7)),
  ]).toEqual([3, 2, 0]);
  const steps = { word: 'step', reached: 7, entries: [] } as const;
  expect([third, before, AT_START].map((scrubber) => placeWords(scrubber, steps))).toEqual([
    'after step 3 of 7',
    'before step 3 of 7',
    'before the first of 7 steps',
  ]);
  const line = { word: 'line', reached: 1, entries: [{ number: 12 }] } as const;
  expect([placeWords(AT_START, line), placeWords({ ...AT_START, at: 1 }, line)]).toEqual([
    'before the only line',
    'after line 12',
  ]);
});

test('keys move, and states one key press away are worth fetching', () => {
  expect(['Home', 'End', 'ArrowUp', 'PageDown', 'x', 'toString'].map((key) => moveOfKey(key, 7))).toEqual([
    { kind: 'go', at: 0 },
    { kind: 'go', at: 7 },
    { kind: 'by', steps: -1 },
    { kind: 'by', steps: 10 },
    null,
    null,
  ]);
  expect([neighbours(0, 7), neighbours(3, 7), neighbours(7, 7)]).toEqual([
    [0, 1],
    [2, 3, 4],
    [6, 7],
  ]);
});
