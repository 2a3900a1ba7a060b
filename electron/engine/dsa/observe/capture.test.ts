import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { captureCommand } from '../../hosts/capture-command.ts';
import { readCapture } from '../../hosts/read-capture.ts';
import type { HostTree } from '../../hosts/tree.ts';
import { fromFile, toFile } from '../file.ts';
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
  const given = 'sys/devices/pci0000:e7/0000:e7:02.0';
  const files = { vendor: '0x8086', device: '0x0cfe', numa_node: '1', resource0: 'BAR' };
  for (const [name, text] of Object.entries(files)) put(join(root, given, name), `${text}\n`);
  mkdirSync(join(root, 'sys/bus/pci/drivers/vfio-pci'), { recursive: true });
  symlinkSync('../../../bus/pci/drivers/vfio-pci', join(root, given, 'driver'));
  for (const function_ of ['pci0000:e7/0000:e7:02.0', 'pci0000:00/0000:00:05.0'])
    symlinkSync(
      `../../../../devices/${function_}`,
      join(root, 'sys/bus/pci/drivers/vfio-pci', function_.slice(-12)),
    );
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
    state.devices.map(({ name, driver }) => `${name} ${driver}`),
    members.includes('resource0'),
    line.split('\n').some(({ length }) => length > 3900),
    [...folder.tree.paths()].filter((path) => /net|resource|power/.test(path)),
  ]).toEqual([
    { ...observeDsa(folder.tree)!.state, savedTold: true },
    [
      [uuid(1), 0],
      [uuid(2), 1],
      ['0000:e7:02.0', null],
    ],
    ['dsa0 idxd', 'iax1 null', 'dsa2 null', 'iax3 vfio-pci'],
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

const GIVEN = '/sys/devices/pci0000:e7/0000:e7:02.0';

function functionFiles(device: string, driver: string) {
  return {
    [`${GIVEN}/vendor`]: '0x8086\n',
    [`${GIVEN}/device`]: `${device}\n`,
    [`${GIVEN}/numa_node`]: '1\n',
    [`${GIVEN}/driver`]: { kind: 'link', target: `../../../bus/pci/drivers/${driver}` },
    [`${GIVEN}/iommu_group`]: { kind: 'link', target: '../../../kernel/iommu_groups/91' },
  } as const;
}

test('DSA-S8 a function that vfio-pci has is a device given away whole, to the guest that libvirt names', () => {
  const xml = `<domain type='kvm' id='3'><name>whole</name><devices><hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0000' bus='0xe7' slot='0x02' function='0x0'/></source></hostdev></devices></domain>`;
  const { state } = observeDsa(
    treeOf(STATE, { ...functionFiles('0x0cfe', 'vfio-pci'), '/captured/domains/1.xml': xml }),
  )!;
  const device = state.devices.find(({ driver }) => driver === 'vfio-pci')!;
  const mdev = state.mdevs.find(({ strategy }) => strategy === 'pf')!;
  expect([
    [device.name, device.bdf, device.caps.numaNode, device.iommuGroup, device.state],
    [mdev.id, mdev.device, mdev.guest, mdev.orphan, mdev.running !== null],
    state.guests.map(({ name }) => name),
    fromFile(JSON.parse(JSON.stringify(toFile(state)))),
  ]).toEqual([
    ['iax3', '0000:e7:02.0', 1, 91, 'disabled'],
    ['0000:e7:02.0', 'iax3', 'guest:whole', false, true],
    ['whole'],
    state,
  ]);
});

test('a function that another driver has is told, though nothing of it is known', () => {
  const { findings } = observeDsa(treeOf(STATE, functionFiles('0x0b25', 'uio')))!;
  expect(findings.filter(({ file }) => file === GIVEN).map(({ message }) => message)).toEqual([
    'This is a DSA or IAA that idxd does not have (its driver is uio), so nothing more is known of it.',
  ]);
});
