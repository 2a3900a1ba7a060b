import { expect, test } from 'vitest';
import type { GroupCard } from '../../../shared/zpci/cards.ts';
import { deviceRef } from '../../../shared/zpci/refs.ts';
import { differingValues, groupRows, isOfSelected, markedMembers, sharedSentence } from './groups-model.ts';

function group(number: number, part: Partial<GroupCard> = {}): GroupCard {
  const value = (name: string, text: string | null) => ({ name, label: name, value: { text, meaning: '' } });
  return {
    number,
    kind: 'host',
    hostGroup: null,
    creator: null,
    members: [],
    values: [value('noi', '64'), value('maxstbl', '4096'), value('dasm', null)],
    notes: [],
    problems: [],
    ...part,
  };
}
const simulated = group(0xf0, {
  kind: 'simulated',
  hostGroup: 7,
  creator: 'h0',
  values: [
    { name: 'noi', label: 'noi', value: { text: '64', meaning: '' } },
    { name: 'maxstbl', label: 'maxstbl', value: { text: '128', meaning: '' } },
    { name: 'dasm', label: 'dasm', value: { text: '0x0', meaning: '' } },
  ],
  members: ['h0', 'h1'].map((id) => ({ id, label: id, ref: deviceRef('g', id) })),
});

test('ZPCI-G3 ZPCI-G4 a guest’s group stands beside the host’s group it is made for, QEMU’s own last', () => {
  const own = group(0xff, { kind: 'default' });
  const interpreted = group(7, { hostGroup: 7 });
  const rows = groupRows({
    host: [group(12), group(7)],
    guests: [{ guest: 'g', groups: [own, simulated, interpreted], simulatedLeft: 14 }],
  });
  expect(rows.map(({ host, sets }) => [host?.number ?? null, sets.map((set) => set.group.number)])).toEqual([
    [7, [0xf0, 7]],
    [12, []],
    [null, [0xff]],
  ]);
});

test('ZPCI-K15 what is told otherwise than the host has it is marked, what is not known is not', () => {
  expect([...differingValues(simulated, group(7))]).toEqual(['maxstbl']);
  expect([...differingValues(simulated, null)]).toEqual([]);
});

test('ZPCI-K4 members a problem points at are marked', () => {
  const problem = {
    id: 'p',
    severity: 'warning',
    rule: 'ZPCI-K4',
    message: '',
    refs: [deviceRef('g', 'h1')],
    fixes: [],
  } as const;
  expect([...markedMembers({ ...simulated, problems: [problem] })]).toEqual(['h1']);
});

test('a set says in a sentence what its members share', () => {
  expect(
    [simulated, group(1), { ...simulated, members: simulated.members.slice(1), values: [] }].map(
      sharedSentence,
    ),
  ).toEqual([
    '2 functions share 64 interrupt vectors each and store blocks of up to 128 bytes.',
    'No function is in it.',
    'One function has this group; its limits were not read.',
  ]);
});

test('the set of the selected member, or the selected set itself, is drawn as current', () => {
  expect(
    ['dev:g/h1', 'group:g/f0', 'group:other/f0', 'hostgroup:f0', null].map((id) =>
      isOfSelected(simulated, 'g', id),
    ),
  ).toEqual([true, true, false, false, false]);
});
