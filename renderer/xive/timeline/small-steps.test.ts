import { describe, expect, it } from 'vitest';
import type { TraceEntry, TraceStage } from '../../../shared/xive/cards.ts';
import {
  drawnPlace,
  inOrder,
  moveSmall,
  movement,
  type SmallMove,
  type SmallSteps,
  WHOLE,
} from './small-steps.ts';

function after(total: number, ...moves: SmallMove[]): SmallSteps {
  return moves.reduce((state, move) => moveSmall(state, move, total), WHOLE);
}

describe('playing the small steps of an event', () => {
  it('plays each for its time and stops behind the last', () => {
    const half: SmallMove = { kind: 'tick', part: 0.5 };
    const states = [1, 2, 3, 4].map((ticks) =>
      after(2, { kind: 'play' }, ...Array.from({ length: ticks }, () => half)),
    );
    expect(states).toEqual([
      { at: 0, clock: 0.5, playing: true },
      { at: 1, clock: 0, playing: true },
      { at: 1, clock: 0.5, playing: true },
      { at: 1, clock: 1, playing: false },
    ]);
  });

  it('pauses where it is, and goes on from there', () => {
    const paused = after(3, { kind: 'play' }, { kind: 'tick', part: 0.4 }, { kind: 'pause' });
    expect([
      paused,
      moveSmall(paused, { kind: 'tick', part: 0.4 }, 3),
      moveSmall(paused, { kind: 'play' }, 3),
    ]).toEqual([
      { at: 0, clock: 0.4, playing: false },
      { at: 0, clock: 0.4, playing: false },
      { at: 0, clock: 0.4, playing: true },
    ]);
  });

  it('steps back and forth inside the event only, and starts over when it is played at its end', () => {
    const at = (...moves: SmallMove[]) => after(3, { kind: 'go', at: 1 }, ...moves).at;
    expect([
      at({ kind: 'by', steps: 1 }),
      at({ kind: 'by', steps: 9 }),
      at({ kind: 'by', steps: -9 }),
      at({ kind: 'last' }, { kind: 'play' }),
      at({ kind: 'close' }),
    ]).toEqual([2, 2, 0, 0, null]);
  });

  it('has nothing to play in an event without small steps', () => {
    expect(after(0, { kind: 'play' })).toBe(WHOLE);
  });

  it('moves from 0 to 1 and then rests, or does not move at all', () => {
    expect([
      movement(0, false),
      movement(0.225, false),
      movement(0.45, false),
      movement(1, false),
      movement(0, true),
    ]).toEqual([0, 0.5, 1, 1, 1]);
  });
});

describe('the picture behind the small steps', () => {
  const entry = (stage: TraceStage): TraceEntry => ({
    who: 'kernel',
    stage,
    text: stage,
    call: null,
    rule: 'XIVE-R10',
    vm: 'guest',
    lisns: null,
    pages: null,
    hw: null,
    outcome: 'done',
    event: null,
  });
  const steps = (small: readonly (number | null)[], trace: readonly TraceStage[] | null) =>
    small.map((at) => {
      const place = drawnPlace({ kind: 'branch', branch: 'b', step: 6 }, at, trace?.map(entry) ?? null);
      return place.kind === 'branch' ? place.step : null;
    });

  it('XIVE-R10: is the one before the fault until the page is inserted', () => {
    const fault: readonly TraceStage[] = [
      'access',
      'region',
      'vma',
      'pte',
      'fault',
      'owner',
      'insert',
      'hit',
    ];
    expect(steps([null, 0, 5, 6, 7], fault)).toEqual([6, 5, 5, 6, 6]);
  });

  it('XIVE-R10: keeps the bits in the cards as they were until the hardware answers', () => {
    const trace = ['fault', 'insert', 'hit'] as const;
    const at = (small: number) =>
      drawnPlace({ kind: 'branch', branch: 'b', step: 6 }, small, trace.map(entry), 'cards');
    expect([0, 1, 2].map(at)).toEqual([5, 5, 6].map((step) => ({ kind: 'branch', branch: 'b', step })));
  });

  it('changes with the last of several changes, with the answer where nothing else changes, and waits for the trace', () => {
    expect([
      steps([0, 2, 3], ['claim', 'set', 'zap', 'set']),
      steps([0, 1], ['access', 'hit']),
      steps([0], ['access', 'fault']),
      steps([0, null], null),
    ]).toEqual([[5, 5, 6], [5, 6], [6], [5, 6]]);
  });

  it('begins with the access, also where the region is told first', () => {
    const ordered = (...stages: TraceStage[]) => inOrder(stages.map(entry)).map(({ stage }) => stage);
    expect([
      ordered('region', 'access', 'vma', 'region', 'access', 'hit'),
      ordered('access', 'region', 'vma'),
      ordered('region', 'vma'),
    ]).toEqual([
      ['access', 'region', 'vma', 'access', 'region', 'hit'],
      ['access', 'region', 'vma'],
      ['region', 'vma'],
    ]);
  });

  it('stays where no event led to', () => {
    const reading = { kind: 'reading', reading: 'r' } as const;
    expect([
      drawnPlace(reading, 0, null),
      drawnPlace({ kind: 'branch', branch: 'b', step: 0 }, 0, null),
    ]).toEqual([reading, { kind: 'branch', branch: 'b', step: 0 }]);
  });
});
