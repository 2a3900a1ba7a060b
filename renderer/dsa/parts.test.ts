import { expect, test } from 'vitest';
import { busyHost, crowdedHost } from './graph/fixture.ts';
import {
  addressOf,
  findPart,
  hasItAlready,
  isRunning,
  matches,
  mdevsOnWq,
  partLabel,
  rowsOf,
  shortId,
  slotsOf,
  sortRows,
  withShortIds,
} from './parts.ts';

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

test('sentences name an mdev as the rest of the view does, once', () => {
  const { id } = first!;
  expect([
    withShortIds(state, `Move ${id} to wq0.2`),
    withShortIds(state, `The mdev ${id} is there.`),
    withShortIds(state, 'Enable wq0.1'),
  ]).toEqual([`Move mdev ${shortId(id)} to wq0.2`, `The mdev ${shortId(id)} is there.`, 'Enable wq0.1']);
});

test('whether a guest runs is what its devices say, and not told where one does not tell', () => {
  const untold = { ...state, mdevs: state.mdevs.map((mdev) => ({ ...mdev, guest: 'g3', running: null })) };
  expect([isRunning(state, 'g0'), isRunning(state, 'g3'), isRunning(untold, 'g3')]).toEqual([
    true,
    false,
    null,
  ]);
});

test('DSA-O32 mdevs whose queue is not told may have a queue, and are not counted as if they had it', () => {
  const dsa2 = state.devices[2]!;
  const ids = (index: number) => {
    const { sure, maybe } = mdevsOnWq(state, dsa2, index);
    return [sure.map(({ id }) => id), maybe.map(({ id }) => id)];
  };
  expect([ids(0), ids(1), ids(2)]).toEqual([
    [[state.mdevs[3]!.id], [state.mdevs[4]!.id]],
    [[], [state.mdevs[4]!.id]],
    [[], []],
  ]);
});

test('DSA-O31 a dedicated queue is not given twice to the guest that has it; a shared one can be', () => {
  expect([
    hasItAlready(state, 'g0', 'wq0.1'),
    hasItAlready(state, 'g1', 'wq0.1'),
    hasItAlready(state, 'g1', 'wq0.2'),
    hasItAlready(state, 'g0', 'dsa0'),
  ]).toEqual(['vm-web has wq0.1 already, and it is dedicated.', null, null, null]);
});

test('slots of what may run are at least so many, and an address that is assumed is not told', () => {
  const [dsa0, , dsa2] = state.devices;
  expect([
    slotsOf(state, dsa0!),
    slotsOf(state, dsa2!),
    addressOf(state, dsa0!),
    addressOf({ untold: ['addresses'] }, dsa0!),
  ]).toEqual([{ used: 2, atLeast: false }, { used: 1, atLeast: true }, '0000:6a:00.0', 'address not told']);
});

test('settings the source does not tell are not shown as if they were read; what is wished since is', () => {
  const rows = rowsOf({ ...state, untold: ['values'] });
  const of = (id: string) => {
    const { state: how, mode, type, size, group } = rows.find((row) => row.id === id)!;
    return [how, mode, type, size, group];
  };
  expect([of('wq0.3'), of('wq0.1'), of('engine2.2'), of('group0.3'), of('dsa0')]).toEqual([
    ['disabled', 'not told', 'not told', null, 'not told'],
    ['locked', 'dedicated', 'mdev', 32, 'group0.0'],
    ['not told', '', '', null, ''],
    ['not told', '', '', null, ''],
    ['enabled', '', 'DSA', null, ''],
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
