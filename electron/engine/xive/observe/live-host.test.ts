import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { captureCommand } from '../../hosts/capture-command.ts';
import { readCapture } from '../../hosts/read-capture.ts';
import { observeXive, wantsXive } from '../observe.ts';
import { FIXTURES } from './testing/fixture-readings.ts';

const MOMENT = join(FIXTURES, 'kvm-vfio/03-nvme2-plugged-lisns-recycled');
let scratch = '';

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'xive-live-'));
});

afterEach(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** A POWER host with two guests, and processes that are none. */
function powerHost(): string {
  const root = join(scratch, 'root');
  const put = (path: string, fixture: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    cpSync(join(MOMENT, fixture), join(root, path));
  };
  put('sys/kernel/debug/powerpc/xive/interrupts', 'host-debugfs-xive-interrupts.txt');
  put('sys/kernel/debug/powerpc/xive/ipis', 'host-debugfs-xive-ipis.txt');
  put('sys/kernel/debug/kvm/173-11/xive', 'host-debugfs-kvm-xive.txt');
  put('sys/kernel/debug/kvm/664-4/xive', 'host-debugfs-kvm-xive.txt');
  put('proc/interrupts', 'host-proc-interrupts.txt');
  put('proc/173/maps', 'host-proc-maps-xive.txt');
  mkdirSync(join(root, 'proc/1'), { recursive: true });
  writeFileSync(join(root, 'proc/1/maps'), '7fff0000-7fff1000 r-xp 00000000 00:02 1   /sbin/init\n');
  return root;
}

async function facts(path: string) {
  const { tree } = await readCapture({ kind: 'path', path }, wantsXive);
  return [
    observeXive(tree)!.state.readings.map(({ name, sources, vmas, texts }) => [
      name,
      sources.length,
      sources.filter(({ host }) => host?.linux).length,
      vmas.length,
      texts.length,
    ]),
    tree.has('/proc/1/maps'),
  ];
}

const EXPECTED = [
  [
    ['process 173', 14, 4, 2, 5],
    ['process 664', 14, 4, 0, 4],
  ],
  false,
];

test('the mirrored tree of a host with two guests: one reading for each process', async () => {
  expect(await facts(powerHost())).toEqual(EXPECTED);
});

test.each(['/bin/sh', '/bin/bash'])('the capture command takes all of it along, in %s', async (shell) => {
  const work = join(scratch, 'work');
  mkdirSync(work);
  const line = captureCommand().replace(/^sh /, `${shell} `);
  execFileSync(shell, ['-c', line], { cwd: work, env: { ...process.env, CAPTURE_ROOT: powerHost() } });
  expect(await facts(join(work, readdirSync(work)[0]!))).toEqual(EXPECTED);
});

test('monitor texts that the capture command saved for a domain are joined with its process', async () => {
  const root = powerHost();
  const folder = join(root, 'captured/xive/1');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'domain'), 'guest1\n');
  writeFileSync(join(folder, 'pid'), '173\n');
  for (const name of ['pic', 'mtree', 'qtree'])
    writeFileSync(join(folder, `vm-info-${name}.txt`), readFileSync(join(MOMENT, `vm-info-${name}.txt`)));
  const { tree } = await readCapture({ kind: 'path', path: root }, wantsXive);
  const { readings } = observeXive(tree)!.state;
  expect(
    readings.map(({ name, devices, sources }) => [
      name,
      devices.length,
      sources.filter(({ pic, kvm, host }) => pic !== null && kvm !== null && host !== null).length,
    ]),
  ).toEqual([
    ['guest1', 1, 4],
    ['process 664', 0, 0],
  ]);
});

test('a host of another kind shows nothing of XIVE', async () => {
  const root = join(scratch, 'other');
  mkdirSync(join(root, 'proc'), { recursive: true });
  mkdirSync(join(root, 'sys/bus/ap'), { recursive: true });
  writeFileSync(join(root, 'sys/bus/ap/ap_domain'), '6\n');
  writeFileSync(
    join(root, 'proc/interrupts'),
    '           CPU0\n  0:         12   IO-APIC   2-edge      timer\n',
  );
  const { tree } = await readCapture(
    { kind: 'path', path: root },
    (path) => wantsXive(path) || path.startsWith('/sys/bus'),
  );
  expect([observeXive(tree), tree.has('/proc/interrupts')]).toEqual([null, false]);
});
