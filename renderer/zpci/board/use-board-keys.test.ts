import { expect, test } from 'vitest';
import { fixtureState } from '../fixture.ts';
import { hostRows } from './rows.ts';
import { joinedWith, reachableOf, stepOf, stopsOf } from './use-board-keys.ts';

test('arrows stop at functions, not at the heads of adapters', () => {
  const state = fixtureState();
  expect(stopsOf(hostRows(state, state.functions))).toEqual(['fn:00000041', 'fn:00000042', 'fn:00000063']);
});

test('keys step inside the list and stay at its ends; others are left alone', () => {
  const keys = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End', 'a'];
  expect(keys.map((key) => stepOf(key, 1, 4))).toEqual([2, 0, 3, 0, 0, 3, null]);
});

test('left and right lead to what a row is joined with', () => {
  const state = fixtureState();
  expect(['fn:00000041', 'dev:g1/h0', 'fn:00000042', 'g1'].map((id) => joinedWith(state, id))).toEqual([
    'dev:g1/h0',
    'fn:00000041',
    null,
    null,
  ]);
});

test('Tab reaches the selected row, and the first one where that is not listed', () => {
  const rows = ['adapter', 'function', 'function'].map((kind, at) => ({ id: `row${at}`, kind }));
  expect([
    reachableOf(rows, 'row2'),
    reachableOf(rows, null),
    reachableOf(rows, 'hostgroup:7'),
    reachableOf([], 'row2'),
  ]).toEqual(['row2', 'row1', 'row1', null]);
});
