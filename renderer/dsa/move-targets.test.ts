import { expect, test } from 'vitest';
import { busyHost } from './graph/fixture.ts';
import { moveTargets } from './move-targets.ts';

const state = busyHost();

test('an mdev can go to shared and free queues of the same kind of device, its own device first', () => {
  expect(moveTargets(state, state.mdevs[0]!).map(({ name, says }) => `${name}: ${says}`)).toEqual([
    'wq0.2: shared, 32 entries, pool, 2 mdevs',
    'wq0.3: unused',
    'wq2.1: dedicated, 16 entries, spare, free',
    'wq2.2: dedicated, 16 entries, lonely, free',
    ...[3, 4, 5, 6, 7].map((index) => `wq2.${index}: unused`),
  ]);
});

test('its own queue and those of the host or of one other guest are left out', () => {
  const names = moveTargets(state, state.mdevs[1]!).map(({ name }) => name);
  expect(['wq0.0', 'wq0.1', 'wq0.2', 'wq2.0', 'wq1.0'].filter((name) => names.includes(name))).toEqual([]);
});
