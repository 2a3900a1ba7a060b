import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHUNK, SparseInts } from './sparse-ints.ts';

describe('SparseInts', () => {
  it('is zero where nothing was written, at negative indexes too', () => {
    const draft = new SparseInts().draft();
    draft.set(-1, 7);
    const ints = draft.done();
    expect([ints.get(-1), ints.get(-2), ints.get(0), ints.chunkNumbers()]).toEqual([7, 0, 0, [-1]]);
  });

  it('shares the chunks that did not change, and leaves the original as it was', () => {
    const first = new SparseInts().draft();
    first.set(0, 1);
    first.set(CHUNK, 2);
    const before = first.done();
    const second = before.draft();
    second.set(CHUNK, 3);
    const after = second.done();
    expect([before.get(CHUNK), after.get(CHUNK)]).toEqual([2, 3]);
    expect(after.chunk(0)).toBe(before.chunk(0));
    expect(after.chunk(1)).not.toBe(before.chunk(1));
  });

  it('goes on from a finished copy without changing it', () => {
    const draft = new SparseInts().draft();
    draft.set(5, 1);
    const before = draft.done();
    draft.set(5, 2);
    draft.set(6, 3);
    const after = draft.done();
    expect([before.get(5), before.get(6), after.get(5), after.get(6)]).toEqual([1, 0, 2, 3]);
  });

  it('is the same object when nothing was really changed', () => {
    const draft = new SparseInts().draft();
    draft.set(3, 4);
    const before = draft.done();
    const idle = before.draft();
    idle.set(3, 4);
    idle.clear(10, 20);
    expect(idle.done()).toBe(before);
  });

  it('tells what it clears, over a range far larger than what is there', () => {
    const draft = new SparseInts().draft();
    draft.set(3, 1);
    draft.set(5000, 2);
    draft.set(9000, 3);
    const cleared: [number, number][] = [];
    draft.clear(4, 2 ** 30, (index, value) => cleared.push([index, value]));
    const ints = draft.done();
    expect(cleared).toEqual([
      [5000, 2],
      [9000, 3],
    ]);
    expect([ints.get(3), ints.get(5000), ints.get(9000)]).toEqual([1, 0, 0]);
  });

  it('does what a plain map does', () => {
    const index = fc.integer({ min: -3000, max: 3000 });
    const step = fc.oneof(
      fc.record({ kind: fc.constant('set' as const), index, value: fc.integer({ min: 0, max: 5 }) }),
      fc.record({ kind: fc.constant('clear' as const), index, value: fc.integer({ min: 0, max: 2500 }) }),
      fc.record({ kind: fc.constant('done' as const), index, value: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const plain = new Map<number, number>();
        const draft = new SparseInts().draft();
        const kept: [SparseInts, Map<number, number>][] = [];
        for (const { kind, index: at, value } of steps) {
          if (kind === 'set') {
            draft.set(at, value);
            plain.set(at, value);
          } else if (kind === 'clear') {
            draft.clear(at, at + value);
            for (const key of plain.keys()) if (key >= at && key <= at + value) plain.set(key, 0);
          } else kept.push([draft.done(), new Map(plain)]);
        }
        kept.push([draft.done(), plain]);
        for (const [ints, wanted] of kept)
          expect([...wanted].map(([key]) => ints.get(key))).toEqual([...wanted.values()]);
      }),
    );
  });
});
