import { expect, test } from 'vitest';
import type { TreeEntry } from '../../hosts/tree.ts';
import { fromFile, toFile } from '../file.ts';
import { observeDsa } from '../observe.ts';
import { after, idleHost, mdevQueue, treeOf, uuid } from './testing/hosts.ts';

const PCI = '/sys/devices/pci0000:6a/0000:6a:01.0';
const DEVICE = `${PCI}/dsa0`;
const MDEV = `${PCI}/${uuid(1)}`;
const STATE = after(idleHost(), [
  ...mdevQueue(0, 0, 'dedicated'),
  ...mdevQueue(0, 1, 'shared'),
  { op: 'bind', driver: 'idxd', name: 'dsa0' },
  { op: 'bind', driver: 'mdev', name: 'wq0.0' },
  { op: 'bind', driver: 'mdev', name: 'wq0.1' },
  { op: 'mdev-create', parent: '0000:6a:01.0', type: 'idxd-dsa-1dwq-v1', uuid: uuid(1) },
]);
const WHOLE = treeOf(STATE);
/** What is told of the whole host already, such as what no source tells. */
const USUAL = new Set(observeDsa(WHOLE)!.findings.map(({ message }) => message));

/** Files of which an empty or a short text is a value too. */
const TAKES_ANY_TEXT = /\/(?:name|driver_name|type|work_queues|engines)$/;
/** Of such a file no part has another, and its absence is known to be usual. */
const MAY_BE_ABSENT =
  /\/(?:ims_size|occupancy|cdev_minor|enqcmds_retries|work_queues|engines|clients|tokens_\w+|\w+_tokens?_\w+|max_tokens|token_limit)$/;

const FILES = [...WHOLE.paths()].filter(
  (path) =>
    WHOLE.added(path)?.kind === 'file' &&
    (/\/dsa0\/[a-z_]+$/.test(path) || /\/dsa0\/(?:wq0\.1|group0\.0|engine0\.0)\/[a-z_]+$/.test(path)),
);

function toldBy(path: string, damage: TreeEntry | string | null): string[] {
  const { state, findings } = observeDsa(treeOf(STATE, { [path]: damage }))!;
  // Whatever was read can be saved and opened again.
  expect(fromFile(JSON.parse(JSON.stringify(toFile(state))))).toEqual(state);
  return findings.map(({ message }) => message).filter((message) => !USUAL.has(message));
}

test('the table of damage covers every file of a device, a group, an engine and a queue', () => {
  expect(FILES.length).toBeGreaterThan(45);
});

test.each(FILES)('%s damaged in any way is told and never throws', (path) => {
  const text = WHOLE.text(path) ?? '';
  const damages: Record<string, TreeEntry | string | null> = {
    missing: null,
    garbage: '\u0000\ufffd<garbage>\u0007',
    huge: 'f'.repeat(900_000),
    unreadable: { kind: 'unreadable', why: 'EIO' },
    folder: { kind: 'folder' },
    empty: '',
  };
  const silent = Object.entries(damages)
    .filter(([kind, damage]) => {
      if (kind === 'missing' && MAY_BE_ABSENT.test(path)) return false;
      if (kind === 'empty' && (TAKES_ANY_TEXT.test(path) || text.trim() === '')) return false;
      return toldBy(path, damage).length === 0;
    })
    .map(([kind]) => kind);
  // What many a device cannot read says nothing when it cannot be read.
  const quiet = /\/(?:occupancy|cdev_minor|enqcmds_retries)$/.test(path)
    ? ['unreadable', 'folder', 'empty']
    : [];
  expect(silent.filter((kind) => !quiet.includes(kind))).toEqual([]);
});

test.each([
  ['the list of a group', { [`${DEVICE}/group0.0/work_queues`]: 'wq0.0 wq0.5\n' }],
  ['the clients of a device', { [`${DEVICE}/clients`]: '7\n' }],
  [
    'the clients of a queue and its mdevs',
    { [`${DEVICE}/wq0.0/clients`]: '3\n', [`${DEVICE}/clients`]: '3\n' },
  ],
  ['sizes over the total', { [`${DEVICE}/max_work_queues_size`]: '20\n' }],
  ['two devices of one number', { '/sys/devices/pci0000:6b/0000:6b:01.0/iax0/state': 'disabled\n' }],
  ['one device at two addresses', { '/sys/devices/pci0000:6b/0000:6b:01.0/dsa0/state': 'disabled\n' }],
  ['a disabled queue with a driver', { [`${DEVICE}/wq0.1/state`]: 'disabled\n' }],
  ['an enabled queue without one', { [`${DEVICE}/wq0.1/driver`]: null }],
  ['old and new name of one value', { [`${DEVICE}/token_limit`]: '5\n' }],
  ['a group out of range', { [`${DEVICE}/wq0.1/group_id`]: '9\n' }],
  ['an unknown state', { [`${DEVICE}/state`]: 'resetting\n' }],
  ['an mdev without a type', { [`${MDEV}/mdev_type`]: null, [`${PCI}/mdev_supported_types`]: null }],
  ['a link to nothing', { '/sys/bus/dsa/devices/dsa9': { kind: 'link', target: '../../../devices/x/dsa9' } }],
  ['links in a ring', { '/sys/bus/dsa/devices/dsa9': { kind: 'link', target: 'dsa9' } }],
  ['a queue no device has', { [`${DEVICE}/wq0.300/size`]: '1\n' }],
] satisfies [string, Record<string, TreeEntry | string | null>][])('%s is told', (_what, changes) => {
  const { findings } = observeDsa(treeOf(STATE, changes))!;
  expect(findings.filter(({ severity, message }) => severity !== 'info' && !USUAL.has(message))).not.toEqual(
    [],
  );
});

test('files this program does not know are kept as they are', () => {
  const { devices } = observeDsa(
    treeOf(STATE, {
      [`${DEVICE}/dsacaps0`]: '0x1f\n',
      [`${DEVICE}/wq0.0/new_limit`]: '5\n',
      [`${DEVICE}/wq0.0/occupancy`]: '3\n',
    }),
  )!.state;
  expect([devices[0]!.others, devices[0]!.wqs[0]!.others]).toEqual([
    { dsacaps0: '0x1f' },
    { new_limit: '5', occupancy: '3' },
  ]);
});
