import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG, STRATEGY_IDS } from '../../../shared/xive/types.ts';
import type { BranchView, ReadingView } from '../../../shared/xive/view.ts';
import { besideGroups, chosenOption, isLater, sharedSteps, type XiveStudy } from './beside-choices.ts';

function branch(id: string, parent: BranchView['parent'] = null): BranchView {
  return {
    id,
    name: id,
    about: '',
    parent,
    config: DEFAULT_CONFIG,
    vms: [],
    events: 9,
    devices: [],
    serial: 1,
    edited: false,
    wrong: 0,
  };
}

const reading = { id: 'r1', name: 'before' } as ReadingView;
const HOSTS: readonly XiveStudy[] = [
  { hostId: 'h1', name: 'one', view: { branches: [branch('a'), branch('b')], readings: [reading] } },
  { hostId: 'h2', name: 'two', view: { branches: [], readings: [reading] } },
];

describe('what can stand beside', () => {
  it('offers every other strategy and branch, and the readings of all hosts, but never the same place', () => {
    const groups = besideGroups({ kind: 'branch', branch: 'a', step: 3 }, 'h1', HOSTS);
    const strategies = STRATEGY_IDS.filter((id) => id !== 'B1').map((id) => `strategy ${id}`);
    expect(groups.map(({ title, options }) => [title, options.map(({ id }) => id)])).toEqual([
      ['This branch under another strategy', expect.arrayContaining(strategies)],
      ['Another branch', ['branch b']],
      ['A reading of this host', ['reading h1 r1']],
      ['A reading of two', ['reading h2 r1']],
    ]);
    const ofReading = besideGroups({ kind: 'reading', reading: 'r1' }, 'h1', HOSTS);
    expect(ofReading.map(({ title }) => title)).toEqual(['A branch', 'A reading of two']);
  });

  it('names a strategy once, and orders two readings by time', () => {
    const own: XiveStudy = {
      hostId: 'h1',
      name: 'one',
      view: { branches: [branch('a'), branch('B1: merged')], readings: [] },
    };
    const labels = besideGroups({ kind: 'branch', branch: 'a', step: 3 }, 'h1', [own]).flatMap(
      ({ options }) => options.map(({ label, about }) => [label, about]),
    );
    const [one, two] = [
      { kind: 'reading', reading: 'r1' },
      { kind: 'reading', reading: 'r2' },
    ] as const;
    const readings = [{ id: 'r1' }, { id: 'r2' }];
    expect([
      labels.find(([label]) => label?.startsWith('C')),
      labels.at(-1),
      isLater(one, two, readings),
      isLater(two, one, readings),
      isLater(one, { kind: 'branch', branch: 'a', step: 1 }, readings),
    ]).toEqual([['C: own range', undefined], ['B1: merged', undefined], false, true, null]);
  });

  it('knows which of them is chosen', () => {
    const groups = besideGroups({ kind: 'branch', branch: 'a', step: 3 }, 'h1', HOSTS);
    expect([
      chosenOption(groups, { kind: 'reading', hostId: 'h2', reading: 'r1' })?.id,
      chosenOption(groups, { kind: 'strategy', strategy: 'B1' }),
      chosenOption(groups, null),
    ]).toEqual(['reading h2 r1', null, null]);
  });

  it('finds the steps that two branches have in common, through the branches they come from', () => {
    const branches = [
      branch('a'),
      branch('b', { branch: 'a', step: 6 }),
      branch('c', { branch: 'b', step: 8 }),
      branch('d', { branch: 'a', step: 4 }),
      branch('e'),
    ];
    expect([
      sharedSteps('a', 'b', branches),
      sharedSteps('c', 'b', branches),
      sharedSteps('c', 'd', branches),
      sharedSteps('c', 'a', branches),
      sharedSteps('a', 'e', branches),
    ]).toEqual([6, 8, 4, 6, 0]);
  });
});
