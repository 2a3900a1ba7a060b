/** What a wish changes, what drifts, what a new reading keeps, in words. */
import { describe, expect, it } from 'vitest';
import { withMdev, withWq } from '../model.ts';
import { carryOver } from './carry-over.ts';
import { changeGroups } from './changes.ts';
import { stateDifferences } from './differences.ts';
import { driftRows } from './drift.ts';
import { dsaPlanning } from './planning.ts';
import { savedConfigText } from '../config/write-config.ts';
import { after, bind, create, DEDICATED, forGuests, hostA, SHARED, start, uuid, write } from './testing.ts';

const idle = hostA();
const pool = after(idle, [
  ...forGuests('wq0.2', { mode: 'shared', size: 32 }),
  write('wq0.2/threshold', 24),
  write('engine0.0/group_id', 0),
  bind('dsa0', 'idxd'),
  bind('wq0.2', 'mdev'),
  create(SHARED, 1),
  start(1, 'vm1'),
]);
const wish = withMdev(pool, uuid(1), { guest: 'vm1' });

describe('changes', () => {
  it('are told by guest and by device, in the words of the field', () => {
    const groups = changeGroups(idle, wish).map(({ title, lines }) => [title, lines.map(({ text }) => text)]);
    expect(groups).toEqual([
      ['vm1', [`gets 00000000 on wq0.2 as ${SHARED}`]],
      [
        'dsa0 (0000:6a:01.0)',
        [
          'dsa0: enabled',
          'engine0.0: group 0',
          'wq0.2: size 32, threshold 24, type mdev, name g-wq0.2, group 0, priority 10, driver name mdev, bound to mdev',
        ],
      ],
    ]);
  });

  it('leave out what no host shows', () => {
    const renamed = {
      ...wish,
      guests: wish.guests.map((guest) => ({ ...guest, name: `${guest.name}-x`, hue: 7 })),
    };
    expect(stateDifferences(wish, renamed)).toEqual([]);
    const other = withMdev(wish, uuid(1), {
      running: { ...wish.mdevs[0]!.running!, pasid: 9, slots: [7], interrupts: 3 },
      iommuGroup: 12,
    });
    expect(stateDifferences(wish, other)).toEqual([]);
    const dedicated = after(idle, [
      ...forGuests('wq0.0'),
      write('engine0.0/group_id', 0),
      bind('dsa0', 'idxd'),
      bind('wq0.0', 'mdev'),
    ]);
    const locked = after(dedicated, [create(DEDICATED, 1), { op: 'mdev-remove', uuid: uuid(1) }]);
    expect(stateDifferences(dedicated, locked)).toEqual([]);
    expect(stateDifferences(dedicated, idle)).not.toEqual([]);
  });
});

describe('drift', () => {
  const states = (kept: typeof pool, desired = kept) =>
    driftRows(kept, desired).map(({ what, state }) => [what, state]);

  it('tells of each device, queue and definition whether the next boot brings it', () => {
    expect(states(pool)).toEqual([
      ['dsa0', 'drift'],
      ['wq0.2', 'drift'],
      [uuid(1), 'drift'],
    ]);
    const kept = withMdev({ ...pool, saved: savedConfigText(pool) }, uuid(1), { definition: 'auto' });
    expect(states(kept)).toEqual([
      ['dsa0', 'same'],
      ['wq0.2', 'same'],
      [uuid(1), 'same'],
    ]);
    expect(states(kept, withWq(kept, 'dsa0', 2, { priority: 3 }))).toContainEqual(['wq0.2', 'pending']);
    expect(states(idle, kept)).toEqual([
      ['dsa0', 'pending'],
      ['wq0.2', 'pending'],
      [uuid(1), 'pending'],
    ]);
    expect(states({ ...kept, savedTold: false })).toContainEqual(['wq0.2', 'unknown']);
  });

  it('a saved file that cannot be read is not told from one nobody knows', () => {
    expect(states({ ...pool, saved: '{ broken' })).toContainEqual(['wq0.2', 'unknown']);
  });
});

describe('a new reading', () => {
  it('keeps names, hues, whose a device is, and the queue the studio gave it', () => {
    const read = {
      ...pool,
      guests: [{ id: 'read-1', name: 'vm1', hue: 0, domain: 'vm1' }],
      mdevs: pool.mdevs.map((mdev) => ({ ...mdev, guest: null, wq: null, candidates: [2, 3] })),
    };
    const named = { ...wish, guests: [{ id: 'vm1', name: 'web', hue: 5, domain: 'vm1' }] };
    const carried = carryOver(read, named);
    expect(carried.guests).toEqual([{ id: 'vm1', name: 'web', hue: 5, domain: 'vm1' }]);
    expect(carried.mdevs.map(({ guest, wq, candidates }) => ({ guest, wq, candidates }))).toEqual([
      { guest: 'vm1', wq: 2, candidates: [2] },
    ]);
    expect(carryOver(wish, wish)).toBe(wish);
  });

  it('guests are meant by id, by name, by domain, or by a device of theirs', () => {
    const state = {
      ...wish,
      guests: [{ id: 'g1', name: 'web', hue: 0, domain: 'web-1' }],
      mdevs: wish.mdevs.map((mdev) => ({ ...mdev, guest: 'g1' })),
    };
    const ids = ['g1', 'web', 'web-1', uuid(1), 'nobody'].map((text) =>
      dsaPlanning.guestIds(state, state, text),
    );
    expect(ids).toEqual([['g1'], ['g1'], ['g1'], ['g1'], []]);
  });
});
