import { expect, test } from 'vitest';
import { apqnOf } from '../../shared/apqn.ts';
import { maskOf } from '../../shared/mask.ts';
import { fixtureGuest, fixtureState } from './fixture.ts';
import { cellsChanged, withNames } from './rehearsed.ts';

const before = fixtureState();

test('the cells of a step are those whose owner changed, also when guests before it came or went', () => {
  const [first, second, third] = before.mdevs;
  const given = { ...first!, matrix: { ...first!.matrix, apm: maskOf([4, 5, 7]) } };
  expect(cellsChanged(before, { ...before, mdevs: [given, second!, third!] })).toEqual([
    apqnOf(7, 6),
    apqnOf(7, 71),
  ]);
  expect(cellsChanged(before, { ...before, mdevs: [second!, third!] })).toEqual([
    apqnOf(4, 6),
    apqnOf(4, 71),
    apqnOf(5, 6),
    apqnOf(5, 71),
  ]);
  expect(cellsChanged(before, before)).toEqual([]);
});

test('a device that a command made anew keeps the name and colour the guest has here', () => {
  const made = fixtureGuest('payments-a', [4], [6], { name: 'mdev payments-a', hue: 5 });
  const state = withNames({ ...before, mdevs: [made, fixtureGuest('new', [], [])] }, before.mdevs);
  expect(state.mdevs.map(({ name, hue }) => [name, hue])).toEqual([
    ['payments-a', 0],
    ['new', 0],
  ]);
});
