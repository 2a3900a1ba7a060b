/** The capture command on a host with zPCI functions: what it leaves tells what the host itself tells, and no more was read. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { captureCommand } from '../../hosts/capture-command.ts';
import { readCapture } from '../../hosts/read-capture.ts';
import { observeZpci, wantsZpci } from '../observe.ts';
import { FIXTURES, line } from './testing/captures.ts';

const scratch = mkdtempSync(join(tmpdir(), 'zpci-capture-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** The recorded guest as a folder, with what a live kernel has besides. */
function mirror(): string {
  const root = join(scratch, 'host');
  mkdirSync(root);
  execFileSync('tar', ['xzf', join(FIXTURES, 'lab-b-qemu100.tar.gz'), '-C', root, '--strip-components=1']);
  for (const name of ['resource0', 'rom', 'remove'])
    writeFileSync(join(root, 'sys/devices/pci0001:00/0001:00:00.0', name), 'not to be read\n');
  const plain = join(root, 'sys/devices/pci0000:00/0000:00:01.0');
  mkdirSync(plain, { recursive: true });
  writeFileSync(join(plain, 'vendor'), '0x8086\n');
  symlinkSync('../../../devices/pci0000:00/0000:00:01.0', join(root, 'sys/bus/pci/devices/0000:00:01.0'));
  for (const [path, text] of [
    [
      'proc/4711/cmdline',
      'qemu-system-s390x\0-machine\0s390-ccw-virtio\0-device\0zpci,uid=7,fid=8,target=h0\0-device\0vfio-pci,host=0001:00:00.0,id=h0\0',
    ],
    ['proc/4712/cmdline', 'sleep\0'],
    ['etc/modprobe.d/vfio.conf', 'options vfio_iommu_type1 dma_entry_limit=9\n'],
  ] as const) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  for (const name of ['clpdump.txt', 'dmesg', 'listings.txt', 'qemu-command-line.txt', 'uname'])
    rmSync(join(root, name));
  for (const name of ['info-mtree-f', 'info-pci', 'info-qtree', 'info-version'])
    rmSync(join(root, `monitor-${name}.txt`));
  return root;
}

test('a folder that mirrors the host, and the capture made of it, tell the same functions', async () => {
  const root = mirror();
  const work = join(scratch, 'work');
  mkdirSync(work);
  const printed = execFileSync('/bin/sh', ['-c', captureCommand()], {
    cwd: work,
    env: { PATH: process.env['PATH'], CAPTURE_ROOT: root },
    encoding: 'utf8',
  }).trim();
  const members = execFileSync('tar', ['tzf', printed], { encoding: 'utf8' }).split('\n');
  const folder = observeZpci((await readCapture({ kind: 'path', path: root }, wantsZpci)).tree)!.state;
  const capture = await readCapture({ kind: 'path', path: printed }, wantsZpci);
  const { state, findings } = observeZpci(capture.tree)!;
  expect([
    state,
    state.functions.map(line).length,
    state.guests.map(({ name, running }) => [name, running]),
    state.host.dmaEntryLimitKept,
    members.filter((name) => /resource0|rom$|remove|4712|0000:00:01\.0\/vendor/.test(name)),
    findings.filter(({ severity }) => severity !== 'info'),
    capture.findings,
  ]).toEqual([folder, 5, [['process 4711', true]], 9, [], [], []]);
});
