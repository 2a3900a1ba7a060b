import { expect, test } from 'vitest';
import { STRATEGIES, strategyOf } from '../../../shared/dsa/strategies.ts';
import type { PlayerFrame, PlayerRun, PlayerShows } from '../../../shared/dsa/cards.ts';
import {
  aligned,
  edgesOf,
  lookOf,
  mdevWords,
  phasesOf,
  PROPERTIES,
  shortId,
  slotsWords,
  spokenWords,
  stepAt,
  wqWords,
} from './player-model.ts';

const SHOWS: PlayerShows = {
  device: { id: 'dsa0', state: 'disabled', driver: null, engines: 0 },
  wqs: [],
  mdevs: [],
  guests: [],
  types: [],
  slots: [],
};

function frame(actor: PlayerFrame['actor'], state = 'enabled'): PlayerFrame {
  return {
    actor,
    title: `${actor} acts`,
    detail: '',
    action: '',
    errno: null,
    rule: null,
    message: '',
    toldOnly: false,
    shows: { ...SHOWS, device: { ...SHOWS.device, state } },
    changed: [],
  };
}

function run(prepare: number, make: number, start: number, undo: number): PlayerRun {
  const frames = [
    ...Array.from({ length: prepare - 1 }, () => frame('administrator', 'disabled')),
    frame('administrator'),
    ...Array.from({ length: make }, () => frame('driver')),
    ...Array.from({ length: start }, () => frame('QEMU')),
    ...Array.from({ length: undo }, () => frame('administrator')),
  ];
  return { strategy: 'mdev-hybrid', frames, undoFrom: prepare + make + start };
}

test('lives of different length begin each phase together, and the shorter one waits', () => {
  const runs = [run(2, 3, 2, 1), run(3, 1, 2, 2)];
  expect(
    runs.map((each) =>
      phasesOf(each)
        .map((phase) => phase[0])
        .join(''),
    ),
  ).toEqual(['ppmmmssu', 'pppmssuu']);
  const { moments, momentsOf } = aligned(runs);
  expect({ moments, momentsOf }).toEqual({
    moments: 10,
    momentsOf: [
      [0, 1, 3, 4, 5, 6, 7, 8],
      [0, 1, 2, 3, 6, 7, 8, 9],
    ],
  });
  expect([0, 2, 3, 5, 9].map((at) => momentsOf.map((each) => stepAt(each, at)))).toEqual([
    [0, 0],
    [1, 2],
    [2, 3],
    [4, 3],
    [7, 7],
  ]);
});

test('a step is read out with its place, who acts, and what was refused', () => {
  const refused: PlayerRun = {
    strategy: 'push-vfio',
    undoFrom: 1,
    frames: [frame('QEMU'), { ...frame('guest'), errno: 'EIO', message: 'There is no IOMMU.' }],
  };
  expect([0, 1].map((at) => spokenWords(refused, at, strategyOf('user')))).toEqual([
    'Step 1 of 2. QEMU: QEMU acts.',
    'Step 2 of 2, the way back. Program: guest acts. Refused with EIO. There is no IOMMU.',
  ]);
  expect(refused.frames.map(lookOf)).toEqual(['done', 'refused']);
  expect(lookOf({ ...frame('driver'), toldOnly: true })).toBe('told');
});

test('lines go from a queue to what was made of it, and on to its guest; an orphan has none to a queue', () => {
  const wq = {
    state: 'enabled',
    mode: 'shared',
    size: 16,
    group: 0,
    priority: 10,
    type: 'mdev',
    driver: 'mdev',
    clients: 2,
    uuid: null,
  } as const;
  const mdev = { state: 'made', slots: [], pasid: null } as const;
  const shows: PlayerShows = {
    ...SHOWS,
    wqs: [
      { ...wq, id: 'wq0.0' },
      { ...wq, id: 'wq0.1' },
    ],
    guests: [
      { id: 'vm1', state: 'off' },
      { id: 'vm2', state: 'started' },
    ],
    mdevs: [
      { ...mdev, id: 'a', wq: 'wq0.1', guest: 'vm2', state: 'running', slots: [0], pasid: 1 },
      { ...mdev, id: 'b', wq: 'wq0.1', guest: null },
      { ...mdev, id: 'c', wq: 'wq0.0', guest: 'vm1', state: 'orphan' },
    ],
  };
  expect(edgesOf(shows)).toEqual({
    toDevice: [
      { id: 'a', from: 1, to: 0, live: true },
      { id: 'b', from: 1, to: 1, live: false },
    ],
    toGuest: [
      { id: 'a', from: 0, to: 1, live: true },
      { id: 'c', from: 2, to: 0, live: false },
    ],
  });
  const function_ = { ...mdev, id: '0000:6a:01.0', wq: null, guest: 'vm1' } as const;
  const whole = { ...shows, device: { ...shows.device, driver: 'vfio-pci' }, mdevs: [function_] };
  expect([edgesOf(whole).toDevice, edgesOf({ ...shows, mdevs: [function_] }).toDevice]).toEqual([
    [{ id: '0000:6a:01.0', from: 0, to: 0, live: false }],
    [],
  ]);
  expect([
    mdevWords(shows.mdevs[0]!, false),
    mdevWords(function_, false),
    mdevWords(function_, true),
    mdevWords({ ...function_, state: 'running' }, true),
  ]).toEqual(['slot 0, PASID 1', 'made, no queue', 'made', 'in use']);
  expect([wqWords(shows.wqs[0]!), wqWords({ ...shows.wqs[0]!, size: 0, group: -1 })]).toEqual([
    'mdev, shared, 16 entries, priority 10, 2 clients',
    'not set up',
  ]);
  expect([shortId('5c7a1f0e-0000-4000-8000-000000000002'), shortId('wq0.0')]).toEqual(['5c7a…0002', 'wq0.0']);
});

test('slot 0 in use does not read as none in use', () => {
  expect([[], [0], [0, 1, 4]].map(slotsWords)).toEqual([
    'no interrupt slot in use',
    '1 interrupt slot in use: slot 0',
    '3 interrupt slots in use: slots 0, 1, 4',
  ]);
});

test('every property says something of every strategy', () => {
  expect(STRATEGIES.flatMap((each) => PROPERTIES.filter(({ value }) => value(each).trim() === ''))).toEqual(
    [],
  );
});
