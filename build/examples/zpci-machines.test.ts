import { expect, test } from 'vitest';
import { problems } from '../../electron/engine/zpci/derive/problems.ts';
import { applyEdit } from '../../electron/engine/zpci/edits.ts';
import { builtGuest } from '../../electron/engine/zpci/kernel/of-guest.ts';
import type { HostFunction, ZpciState } from '../../shared/zpci/types.ts';
import { ZPCI_EXAMPLES } from './zpci-machines.ts';

const [captured, lpar, emulated] = ZPCI_EXAMPLES.map(({ zpci }) => zpci) as [ZpciState, ZpciState, ZpciState];

/** Handle, group and window of each function as its guest reads them. */
function readBy(state: ZpciState): readonly string[] {
  return state.guests.flatMap((guest) =>
    builtGuest(state, guest, {}).machine.functions.map(
      ({ target, fh, group, values }) =>
        `${target} ${fh.toString(16)} ${group.toString(16)} ${values.sdma?.toString(16)}-${values.edma?.toString(16)}`,
    ),
  );
}

test('the captured guest reads what its capture shows', () => {
  expect(readBy(captured)).toEqual([
    'h0 80010000 f0 100000000-1ffffffff',
    'h1 80010001 f0 100000000-1ffffffff',
    'h2 80010002 f1 100000000-10fffefff',
    'h3 80010003 f2 100000000-10fffefff',
    'r0 80020004 ff 100000000-1ffffffffffffff',
  ]);
});

test('the emulated cards are in QEMU’s own group, with its window', () => {
  expect(new Set(readBy(emulated).map((line) => line.split(' ').slice(2).join(' ')))).toEqual(
    new Set(['ff 100000000-1ffffffffffffff']),
  );
});

function countBy<Key>(
  functions: readonly HostFunction[],
  key: (one: HostFunction) => Key,
): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const one of functions) counts.set(key(one), (counts.get(key(one)) ?? 0) + 1);
  return counts;
}

test('the LPAR has 40 functions of three types, and six guests of four generations whose problems are the ones to learn from', () => {
  const rules = [...new Set(problems(lpar, lpar).map(({ rule }) => rule))].toSorted();
  expect([
    lpar.functions.length,
    countBy(lpar.functions, ({ pft }) => pft),
    countBy(lpar.functions, ({ state }) => state),
    lpar.guests.length,
    new Set(lpar.guests.map(({ profile }) => profile)).size,
    lpar.guests.flatMap((guest) => [...builtGuest(lpar, guest, {}).failures]),
    ['ZPCI-K1', 'ZPCI-K5', 'ZPCI-K9', 'ZPCI-K12', 'ZPCI-K17', 'ZPCI-R3'].filter(
      (rule) => !rules.includes(rule),
    ),
  ]).toEqual([
    40,
    new Map([
      [0x0a, 22],
      [0x05, 9],
      [null, 2],
      [0x0b, 7],
    ]),
    new Map([
      ['configured', 37],
      ['standby', 2],
      ['error', 1],
    ]),
    6,
    4,
    [],
    [],
  ]);
});

test('ZPCI-A4 a second RoCE function for db1 that asks for a UID it has is refused with two ways out', () => {
  const give = { family: 'zpci', op: 'give', guest: 'guest:db1', fid: 0x202, device: 'hostdev3' } as const;
  const outcome = applyEdit(lpar, { ...give, guestUid: 0x31, guestFid: 0x44 });
  expect(outcome.ok ? [] : outcome.refusal.fixes.map(({ label }) => label)).toEqual([
    'Give it with UID 0x0001, the lowest that is free',
    'Give it with the numbers of the host, UID 0x0202 and FID 0x00000202',
  ]);
});
