import { expect, test } from 'vitest';
import { fixtureState } from './fixture.ts';
import { countPools, POOLS, poolCells } from './pools.ts';

test('pools count the cells they list, and a cell of a guest is free for nobody', () => {
  const state = fixtureState();
  const lists = POOLS.map((pool) => poolCells(state, pool, 65_536));
  const given = state.mdevs.flatMap(({ matrix }) => [matrix]);
  const owned = (apqn: number) =>
    given.some(
      ({ apm, aqm }) =>
        ((apm[apqn >> 13]! << ((apqn >> 8) & 31)) & 0x80000000) !== 0 &&
        ((aqm[(apqn & 255) >> 5]! << (apqn & 31)) & 0x80000000) !== 0,
    );
  expect(countPools(state)).toEqual({
    host: lists[0]!.length,
    free: lists[1]!.length,
    untold: lists[2]!.length,
    unbound: lists[3]!.length,
  });
  expect([lists[0]!.length > 0, lists[1]!.some(owned)]).toEqual([true, false]);
});

test('a queue somebody unknown has is apart from the free ones, until a guest wants it or the host has it', () => {
  const bare = fixtureState();
  const wanted = 0x0406;
  const ofHost = 0x0754;
  const taken = { ...bare, queues: { ...bare.queues, untold: new Set([wanted, 0x0606, ofHost]) } };
  const [before, after] = [countPools(bare), countPools(taken)];
  expect([after, poolCells(taken, 'untold', 9)]).toEqual([
    { ...before, free: before.free - 1, untold: 1 },
    [0x0606],
  ]);
});
