import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DsaState } from '../../../shared/dsa/types.ts';
import { readAttribute } from './kernel/read.ts';
import { observeDsa } from './observe.ts';
import {
  after,
  aState,
  FIXTURES,
  idleHost,
  mdevQueue,
  observedFrom,
  treeOf,
  treeWith,
  uuid,
} from './observe/testing/hosts.ts';

/** What a capture is about, short enough to be compared whole. */
function summary(state: DsaState) {
  return {
    strategy: state.strategy,
    drivers: state.host.drivers.join(' '),
    types: state.host.types,
    devices: state.devices.map((device) =>
      [
        `${device.name} ${device.bdf} ${device.state} ${device.driver} ims ${device.caps.imsSize}`,
        `group ${device.iommuGroup} numa ${device.caps.numaNode} engines ${device.engines.join(',')}`,
      ].join(' '),
    ),
    wqs: state.devices.flatMap((device) =>
      device.wqs.flatMap((wq, index) =>
        wq.size === 0
          ? []
          : [
              `${device.id}.${index} ${wq.mode} ${wq.type} ${wq.name} ${wq.driver} ${wq.state} ${wq.size}/${wq.hardwareSize} g${wq.groupId} p${wq.priority} t${wq.threshold} c${wq.clients}`,
            ],
      ),
    ),
    mdevs: state.mdevs.map((mdev) => [
      mdev.id.slice(-2),
      mdev.type,
      mdev.device,
      mdev.wq,
      mdev.candidates,
      mdev.iommuGroup,
    ]),
  };
}

const BUSY_WQS = [
  '0.0 dedicated mdev guest0 mdev locked 16/16 g0 p10 t0 c1',
  '0.1 dedicated mdev guest1 mdev enabled 16/16 g0 p10 t0 c0',
  '0.2 shared mdev pool0 mdev enabled 32/32 g1 p5 t24 c2',
  '0.3 shared mdev pool1 mdev enabled 32/32 g1 p5 t24 c1',
  '2.0 dedicated kernel dmaengine dmaengine enabled 64/64 g0 p15 t0 c0',
  '2.1 shared user app2 user enabled 32/32 g1 p5 t28 c0',
];
const MDEVS = [
  ['01', 'idxd-dsa-1dwq-v1', 'dsa0', 0, [0], 100],
  ['03', 'idxd-dsa-1swq-v1', 'dsa0', null, [2, 3], 101],
  ['04', 'idxd-dsa-1swq-v1', 'dsa0', null, [2, 3], 102],
  ['05', 'idxd-dsa-1swq-v1', 'dsa0', null, [2, 3], 103],
];
const TYPES = ['idxd-{kind}-1dwq-v1', 'idxd-{kind}-1swq-v1'];
const BUSY = {
  strategy: 'mdev-hybrid',
  drivers: 'dmaengine idxd mdev user',
  types: TYPES,
  devices: [
    'dsa0 0000:6a:01.0 enabled idxd ims 2048 group 41 numa 0 engines 0,1,1,-1',
    'iax1 0000:6a:02.0 disabled null ims 2048 group 42 numa 0 engines -1,-1,-1,-1,-1,-1,-1,-1',
    'dsa2 0000:e7:01.0 enabled idxd ims 2048 group 88 numa 1 engines 0,1,-1,-1',
  ],
  wqs: BUSY_WQS,
  mdevs: MDEVS,
};

test('the busy host is read whole from its sysfs', async () => {
  const { state, findings } = await observedFrom('hostA-busy.tar.gz');
  expect([summary(state), findings.filter(({ severity }) => severity !== 'info')]).toEqual([BUSY, []]);
});

test('the idle host, and both guests, are read whole from their sysfs', async () => {
  const names = ['hostA-idle.tar.gz', 'guest-idle.tar.gz', 'guest-busy.tar.gz'];
  const read = await Promise.all(names.map(observedFrom));
  const guest = { strategy: 'user', drivers: 'dmaengine idxd user', types: [], mdevs: [] };
  const engine = 'ims 0 group 0 numa -1 engines 0';
  expect(read.map(({ state }) => summary(state))).toEqual([
    {
      ...BUSY,
      devices: [
        'dsa0 0000:6a:01.0 disabled null ims 2048 group 41 numa 0 engines -1,-1,-1,-1',
        'iax1 0000:6a:02.0 disabled null ims 2048 group 42 numa 0 engines -1,-1,-1,-1,-1,-1,-1,-1',
        'dsa2 0000:e7:01.0 disabled null ims 2048 group 88 numa 1 engines -1,-1,-1,-1',
      ],
      wqs: [],
      mdevs: [],
    },
    {
      ...guest,
      devices: [`dsa0 0000:00:03.0 disabled null ${engine}`],
      wqs: ['0.0 dedicated none  null disabled 16/0 g0 p10 t0 c0'],
    },
    {
      ...guest,
      devices: [`dsa0 0000:00:03.0 enabled idxd ${engine}`],
      wqs: ['0.0 dedicated user app user enabled 16/16 g0 p10 t0 c0'],
    },
  ]);
});

function text(name: string): string {
  return readFileSync(join(FIXTURES, name), 'utf8');
}

test('both texts together tell the same as sysfs, but for the IOMMU groups of devices', async () => {
  const whole = (await observedFrom('hostA-busy.tar.gz')).state;
  const [values, links] = [text('hostA-busy.grep.txt'), text('hostA-busy.links.txt')];
  const forms = [
    treeWith({ '/captured/dsa-grep': values, '/captured/dsa-links': links }),
    treeWith({ '/captured/dsa-grep': `${values}${links}` }),
    treeWith({ '/captured/dsa-links': `${links}${values}` }),
  ];
  const devices = whole.devices.map((device) => ({ ...device, iommuGroup: null }));
  expect(forms.map((tree) => observeDsa(tree)!.state)).toEqual(forms.map(() => ({ ...whole, devices })));
});

test('values alone and links alone make a host, and say what they leave open', async () => {
  const values = await observedFrom('hostA-busy.grep.txt');
  const links = await observedFrom('hostA-busy.links.txt');
  expect([
    summary(values.state).wqs,
    values.state.devices.map(({ bdf }) => bdf),
    values.findings.filter(({ severity }) => severity === 'warning').length,
    links.state.devices.map(({ bdf, wqs }) => `${bdf} ${wqs.map(({ driver }) => driver ?? '-').join(' ')}`),
    links.state.mdevs.map(({ candidates }) => candidates),
    links.findings.filter(({ severity }) => severity === 'warning').length,
  ]).toEqual([
    BUSY_WQS,
    ['unknown-dsa0', 'unknown-iax1', 'unknown-dsa2'],
    1,
    [
      '0000:6a:01.0 mdev mdev mdev mdev - - - -',
      '0000:6a:02.0 - - - - - - - -',
      '0000:e7:01.0 dmaengine user - - - - - -',
    ],
    [
      [0, 1, 2, 3],
      [0, 1, 2, 3],
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ],
    1,
  ]);
});

test.each(['hostA-idle', 'hostA-busy', 'guest-idle', 'guest-busy'])(
  'no line of the values of %s is lost',
  (name) => {
    const values = text(`${name}.grep.txt`);
    const { state } = observeDsa(treeWith({ '/captured/dsa-grep': values }))!;
    const lost = values
      .trimEnd()
      .split('\n')
      .filter((line) => {
        const [, at = '', value = ''] = /^([^:]+):(.*)$/.exec(line)!;
        const read = readAttribute(state, at);
        return !(read.ok && read.text === value);
      });
    expect(lost).toEqual([]);
  },
);

/** What a tree of sysfs tells of a state: mdevs have candidates, no strategy but that of the drivers, sets have no order. */
function told(state: DsaState) {
  return {
    host: { ...state.host, drivers: [...state.host.drivers].sort() },
    devices: state.devices.map((device) => ({
      ...device,
      lacks: [...device.lacks].sort(),
      wqs: device.wqs.map((wq) => ({ ...wq, hardwareSize: 0 })),
    })),
    mdevs: state.mdevs.map(({ id, device, type, iommuGroup, definition }) => ({
      id,
      device,
      type,
      iommuGroup,
      definition,
    })),
    guests: state.guests.map(({ domain }) => domain),
    definitions: state.definitions.map(({ guest: _guest, ...definition }) => definition),
    saved: state.saved,
    savedTold: state.savedTold,
  };
}

test('the tree of a state is read back as that state, each mdev with its wq among the candidates', () => {
  fc.assert(
    fc.property(aState, (state) => {
      const read = observeDsa(treeOf(state))!.state;
      const wrong = state.mdevs.filter(({ id, wq, orphan }) => {
        const { candidates } = read.mdevs.find((mdev) => mdev.id === id)!;
        return !orphan && !candidates.includes(wq!);
      });
      expect([told(read), wrong]).toEqual([told(state), []]);
    }),
    { numRuns: 40 },
  );
});

test('DSA-O32 an mdev that only one queue can have is on it; others are on one of several', () => {
  const types = (kind: string, at: number) =>
    ({ op: 'mdev-create', parent: '0000:6a:01.0', type: `idxd-dsa-${kind}-v1`, uuid: uuid(at) }) as const;
  const bind = (name: string, driver: string) => ({ op: 'bind', name, driver }) as const;
  const state = after(idleHost(), [
    ...[0, 1].flatMap((index) => mdevQueue(0, index, 'dedicated')),
    ...mdevQueue(0, 2, 'shared', { group: 1 }),
    bind('dsa0', 'idxd'),
    ...[0, 1, 2].map((index) => bind(`wq0.${index}`, 'mdev')),
    types('1dwq', 1),
    types('1dwq', 2),
    types('1swq', 3),
    types('1swq', 4),
    { op: 'guest-start', uuid: uuid(2), guest: 'g' },
    { op: 'guest-command', uuid: uuid(2), command: 'ENABLE_DEVICE', operand: 0 },
    { op: 'guest-command', uuid: uuid(2), command: 'ENABLE_WQ', operand: 0 },
  ]);
  const edges = (mdevs: DsaState['mdevs']) => mdevs.map(({ wq, candidates }) => [wq, candidates]);
  expect(edges(observeDsa(treeOf(state))!.state.mdevs)).toEqual([
    [null, [0, 1]],
    [null, [0, 1]],
    [2, [2]],
    [2, [2]],
  ]);
});

test('a list of accel-config, and what it saved, make a host; the type it cannot name is told', async () => {
  const listed = observeDsa(treeWith({ '/captured/accel-config-list': text('list-busy.json') }))!;
  const saved = observeDsa(treeWith({ '/captured/accel-config-list': text('saved-mdev.conf') }))!;
  expect([
    summary(listed.state).devices,
    summary(listed.state).wqs,
    summary(saved.state).wqs,
    [listed, saved].map(({ findings }) =>
      findings.some(({ message }) => message.includes('so mdev is taken')),
    ),
  ]).toEqual([
    [
      'dsa0 unknown-dsa0 enabled idxd ims 2048 group null numa 0 engines 0,1,1,-1',
      'dsa2 unknown-dsa2 enabled idxd ims 2048 group null numa 1 engines 0,1,-1,-1',
    ],
    BUSY_WQS,
    [
      '0.0 dedicated mdev guest0 null disabled 16/0 g0 p10 t0 c0',
      '0.1 dedicated mdev guest1 null disabled 16/0 g0 p10 t0 c0',
      '0.2 shared mdev pool0 null disabled 32/0 g1 p5 t24 c0',
      '0.3 shared mdev pool1 null disabled 32/0 g1 p5 t24 c0',
    ],
    [true, true],
  ]);
});
