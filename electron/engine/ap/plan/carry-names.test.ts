import { expect, test } from 'vitest';
import { createApState, createMdev, masksOf, UNKNOWN_GUEST } from '../model.ts';
import { carryNames } from './carry-names.ts';
import { changeGroups } from './changes.ts';
import { uuid } from './testing.ts';

const [A, B, C] = [uuid(1), uuid(2), uuid(3)];
const matrix = masksOf([5], [4]);

test('a new reading has the names and hues of the wish, where the wish has names', () => {
  const now = createApState({
    mdevs: [
      createMdev(A, { name: 'mdev 00000001...0000', hue: 0, guest: UNKNOWN_GUEST }),
      createMdev(B, { name: 'billing', hue: 1 }),
      createMdev(C, { name: 'mdev 00000003', hue: 2, guest: 'other' }),
    ],
  });
  const wish = createApState({
    mdevs: [
      createMdev(A, { name: 'payments', hue: 6, guest: 'pay' }),
      createMdev(B, { name: 'mdev 00000002', hue: 1 }),
    ],
  });
  expect(carryNames(now, wish).mdevs.map(({ name, hue, guest }) => [name, hue, guest])).toEqual([
    ['payments', 6, 'pay'],
    ['billing', 1, null],
    ['mdev 00000003', 2, 'other'],
  ]);
  expect(carryNames(now, now)).toBe(now);
});

test('a name, a hue and a kernel chosen by hand are no change of a host', () => {
  const observed = createApState({ mdevs: [createMdev(A, { name: 'mdev 00000001', matrix })] });
  const desired = createApState({
    profile: '2018-merged',
    mdevs: [createMdev(A, { name: 'payments', hue: 6, matrix })],
  });
  expect(changeGroups(observed, desired)).toEqual([]);
});
