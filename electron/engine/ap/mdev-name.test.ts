import { expect, test } from 'vitest';
import { mdevName } from './mdev-name.ts';

const A = '11111111-0000-4000-8000-00000000000a';
const B = '11111111-0000-4000-8000-00000000000b';
const LIKE_A = '11111111-0000-4000-8000-00001000000a';

test('as much of the UUID as it takes to tell devices apart (AP-C7)', () => {
  expect([
    mdevName(A, [A]),
    mdevName(A, [A, B]),
    mdevName(B, [A, B]),
    mdevName(A, [A, B, LIKE_A]),
    mdevName(A, ['payments-a', 'mdev 11111111']),
  ]).toEqual([
    'mdev 11111111',
    'mdev 11111111...000a',
    'mdev 11111111...000b',
    `mdev ${A}`,
    'mdev 11111111...000a',
  ]);
});
