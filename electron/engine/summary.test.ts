import { expect, it } from 'vitest';
import { createState, createDevice } from './dsa/model.ts';
import { dsaSummary } from './dsa/summary.ts';
import { dsaFamily } from './dsa/family.ts';
import { firstOf, namesOf, type SummaryLines, summaryOf } from './summary.ts';
import type { DsaEdit } from '../../shared/dsa/edits.ts';
import type { DsaState } from '../../shared/dsa/types.ts';

it('many parts are counted after the first sixteen', () => {
  const numbers = Array.from({ length: 18 }, (_, index) => index);
  const lines = firstOf(numbers, 'lamp', (number) => [`lamp ${number}`, String(number)]);
  expect([lines.length, lines.at(-1), namesOf(numbers.map(String)).slice(-13)]).toEqual([
    17,
    ['more lamp', 'and 2 more lamps'],
    '15 and 2 more',
  ]);
});

it('a line of the wish that differs says what was read, and one that is gone says so', () => {
  const linesOf = (state: Readonly<Record<string, string>>): SummaryLines => new Map(Object.entries(state));
  const read: Readonly<Record<string, string>> = { a: 'lamp a: on', b: 'lamp b: on' };
  const wish: Readonly<Record<string, string>> = { a: 'lamp a: off', c: 'lamp c: on' };
  expect([summaryOf(read, read, linesOf), summaryOf(read, wish, linesOf)]).toEqual([
    ['lamp a: on', 'lamp b: on'],
    ['lamp a: off (wished; read: on)', 'lamp c: on (wished)', 'lamp b: on (gone in the wish)'],
  ]);
});

function after(state: DsaState, ...edits: readonly DsaEdit[]): DsaState {
  return edits.reduce((now, edit) => {
    const outcome = dsaFamily.apply(now, edit);
    if (!outcome.ok) throw new Error(outcome.refusal.message);
    return outcome.state;
  }, state);
}

it('tells devices with their entries and queues, guests with theirs, and what the source left open', () => {
  const bare = createState({ devices: [createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0' })] });
  const given = after(
    bare,
    { family: 'dsa', op: 'addGuest', guest: 'web', name: 'vm-web', hue: 0 },
    {
      family: 'dsa',
      op: 'give',
      wq: 'wq0.0',
      guest: 'web',
      uuid: '5c7a1f0e-0000-4000-8000-000000000001',
      values: { mode: 'dedicated', size: '16' },
      through: false,
    },
  );
  expect([
    dsaSummary(bare, given),
    dsaSummary({ ...given, untold: ['guests'] }, { ...given, untold: ['guests'] }).at(-1),
  ]).toEqual([
    [
      'dsa0 (0000:6a:01.0): enabled, 16 of 128 entries, wqs: 1 locked, 7 disabled, 1 mdev (wished; read: disabled, 0 of 128 entries, wqs: 8 disabled, 0 mdevs)',
      'guest vm-web: wq0.0 (not running) (wished)',
    ],
    'the source does not tell: guests',
  ]);
});
