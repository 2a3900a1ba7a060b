import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { observeDsa } from '../observe.ts';
import { dsaTree } from '../tree.ts';
import {
  after,
  FIXTURES,
  idleHost,
  mdevQueue,
  observedFrom,
  treeOf,
  treeWith,
  uuid,
} from './testing/hosts.ts';

function text(name: string): string {
  return readFileSync(join(FIXTURES, name), 'utf8');
}

const GREP = text('hostA-busy.grep.txt');
const LINKS = text('hostA-busy.links.txt');

test('what each kind of source does not tell is kept with the state, and a second text completes the first', async () => {
  const sources = [
    treeWith({ '/captured/dsa-grep': GREP }),
    treeWith({ '/captured/dsa-links': LINKS }),
    treeWith({ '/captured/dsa-grep': GREP, '/captured/dsa-links': LINKS }),
    treeWith({ '/captured/accel-config-list': text('list-busy.json') }),
    treeWith({
      '/captured/dsa-grep': GREP,
      '/captured/dsa-links': LINKS,
      '/captured/searched': '/etc/libvirt\n',
    }),
  ];
  expect([
    (await observedFrom('hostA-busy.tar.gz')).state.untold,
    ...sources.map((tree) => observeDsa(tree)!.state.untold),
  ]).toEqual([
    ['guests'],
    ['addresses', 'drivers', 'mdevs', 'guests'],
    ['values', 'guests'],
    ['guests'],
    ['addresses', 'drivers', 'mdevs', 'guests'],
    [],
  ]);
});

test('links complete a list of accel-config', () => {
  const { state } = observeDsa(
    treeWith({ '/captured/dsa-links': LINKS, '/captured/accel-config-list': text('list-busy.json') }),
  )!;
  const whole = observeDsa(treeWith({ '/captured/dsa-grep': GREP, '/captured/dsa-links': LINKS }))!.state;
  const facts = ({ devices, mdevs, untold }: typeof state) => [
    devices
      .filter(({ state: is }) => is === 'enabled')
      .map(({ name, bdf, wqs }) => [
        name,
        bdf,
        wqs.map(({ driver, size, mode, clients }) => `${driver} ${size} ${mode} ${clients}`),
      ]),
    mdevs.map(({ id, candidates }) => [id, candidates]),
    untold,
  ];
  const broken = observeDsa(
    treeWith({ '/captured/dsa-links': LINKS, '/captured/accel-config-list': '[{"dev":"dsa0",' }),
  )!;
  expect([
    facts(state),
    broken.state.untold,
    broken.findings.some(({ severity, message }) => severity === 'error' && /cannot be read/.test(message)),
  ]).toEqual([facts(whole), ['values', 'guests'], true]);
});

test('sysfs with the XML of a guest tells all', () => {
  const state = after(idleHost(), [
    ...mdevQueue(0, 0, 'dedicated'),
    { op: 'bind', driver: 'idxd', name: 'dsa0' },
    { op: 'bind', driver: 'mdev', name: 'wq0.0' },
    { op: 'mdev-create', parent: '0000:6a:01.0', type: 'idxd-dsa-1dwq-v1', uuid: uuid(1) },
  ]);
  const guests = [{ id: 'a', name: 'a', hue: 0, domain: 'a' }];
  const whole = { ...state, guests, mdevs: state.mdevs.map((mdev) => ({ ...mdev, guest: 'a' })) };
  expect([[...dsaTree(whole)].length > 0, observeDsa(treeOf(whole))!.state.untold]).toEqual([true, []]);
});

test('queues that are taken as bound to mdev are not said to be bound to nothing', () => {
  const { findings } = observeDsa(treeWith({ '/captured/dsa-grep': GREP }))!;
  expect(
    findings.flatMap(({ message }) => (/no queue is bound|taken as bound/.test(message) ? [message] : [])),
  ).toEqual([expect.stringMatching(/^Queues are bound to mdev, or taken as bound/)]);
});

test('one stray line makes no queues: beyond the number that is told, and where none is told beyond the usual one', () => {
  const counts = (lines: string) => {
    const { state, findings } = observeDsa(treeWith({ '/captured/dsa-grep': lines }))!;
    return [
      state.devices.map(({ wqs, groups, engines }) => [wqs.length, groups.length, engines.length]),
      findings
        .filter(({ message }) => /left out\.$|usual values/.test(message))
        .map(({ message }) => message),
    ];
  };
  const stray = 'wq0.200/size:5\nengine0.77/group_id:0\ngroup0.9/traffic_class_a:1\n';
  const untold = GREP.split('\n')
    .filter((line) => !/^dsa0\/max_(work_queues|engines|groups):/.test(line))
    .join('\n');
  expect([
    counts(GREP + stray),
    counts(`${untold}${stray}`),
    counts('dsa0/state:disabled\nwq0.3/size:16\n'),
  ]).toEqual([
    [
      [
        [8, 4, 4],
        [8, 4, 8],
        [8, 4, 4],
      ],
      [
        'dsa0 says that it has 4 of that kind, so there is no group0.9: left out.',
        'dsa0 says that it has 8 of that kind, so there is no wq0.200: left out.',
        'dsa0 says that it has 4 of that kind, so there is no engine0.77: left out.',
      ],
    ],
    [
      [
        [8, 4, 4],
        [8, 4, 8],
        [8, 4, 4],
      ],
      [
        'dsa0 does not tell how many of that kind it has, and 4 are taken, so there is no group0.9: left out.',
        'dsa0 does not tell how many of that kind it has, and 8 are taken, so there is no wq0.200: left out.',
        'dsa0 does not tell how many of that kind it has, and 4 are taken, so there is no engine0.77: left out.',
      ],
    ],
    [
      [[4, 0, 0]],
      ['The source does not tell wq0.0, wq0.1, wq0.2, although it has wq0.3: the usual values are assumed.'],
    ],
  ]);
});
