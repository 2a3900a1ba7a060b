import { expect, test } from 'vitest';
import { fixtureFunction, fixtureState } from './fixture.ts';
import { freeNumbers, readNumber } from './panels/IdsDialog.tsx';
import { foundFunctions, markOf, partLabel, windowSize } from './parts.ts';

test('the search finds functions by address, FID, PCHID, type, guest and by being free', () => {
  const state = fixtureState();
  const found = (search: string, type: number | null = null) =>
    foundFunctions(state, search, type).map(({ fid }) => fid);
  expect([
    found('0031:'),
    found('00000042'),
    found('0x01c0'),
    found('roce guest-g1'),
    found('free'),
    found('', 0x0a),
    found('mlx5 standby'),
  ]).toEqual([[0x41], [0x42], [0x41, 0x42], [0x41], [0x42, 0x63], [0x41, 0x42], []]);
});

test('the mark tells the owner first, then state and driver, and never guesses', () => {
  const state = fixtureState();
  const marks = [
    ...state.functions,
    fixtureFunction(1, { state: 'error' }),
    fixtureFunction(2, { driverTold: false }),
    fixtureFunction(3),
    fixtureFunction(4, { driver: 'vfio-pci' }),
  ].map((fn) => markOf(state, fn));
  expect(marks).toEqual(['guest', 'driver', 'standby', 'error', 'untold', 'free', 'vfio']);
});

test('names of parts are said in words', () => {
  const state = fixtureState();
  expect(
    ['g1', 'fn:00000041', 'fn:00000063', 'dev:g1/h0', 'group:g2/f0', 'hostgroup:07'].map((id) =>
      partLabel(state, id),
    ),
  ).toEqual([
    'guest-g1',
    '0031:00:00.0',
    'FID 0x00000063',
    'h0 of guest-g1',
    'group 0xf0 of guest-g2',
    'group 0x07 of the host',
  ]);
});

test('sizes of windows count both ends, and nothing is made up', () => {
  expect([
    windowSize('0x100000000', '0x10fffffff'),
    windowSize('0x0', '0xffffffffffffffff'),
    windowSize('0x10', '0xf'),
    windowSize(null, '0xf'),
  ]).toEqual(['256 MiB', '16 EiB', 'no window', null]);
});

test('numbers are read in hexadecimal, empty is left to the tool', () => {
  expect([
    readNumber('0x24', 0xff_ff),
    readNumber('24', 0xff_ff),
    readNumber(' ', 0xff_ff),
    readNumber('0x10000', 0xff_ff),
    readNumber('UID', 0xff_ff),
  ]).toEqual([0x24, 0x24, null, undefined, undefined]);
  expect(freeNumbers(new Set([1, 3]), 1, 3)).toEqual([2, 4, 5]);
});

test('a function is found by its numbers, with or without their names and leading zeros', () => {
  const state = fixtureState();
  const found = (search: string) => foundFunctions(state, search, null).map(({ fid }) => fid);
  expect(['0x41', '0x041', 'FID 0x41', 'pchid 0x01c0', '0x1c0', '0x99'].map(found)).toEqual([
    [0x41],
    [0x41],
    [0x41],
    [0x41, 0x42],
    [0x41, 0x42],
    [],
  ]);
});
