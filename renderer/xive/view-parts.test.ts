import { expect, test } from 'vitest';
import type { VmMoment } from '../../shared/xive/moment.ts';
import { packRuns } from '../../shared/xive/moment.ts';
import type { XiveView } from '../../shared/xive/view.ts';
import { badPages, nextBad, xiveActions } from './actions.ts';
import { branchId, freeName } from './branch-ids.ts';
import { huesOf } from './hues.ts';
import { lisnsOfWindow, parseLisns, windowOfLisns } from './lisn-window.ts';
import { newScenario, newSetup } from './new-setup.ts';
import { branchRows } from './panels/StudyList.tsx';
import { targetOf } from './targets.ts';
import { pictureName } from './words.ts';

const VM = {
  vm: 'guest',
  nrIrqs: 8192,
  esbOffset: 4,
  vmas: [{ kind: 'esb', start: 0, end: 16384, pgoff: 4 }],
  regions: [{ base: true, page: 0, firstLisn: 0 }],
  pages: packRuns([
    { page: 9, count: 3, stride: 2, hw: 5, hwStep: 0, state: 'stale', by: 'guest', step: 1, since: 2 },
    { page: 1, count: 1, stride: 1, hw: 2, hwStep: 0, state: 'fresh', by: 'guest', step: 1, since: 1 },
    { page: 4, count: 1, stride: 1, hw: 2, hwStep: 0, state: 'misresolved', by: 'guest', step: 1, since: 1 },
  ]),
} as unknown as VmMoment;

test('a LISN or a range is read as people type it', () => {
  expect(
    ['0x1304', '4868', '0x1300-0x1310', '0x1300 – 0x1310', 'LISN 5', '9..7', 'phb1', ''].map(parseLisns),
  ).toEqual([[0x1304, 0x1304], [4868, 4868], [0x1300, 0x1310], [0x1300, 0x1310], [5, 5], [7, 9], null, null]);
});

test('a window of LISNs is read back from every view', () => {
  for (const view of ['guest', 'file', 'qemu'] as const)
    expect(lisnsOfWindow(VM, view, windowOfLisns(VM, view, 0x1300, 0x1310))).toEqual([0x1300, 0x1310]);
  expect(lisnsOfWindow(VM, 'guest', null)).toEqual([0, 8191]);
});

test('stale and misresolved pages are gone to one after the other, around the end', () => {
  const pages = badPages(VM);
  expect([
    pages,
    nextBad(pages, 9, 1),
    nextBad(pages, 13, 1),
    nextBad(pages, 9, -1),
    nextBad([], 9, 1),
  ]).toEqual([[4, 9, 11, 13], 11, 4, 4, null]);
});

test('a device keeps its hue when others come, and nothing new gives the same map', () => {
  const first = huesOf(new Map(), ['nvme0', 'nic0']);
  const more = huesOf(first, ['gpu0', 'nvme0']);
  expect([[...more], huesOf(more, ['nic0']) === more]).toEqual([
    [
      ['nvme0', 0],
      ['nic0', 1],
      ['gpu0', 2],
    ],
    true,
  ]);
});

test('ids and names of new branches are free', () => {
  const taken = [
    { id: 're-plug', name: 'Re-plug' },
    { id: 're-plug-2', name: 'Re-plug 2' },
  ];
  expect([branchId('Re-plug', taken), branchId('…', taken), freeName('Re-plug', taken)]).toEqual([
    're-plug-3',
    'branch',
    'Re-plug 3',
  ]);
});

test('branches stand below what they were branched off; one whose parent is gone stands alone', () => {
  const branch = (id: string, parent: string | null) =>
    ({ id, parent: parent === null ? null : { branch: parent, step: 1 } }) as Parameters<
      typeof branchRows
    >[0][number];
  const rows = branchRows([branch('a', null), branch('b', 'gone'), branch('c', 'a'), branch('d', 'c')]);
  expect(rows.map((row) => [row.branch.id, row.depth])).toEqual([
    ['a', 0],
    ['c', 1],
    ['d', 2],
    ['b', 0],
  ]);
});

test('what the palette offers leads to what it names', () => {
  const nowhere = { shown: null, step: null, vm: null, selection: null };
  expect(['lisn:4868', 'device:nvme1', 'branch:re-plug', 'nonsense', 'lisn:'].map(targetOf)).toEqual([
    { ...nowhere, selection: { kind: 'source', lisn: 4868 } },
    { ...nowhere, selection: { kind: 'device', name: 'nvme1' } },
    { ...nowhere, shown: { kind: 'branch', id: 're-plug' } },
    nowhere,
    nowhere,
  ]);
});

test('a new study is a pseries guest with one mapping of all LISNs', () => {
  const [vm] = newSetup(2, 8192).vms;
  expect([vm?.sources.map(({ from, to, lsi }) => [from, to, lsi]), vm?.vmas]).toEqual([
    [
      [0, 1, false],
      [0x1000, 0x1001, false],
      [0x1100, 0x1101, false],
      [0x1200, 0x1203, true],
    ],
    [
      { start: 0, end: 16384, pgoff: 4, name: 'VMA0' },
      { start: 16448, end: 16452, pgoff: 0, name: 'TIMA' },
    ],
  ]);
  expect(JSON.parse(newScenario().text)).toMatchObject({ id: 'guest', ops: [{ op: 'vmState' }] });
});

test('no two verbs share a key or an id, and each says why it cannot run while the view is not shown', () => {
  const actions = xiveActions(
    () => null,
    () => null,
    () => 'xive',
    () => undefined,
  );
  const keys = actions.flatMap(({ shortcut }) => shortcut ?? []);
  expect([new Set(keys).size, new Set(actions.map(({ id }) => id)).size]).toEqual([
    keys.length,
    actions.length,
  ]);
  expect(new Set(actions.map((action) => action.unavailable()))).toEqual(
    new Set(['Open the XIVE study of a host first.']),
  );
});

test('a picture that is saved is named by host, branch, strategy and step', () => {
  const branch = { id: 'b', name: 'No measure', config: { strategy: 'none' } };
  const other = { id: 'c', name: 'Touched: early?', config: { strategy: 'B1' } };
  const study = { branches: [branch, other], readings: [] } as unknown as XiveView;
  const place = (id: string) => ({ kind: 'branch', branch: id, step: 6 }) as const;
  expect(['b', 'c'].map((id) => pictureName('replug', study, place(id)))).toEqual([
    'replug-no-measure-step-6',
    'replug-touched-early-b1-step-6',
  ]);
});
