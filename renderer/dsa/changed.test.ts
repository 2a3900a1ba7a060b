import { expect, test } from 'vitest';
import type { DsaState, DsaWq } from '../../shared/dsa/types.ts';
import { changedParts } from './changed.ts';
import { busyHost, guest, mdev } from './graph/fixture.ts';

const state = busyHost();

/** The same values with every object made anew, its keys the other way round, as from another source. */
function anew<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(anew) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, anew(inner)] as const);
  return Object.fromEntries(entries.reverse()) as Value;
}

const changedIn = (after: DsaState) => [...changedParts(state, after)].sort();

function withWq(device: number, index: number, parts: Partial<DsaWq>): DsaState {
  const devices = state.devices.map((each) =>
    each.id === device
      ? { ...each, wqs: each.wqs.map((wq, at) => (at === index ? { ...wq, ...parts } : wq)) }
      : each,
  );
  return { ...state, devices };
}

test('a guest that is added or renamed makes no part differ, however the state was made', () => {
  const guests = [...state.guests.map((each) => ({ ...each, name: `${each.name}-2` })), guest(9, 'vm-new')];
  expect([changedIn({ ...anew(state), guests }), changedIn(anew(state))]).toEqual([[], []]);
});

test('DSA-O33 a locked queue is as an enabled one; what only the driver counts is no difference', () => {
  const after = [
    withWq(0, 1, { state: 'enabled', clients: 0, cdevMinor: 3 }),
    withWq(0, 1, { state: 'disabled', driver: null }),
    withWq(0, 1, { name: 'other' }),
  ];
  expect(after.map(changedIn)).toEqual([[], ['wq0.1'], ['wq0.1']]);
});

test('what differs is named part by part, also devices of guests that are new, elsewhere or another’s', () => {
  const [first, second, third, ...rest] = state.mdevs;
  const [device, ...others] = withWq(0, 3, { size: 16 }).devices;
  const added = mdev(9, 'dsa0', 3, { guest: 'g3' });
  const after: DsaState = {
    ...state,
    devices: [{ ...device!, engines: [0, 0, 1, -1], state: 'disabled' }, ...others],
    mdevs: [
      { ...first!, wq: 3 },
      { ...second!, guest: 'g3' },
      { ...third!, running: null, iommuGroup: 3 },
      ...rest,
      added,
    ],
  };
  expect(changedIn(after)).toEqual(
    ['dsa0', 'engine0.3', 'wq0.3', first!.id, second!.id, third!.id, added.id].sort(),
  );
});

test('what the source did not tell is not told to differ', () => {
  const untold = state.mdevs[4]!;
  const told = { ...untold, wq: 1, guest: 'g0', runningTold: true };
  const after = { ...state, mdevs: state.mdevs.map((each) => (each === untold ? told : each)) };
  expect(changedIn(after)).toEqual([]);
});
