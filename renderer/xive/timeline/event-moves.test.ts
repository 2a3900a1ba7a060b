import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { XiveEdit } from '../../../shared/xive/edits.ts';
import { duplicate, type EventChange, moveBy, moveTo, pickedOf, removal, split } from './event-moves.ts';

/** The edits on a list of names, as shared/xive/edits.ts tells them. */
function made(names: readonly string[], edits: readonly XiveEdit[]): string[] {
  const list = [...names];
  for (const edit of edits) {
    if (edit.op === 'removeEvents') list.splice(edit.at, edit.count);
    if (edit.op === 'insertEvents')
      list.splice(edit.at, 0, ...edit.events.map((event) => event.note ?? event.op));
    if (edit.op === 'moveEvents') {
      const moved = list.slice(edit.at, edit.at + edit.count);
      const before = list.filter((_, at) => at < edit.to && (at < edit.at || at >= edit.at + edit.count));
      const behind = list.filter((_, at) => at >= edit.to && (at < edit.at || at >= edit.at + edit.count));
      list.splice(0, list.length, ...before, ...moved, ...behind);
    }
  }
  return list;
}

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const pickedNames = (names: readonly string[], { picked }: EventChange) =>
  names.slice(picked.first - 1, picked.last);

describe('changes of picked events', () => {
  it('picks both ways, never the start', () => {
    expect([pickedOf(4, 2), pickedOf(0, 3), pickedOf(0, 0)]).toEqual([
      { first: 2, last: 4 },
      { first: 1, last: 3 },
      null,
    ]);
  });

  it('has the same events picked after they were moved, wherever they were dropped', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 6 }),
        (one, other, before) => {
          const picked = pickedOf(one, other)!;
          const change = moveTo('b', picked, before);
          const names = NAMES.slice(picked.first - 1, picked.last);
          if (change === null) return before >= picked.first && before <= picked.last + 1;
          const after = made(NAMES, change.edits);
          expect(pickedNames(after, change)).toEqual(names);
          expect(after.toSorted()).toEqual(NAMES);
          const follower = before > NAMES.length ? undefined : NAMES[before - 1];
          expect(after[change.picked.last]).toBe(follower);
          return true;
        },
      ),
    );
  });

  it('moves by one place and stops at both ends', () => {
    const picked = { first: 2, last: 3 };
    const up = moveBy('b', picked, -1, 5)!;
    const down = moveBy('b', picked, 1, 5)!;
    expect([made(NAMES, up.edits), made(NAMES, down.edits)].map((list) => list.join(''))).toEqual([
      'bcade',
      'adbce',
    ]);
    expect([moveBy('b', { first: 1, last: 2 }, -1, 5), moveBy('b', { first: 4, last: 5 }, 1, 5)]).toEqual([
      null,
      null,
    ]);
  });

  it('stands before the first of those that were deleted', () => {
    const change = removal('b', { first: 2, last: 4 }, 5);
    expect({ left: made(NAMES, change.edits), step: change.step }).toEqual({ left: ['a', 'e'], step: 1 });
  });

  it('puts copies behind the originals and picks the copies', () => {
    const change = duplicate('b', { first: 2, last: 3 }, [
      { op: 'infoPic', note: 'B' },
      { op: 'infoPic', note: 'C' },
    ]);
    const after = made(NAMES, change.edits);
    expect([after.join(''), pickedNames(after, change).join('')]).toEqual(['abcBCde', 'BC']);
  });

  it('splits the event that is shown', () => {
    expect(split('b', 3).edits).toEqual([{ family: 'xive', op: 'expandEvent', branch: 'b', at: 2 }]);
  });
});
