import { expect, test } from 'vitest';
import { busyHost, crowdedHost } from './graph/fixture.ts';
import { findPart, isRunning, matches, partLabel, rowsOf, shortId, sortRows } from './parts.ts';

const state = busyHost();
const [first] = state.mdevs;

test('parts are found by their names, and only those that are there', () => {
  const kinds = ['dsa0', 'iax1', 'wq0.3', 'wq0.4', 'group2.3', 'engine0.9', first!.id, 'g1', 'dsa1'].map(
    (id) => findPart(state, id)?.kind ?? null,
  );
  expect(kinds).toEqual(['device', 'device', 'wq', null, 'group', null, 'mdev', 'guest', null]);
});

test('long ids are shortened at both ends, names are not', () => {
  expect([shortId('83b8f4f2-509f-4b8c-a0b2-8c4b6e1d0a01'), shortId('wq0.0'), partLabel(state, 'g1')]).toEqual(
    ['83b8f4f2…0a01', 'wq0.0', 'vm-db'],
  );
});

test('whether a guest runs is what its devices say, and not told where one does not tell', () => {
  const untold = { ...state, mdevs: state.mdevs.map((mdev) => ({ ...mdev, guest: 'g3', running: null })) };
  expect([isRunning(state, 'g0'), isRunning(state, 'g3'), isRunning(untold, 'g3')]).toEqual([
    true,
    false,
    null,
  ]);
});

test('rows are sorted by a column, numbers as numbers, what is empty last either way', () => {
  const wqs = rowsOf(state).filter((row) => row.kind === 'wq' || row.kind === 'group');
  const up = sortRows(wqs, { by: 'size', down: false });
  const down = sortRows(wqs, { by: 'size', down: true });
  expect([up.at(-1)?.kind, down.at(-1)?.kind, down[0]?.id, sortRows(wqs, null)]).toEqual([
    'group',
    'group',
    'wq0.0',
    wqs,
  ]);
  const names = sortRows(rowsOf(crowdedHost(1, 12, 0, 0)), { by: 'id', down: false })
    .filter((row) => row.kind === 'wq')
    .map((row) => row.id);
  expect(names.slice(-3)).toEqual(['wq0.9', 'wq0.10', 'wq0.11']);
});

test('a search takes every word, also of names and guests; no words match nothing', () => {
  expect([
    [...matches(state, 'wq spare')],
    [...matches(state, 'vm-idle')],
    [...matches(state, '  ')],
    matches(state, 'dedicated dsa').size,
  ]).toEqual([['wq2.1'], ['g3'], [], 0]);
});
