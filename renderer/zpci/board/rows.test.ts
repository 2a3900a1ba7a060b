import { expect, test } from 'vitest';
import { fixtureFunction, fixtureState } from '../fixture.ts';
import { changedRows, guestRows, hostRows } from './rows.ts';

test('functions stand in a card of their adapter, by address, with what is free of it', () => {
  const state = fixtureState();
  const rows = hostRows(state, state.functions).map((row) =>
    row.kind === 'adapter' ? `${row.title}: ${row.free} of ${row.count} free, ${row.about}` : row.id,
  );
  expect(rows).toEqual([
    'PCHID 0x01c0: 1 of 2 free, RoCE Express2 or 3',
    'fn:00000041',
    'fn:00000042',
    'Adapter not told: 0 of 1 free, type not told',
    'fn:00000063',
  ]);
});

test('ZPCI-A24 free is what could be given: not what is off, in error or has virtual functions, and not what nobody told of', () => {
  const functions = [
    { driver: 'mlx5_core' },
    { driver: 'mlx5_core', activeVfs: 2 },
    { driver: 'mlx5_core', virtualFunctions: ['0001:00:00.1'] },
    { driver: 'mlx5_core', virtualFunctions: ['0001:00:00.1'], activeVfs: 0 },
    { driver: 'vfio-pci' },
    { driverTold: false },
    { state: 'standby' as const },
    { state: 'error' as const },
  ].map((parts, at) => fixtureFunction(at, parts));
  const [first] = hostRows({ ...fixtureState(), functions, untold: ['guests'] }, functions);
  expect(first).toMatchObject({ free: 2, untold: 2, count: 8 });
});

test('a search that hides functions leaves the count of their adapter as it is', () => {
  const state = fixtureState();
  expect(hostRows(state, state.functions.slice(0, 1))).toMatchObject([
    { kind: 'adapter', free: 1, count: 2 },
    { kind: 'function' },
  ]);
});

test('devices stand under their guest in the order of creation, a guest without says so', () => {
  const rows = guestRows(fixtureState().guests, null).map(({ kind, id }) => `${kind} ${id}`);
  expect(rows).toEqual(['guest g1', 'device dev:g1/h0', 'guest g2', 'none none:g2']);
});

test('what was given is marked on both sides, what stayed is not', () => {
  const before = fixtureState();
  const [g1, g2] = before.guests;
  const state = {
    ...before,
    guests: [
      { ...g1!, devices: [] },
      { ...g2!, devices: g1!.devices },
    ],
  };
  expect([...changedRows(before, state)]).toEqual(['fn:00000041', 'dev:g2/h0']);
  expect(changedRows(before, before).size).toBe(0);
});

test('what came anew over the wire without a change is not marked', () => {
  const before = fixtureState();
  expect(changedRows(before, structuredClone(before)).size).toBe(0);
});
