import { expect, test } from 'vitest';
import { apCells, changedCells } from '../../../shared/ap/cells.ts';
import type { ApState } from '../../../shared/ap/types.ts';
import { fixtureChoice, fixtureGuest, fixtureState } from '../fixture.ts';
import { promisedCells } from './promise.ts';

function hostWith(adapters: number[]): ApState {
  return { ...fixtureState(), mdevs: [fixtureGuest('a', adapters, [6, 71])] };
}

test('a promise to add or take an adapter is what the state then shows', () => {
  const [without, withBoth] = [hostWith([5]), hostWith([5, 6])];
  const domains = '6,71';
  const [cellsWithout, cellsWithBoth] = [
    apCells(without, null, 'desired'),
    apCells(withBoth, null, 'desired'),
  ];
  const changed = changedCells(cellsWithout, cellsWithBoth);
  const added = promisedCells(cellsWithout, fixtureChoice({ adds: [[6, domains]] }), 1);
  const taken = promisedCells(cellsWithBoth, fixtureChoice({ removes: [[6, domains]] }), 1);
  const owners = (cells: typeof added) => changed.map((apqn) => cells.owner[apqn]);
  expect([changed.length > 0, owners(added), owners(taken)]).toEqual([
    true,
    owners(cellsWithBoth),
    owners(cellsWithout),
  ]);
});
