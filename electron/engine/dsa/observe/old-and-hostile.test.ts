import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { HostTree, type TreeEntry } from '../../hosts/tree.ts';
import { observeDsa } from '../observe.ts';
import { after, FIXTURES, idleHost, mdevQueue, treeOf, treeWith, uuid } from './testing/hosts.ts';

const BUSY = readFileSync(join(FIXTURES, 'hostA-busy.grep.txt'), 'utf8');
const LINKS = readFileSync(join(FIXTURES, 'hostA-busy.links.txt'), 'utf8');

function linesWithout(text: string, pattern: RegExp): string {
  return text
    .split('\n')
    .filter((line) => !pattern.test(line))
    .join('\n');
}

test('before 6.0: four words of 64 bits, lowest first, and no op_config', () => {
  const old = BUSY.replaceAll(/op_cap:.*1,003f03ff/g, 'op_cap:0x1003f03ff 0x0 0x0 0x0').replaceAll(
    /errors:.*/g,
    'errors:0x5 0x0 0x0 0x0',
  );
  const { devices } = observeDsa(treeWith({ '/captured/dsa-grep': old }))!.state;
  expect([devices[0]!.caps.opCap, devices[0]!.errors, devices[0]!.lacks.includes('wq/op_config')]).toEqual([
    '1003f03ff'.padStart(64, '0'),
    '5'.padStart(64, '0'),
    true,
  ]);
});

test('before 5.17: read buffers are tokens, told under their new names', () => {
  const old = linesWithout(BUSY, /read_buffer|enqcmds_retries/).replace(
    'group0.0/tokens_reserved:0',
    'group0.0/tokens_reserved:8',
  );
  const { state, findings } = observeDsa(treeWith({ '/captured/dsa-grep': old }))!;
  const [first] = state.devices;
  expect([
    first!.groups[0]!.readBuffersReserved,
    first!.caps.maxReadBuffers,
    first!.lacks.filter((key) => /token|read_buffer|retries/.test(key)),
    findings
      .filter(({ message }) => message.includes('older than'))
      .map(({ message }) => message.slice(0, 34)),
  ]).toEqual([
    8,
    96,
    [
      'device/max_read_buffers',
      'device/read_buffer_limit',
      'wq/enqcmds_retries',
      'group/read_buffers_reserved',
      'group/read_buffers_allowed',
      'group/use_read_buffer_limit',
    ],
    ['The kernel seems older than 5.17, '],
  ]);
});

test('before 6.7: no driver_name; before 5.15: one driver for devices and queues', () => {
  const tree = treeOf(idleHost(), {
    ...Object.fromEntries(
      [...treeOf(idleHost()).paths()]
        .filter((path) => path.endsWith('/driver_name') || path.startsWith('/sys/bus/dsa/drivers/'))
        .map((path) => [path, null]),
    ),
    '/sys/bus/dsa/drivers/dsa': { kind: 'folder' },
    '/sys/devices/pci0000:6a/0000:6a:01.0/dsa0/driver': {
      kind: 'link',
      target: '../../../../bus/dsa/drivers/dsa',
    },
  } satisfies Record<string, TreeEntry | null>);
  const { state, findings } = observeDsa(tree)!;
  expect([
    state.host.drivers,
    state.devices[0]!.driver,
    state.devices[0]!.lacks.includes('wq/driver_name'),
    state.strategy,
    findings.some(({ message }) => message.includes('older than 5.15')),
    findings.some(({ message }) => message.includes('older than 6.7')),
  ]).toEqual([['dsa'], 'dsa', true, 'user', true, true]);
});

test.each(['idxd-1dwq-v1', 'idxd-dsa-1dwq-v1', 'idxd-wq'])(
  'the type directory %s is read as it is named',
  (type) => {
    const links = LINKS.replaceAll('idxd-dsa-1dwq-v1', type);
    const { state } = observeDsa(treeWith({ '/captured/dsa-grep': BUSY, '/captured/dsa-links': links }))!;
    expect([state.mdevs[0]!.type, state.host.types.includes(type.replace('-dsa-', '-{kind}-'))]).toEqual([
      type,
      true,
    ]);
  },
);

test('Windows line ends, other paths before the names and lines of other files do no harm', () => {
  const odd = `dsa0/uevent:DRIVER=idxd\n${BUSY.replaceAll(/^/gm, './')}\ngrep: dsa0: Is a directory\n`;
  const plain = observeDsa(treeWith({ '/captured/dsa-grep': BUSY }))!.state;
  const read = observeDsa(treeWith({ '/captured/dsa-grep': odd }))!;
  expect([
    read.state,
    read.findings.some(({ message }) => message.includes('is no value and no link')),
  ]).toEqual([plain, true]);
});

test('a hundred thousand devices, long names and links in rings end in bounded time', () => {
  const lines = Array.from({ length: 100_000 }, (_, id) => `dsa${id}/state:enabled`).join('\n');
  const long = `wq0.0/name:${'x'.repeat(500_000)}\ndsa0/${'y'.repeat(300)}:1\n`;
  const tree = new HostTree();
  tree.add('/sys/bus/dsa/devices', { kind: 'link', target: '/sys/bus/dsa/devices' });
  tree.add('/sys/bus/mdev/devices', { kind: 'link', target: '../mdev/devices' });
  const started = performance.now();
  const many = observeDsa(treeWith({ '/captured/dsa-grep': lines }))!;
  const odd = observeDsa(treeWith({ '/captured/dsa-grep': `${BUSY}${long}` }))!;
  expect([
    many.state.devices.length,
    many.findings.length < 200,
    odd.state.devices[0]!.wqs[0]!.name.length < 2000,
    observeDsa(tree),
    performance.now() - started < 20_000,
  ]).toEqual([4096, true, true, null, true]);
});

test('guests come from libvirt, with the device they run; definitions from mdevctl', () => {
  const state = after(idleHost(), [
    ...mdevQueue(0, 0, 'dedicated'),
    { op: 'bind', driver: 'idxd', name: 'dsa0' },
    { op: 'bind', driver: 'mdev', name: 'wq0.0' },
    { op: 'mdev-create', parent: '0000:6a:01.0', type: 'idxd-dsa-1dwq-v1', uuid: uuid(1) },
  ]);
  const xml = (name: string, ids: readonly string[], id = '') =>
    `<domain type='kvm'${id}><name>${name}</name><devices>${ids
      .map(
        (each) =>
          `<hostdev mode='subsystem' type='mdev'><source><address uuid='${each}'/></source></hostdev>`,
      )
      .join('')}</devices></domain>`;
  const definition = '{ "mdev_type": "idxd-dsa-1dwq-v1", "start": "auto", "attrs": [] }';
  const { state: read } = observeDsa(
    treeOf(state, {
      '/captured/domains/1.xml': xml('web', [uuid(1)], " id='4'"),
      '/captured/domains/2.xml': xml('store', [uuid(2), uuid(9)]),
      [`/etc/mdevctl.d/0000:6a:01.0/${uuid(1)}`]: definition,
      [`/etc/mdevctl.d/0000:6a:01.0/${uuid(2)}`]: definition.replace('auto', 'manual'),
      '/etc/mdevctl.d/0000:6a:01.0/broken': '{',
      [`/etc/mdevctl.d/matrix/${uuid(5)}`]: '{ "mdev_type": "vfio_ap-passthrough", "start": "auto" }',
    }),
  )!;
  expect([
    read.guests,
    read.mdevs.map(({ guest, definition: start, running, runningTold }) => [
      guest,
      start,
      running?.device ?? null,
      runningTold,
    ]),
    read.definitions.map(({ uuid: id, start, guest }) => [id, start, guest]),
  ]).toEqual([
    [
      { id: 'guest:web', name: 'web', hue: 0, domain: 'web' },
      { id: 'guest:store', name: 'store', hue: 1, domain: 'store' },
    ],
    [['guest:web', 'auto', 'disabled', true]],
    [[uuid(2), 'manual', 'guest:store']],
  ]);
});
