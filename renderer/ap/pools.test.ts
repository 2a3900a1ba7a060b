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
    unbound: lists[2]!.length,
  });
  expect([lists[0]!.length > 0, lists[1]!.some(owned)]).toEqual([true, false]);
});
