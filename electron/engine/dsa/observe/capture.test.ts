import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureCommand } from '../../hosts/capture-command.ts';
import { readCapture } from '../../hosts/read-capture.ts';
import type { HostTree } from '../../hosts/tree.ts';
import { observeDsa, wantsDsa } from '../observe.ts';
import { dsaTree } from '../tree.ts';
import { after, FIXTURES, idleHost, mdevQueue, treeOf, uuid } from './testing/hosts.ts';

const STATE = after({ ...idleHost(), saved: '[\n]\n' }, [
  ...mdevQueue(0, 0, 'dedicated'),
  ...mdevQueue(0, 1, 'shared', { group: 1 }),
  { op: 'bind', driver: 'idxd', name: 'dsa0' },
  { op: 'bind', driver: 'mdev', name: 'wq0.0' },
  { op: 'bind', driver: 'mdev', name: 'wq0.1' },
  { op: 'mdev-create', parent: '0000:6a:01.0', type: 'idxd-dsa-1dwq-v1', uuid: uuid(1) },
  { op: 'mdev-create', parent: '0000:6a:01.0', type: 'idxd-dsa-1swq-v1', uuid: uuid(2) },
]);

let scratch = '';
let root = '';

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The host on disk, with much of /sys around it that is none of its devices. */
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dsa-capture-'));
  root = join(scratch, 'root');
  for (const [path, text, target] of dsaTree(STATE)) {
    if (path.startsWith('/captured/')) continue;
    mkdirSync(dirname(root + path), { recursive: true });
    if (text === null) symlinkSync(target, root + path);
    else writeFileSync(root + path, text);
  }
  put(join(root, 'proc/cpuinfo'), 'processor\t: 0\nflags\t\t: fpu enqcmd\nprocessor\t: 1\n');
  put(join(root, 'sys/devices/pci0000:6a/0000:6a:01.0/resource0'), 'BAR');
  for (let slot = 0; slot < 32; slot++)
    for (const name of ['resource0', 'net/eth0/statistics/rx_bytes', 'vendor', 'power/control'])
      put(join(root, `sys/devices/pci0000:00/0000:00:${slot.toString(16).padStart(2, '0')}.0`, name), '0\n');
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('a folder that mirrors the host, and the capture made of it, tell the same host', async () => {
  const line = captureCommand();
  const work = join(scratch, 'work');
  mkdirSync(work);
  const printed = execFileSync('/bin/sh', ['-c', line], {
    cwd: work,
    env: { ...process.env, CAPTURE_ROOT: root },
    encoding: 'utf8',
  });
  const archive = printed.trim();
  const [folder, capture] = [
    await readCapture({ kind: 'path', path: root }, wantsDsa),
    await readCapture({ kind: 'path', path: archive }, wantsDsa),
  ];
  const members = execFileSync('tar', ['-tzf', archive], { encoding: 'utf8' });
  const { state } = observeDsa(capture.tree)!;
  expect([
    state,
    observeDsa(capture.tree)!.state.mdevs.map(({ id, wq }) => [id, wq]),
    members.includes('resource0'),
    line.includes('\n'),
    [...folder.tree.paths()].filter((path) => /net|resource|power/.test(path)),
  ]).toEqual([
    { ...observeDsa(folder.tree)!.state, savedTold: true },
    [
      [uuid(1), 0],
      [uuid(2), 1],
    ],
    false,
    false,
    [],
  ]);
});

test('only paths of idxd and of what guests have are wanted, and the folders on the way', () => {
  const pci = '/sys/devices/pci0000:6a/0000:6a:01.0';
  const wanted = [
    '/sys',
    '/sys/devices/pci0000:00/0000:00:1c.0/0000:01:00.0/dsa0/wq0.0/size',
    `${pci}/dsa0/wq0.0/some_new_file`,
    `${pci}/${uuid(1)}/mdev_type`,
    `${pci}/mdev_supported_types/idxd-dsa-1dwq-v1/devices/${uuid(1)}`,
    '/sys/bus/dsa/drivers/mdev',
    '/etc/mdevctl.d/0000:6a:01.0/x',
    '/etc/accel-config/accel-config.conf',
    '/etc/libvirt/qemu/web.xml',
  ];
  const not = [
    `${pci}/resource0`,
    `${pci}/config`,
    `${pci}/dsa0/power`,
    `${pci}/dsa0/wq0.0/subsystem`,
    '/sys/devices/pci0000:00/0000:00:02.0/net',
    '/sys/devices/system/cpu',
    '/etc/shadow',
  ];
  expect([wanted.filter((path) => !wantsDsa(path)), not.filter((path) => wantsDsa(path))]).toEqual([[], []]);
});

test('texts in a folder are read together; two of one kind are told', async () => {
  const folder = join(scratch, 'texts');
  const take = (name: string) => put(join(folder, name), readFileSync(join(FIXTURES, name), 'utf8'));
  take('hostA-busy.grep.txt');
  take('hostA-busy.links.txt');
  const both = await readCapture({ kind: 'path', path: folder }, wantsDsa);
  take('hostA-idle.grep.txt');
  const three = await readCapture({ kind: 'path', path: folder }, wantsDsa);
  const whole = await readCapture({ kind: 'path', path: join(FIXTURES, 'hostA-busy.tar.gz') }, wantsDsa);
  const facts = (tree: HostTree) => observeDsa(tree)!.state.devices.map(({ bdf, wqs }) => [bdf, wqs]);
  expect([
    facts(both.tree),
    both.findings,
    three.findings.map(({ message }) => message.includes('only the longest')),
  ]).toEqual([facts(whole.tree), [], [true]]);
});

test('a function that vfio has is told, though nothing of it is known', () => {
  const path = '/sys/devices/pci0000:e7/0000:e7:02.0';
  const { findings } = observeDsa(
    treeOf(STATE, {
      [`${path}/vendor`]: '0x8086\n',
      [`${path}/device`]: '0x0cfe\n',
      [`${path}/driver`]: { kind: 'link', target: '../../../bus/pci/drivers/vfio-pci' },
    }),
  )!;
  expect(findings.filter(({ file }) => file === path).map(({ message }) => message)).toEqual([
    'This is a DSA or IAA that idxd does not have (its driver is vfio-pci), so nothing more is known of it.',
  ]);
});
