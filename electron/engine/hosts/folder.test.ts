import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { observeAp, wantsAp } from '../ap/observe.ts';
import { captureCommand } from './capture-command.ts';
import { readFolder } from './folder.ts';
import { readCapture } from './read-capture.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures');
let scratch = '';
let root = '';

/** A host's `/` on disk: the recorded /sys, definitions, the chzdev rule, and files that must not stop a reader. */
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'hosts-in-'));
  root = join(scratch, 'root');
  mkdirSync(root);
  execFileSync('tar', ['xzf', join(FIXTURES, 'sys-kvm1.tar.gz'), '-C', root]);
  mkdirSync(join(root, 'etc/mdevctl.d'), { recursive: true });
  execFileSync('cp', ['-r', join(FIXTURES, 'etc-mdevctl.d/matrix'), join(root, 'etc/mdevctl.d/matrix')]);
  mkdirSync(join(root, 'proc'));
  writeFileSync(join(root, 'proc/cmdline'), 'root=/dev/dasda1\n');
  const mdev = join(root, 'sys/devices/vfio_ap/matrix/9f1c2a30-6d7e-4b55-8a11-0c0ffee0a001');
  chmodSync(join(mdev, 'assign_adapter'), 0o200);
  chmodSync(join(mdev, 'remove'), 0o200);
});

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function facts(tree: Parameters<typeof observeAp>[0]) {
  const { state, findings } = observeAp(tree)!;
  return {
    queues: state.queues.state.filter((value) => value !== 0).length,
    mdevs: state.mdevs.map(({ id, active, defined }) => [id.slice(-4), active, defined]),
    unknown: [...state.unknown],
    warnings: findings.filter(({ severity }) => severity !== 'info'),
  };
}

const KVM1 = {
  queues: 9,
  mdevs: [
    ['a001', true, 'auto'],
    ['a002', false, 'manual'],
  ],
  warnings: [],
};

test('a folder that mirrors / is read, also as the one folder inside another', async () => {
  const direct = await readFolder(root, wantsAp);
  const inside = await readCapture({ kind: 'path', path: scratch }, wantsAp);
  expect([facts(direct.tree), direct.findings, facts(inside.tree), inside.kind]).toEqual([
    { ...KVM1, unknown: ['persistentMasks'] },
    [],
    { ...KVM1, unknown: ['persistentMasks'] },
    'folder',
  ]);
});

test('links are recorded, FIFOs and directories in the way are told, nothing outside is opened', async () => {
  const odd = join(scratch, 'odd');
  mkdirSync(join(odd, 'sys/bus/ap'), { recursive: true });
  execFileSync('mkfifo', [join(odd, 'sys/bus/ap/aqmask')]);
  mkdirSync(join(odd, 'sys/bus/ap/features'));
  writeFileSync(join(odd, 'secret'), 'secret');
  symlinkSync('../../../secret', join(odd, 'sys/bus/ap/apmask'));
  symlinkSync('/etc', join(odd, 'sys/devices'));
  writeFileSync(join(odd, 'sys/bus/ap/config_time'), '');
  chmodSync(join(odd, 'sys/bus/ap/config_time'), 0o200);
  const { tree, findings } = await readFolder(odd, wantsAp);
  rmSync(odd, { recursive: true });
  expect([
    tree.added('/sys/bus/ap/apmask'),
    tree.text('/sys/bus/ap/apmask'),
    tree.has('/sys/bus/ap/config_time'),
    findings.map(({ file }) => file),
    observeAp(tree)!.findings.some(({ file }) => file === '/sys/bus/ap/features'),
  ]).toEqual([{ kind: 'link', target: '../../../secret' }, undefined, false, ['/sys/bus/ap/aqmask'], true]);
});

test('a live / can be read, whatever this machine has', async () => {
  const { tree } = await readFolder('/', wantsAp);
  expect([tree.text('/captured/searched') !== undefined, tree.size < 5000]).toEqual([true, true]);
});

test('the capture command runs in a plain shell and what it leaves can be read', {
  timeout: 60_000,
}, async () => {
  const work = join(scratch, 'work');
  mkdirSync(work);
  const bin = join(scratch, 'bin');
  mkdirSync(bin);
  // Stand-ins for lszcrypt and virsh, so that the line's calls of them run too.
  writeFileSync(
    join(bin, 'lszcrypt'),
    `#!/bin/sh\n[ "$1" = -b ] && exit 1\ncat "${FIXTURES}/lszcrypt$1.txt"\n`,
    { mode: 0o755 },
  );
  const xml = `<domain type='kvm'><name>web &amp; pay</name><devices><hostdev mode='subsystem' type='mdev'><source><address uuid='9f1c2a30-6d7e-4b55-8a11-0c0ffee0a001'/></source></hostdev></devices></domain>`;
  writeFileSync(
    join(bin, 'virsh'),
    `#!/bin/sh\ncase "$2" in list) printf 'web\\n\\n' ;; dumpxml) cat <<'X'\n${xml}\nX\n;; esac\n`,
    { mode: 0o755 },
  );
  const temporary = join(scratch, 'tmp');
  mkdirSync(temporary);
  const environment = { PATH: `${bin}:${process.env['PATH']}`, CAPTURE_ROOT: root, TMPDIR: temporary };
  const printed = execFileSync('/bin/sh', ['-c', captureCommand()], {
    cwd: work,
    env: environment,
    encoding: 'utf8',
  });
  const [file, ...more] = readdirSync(work);
  const capture = await readCapture({ kind: 'path', path: join(work, file!) }, wantsAp);
  const observed = observeAp(capture.tree)!;
  expect([
    printed,
    more,
    readdirSync(temporary),
    /^passthrough-.+-\d{8}-\d{6}\.tar\.gz$/.test(file!),
    capture.kind,
    capture.hostName === execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim(),
    capture.kernel === execFileSync('uname', ['-r'], { encoding: 'utf8' }).trim(),
    capture.findings,
    facts(capture.tree),
    observed.state.mdevs[0]!.name,
  ]).toEqual([`${file}\n`, [], [], true, 'archive', true, true, [], { ...KVM1, unknown: [] }, 'web & pay']);
});

test('the capture command is one line that a shell reads as it stands', () => {
  const line = captureCommand();
  expect([
    line.includes('\n'),
    line.length < 1500,
    execFileSync('/bin/sh', ['-n', '-c', line], { encoding: 'utf8' }),
  ]).toEqual([false, true, '']);
});

test('files cp could not read are unreadable, not empty', async () => {
  const { tree } = await readCapture(
    {
      kind: 'bytes',
      name: 'a.json',
      bytes: Buffer.from(
        JSON.stringify({
          '/sys/bus/ap/apmask': '',
          '/captured/errors':
            "cp: error reading '/sys/bus/ap/apmask': Invalid argument\ncp: cannot open '/sys/bus/ap/aqmask' for reading: Permission denied\n",
        }),
      ),
    },
    wantsAp,
  );
  expect([
    tree.added('/sys/bus/ap/apmask'),
    tree.added('/sys/bus/ap/aqmask'),
    readFileSync(join(FIXTURES, 'README.md'), 'utf8').includes('simulated hardware'),
  ]).toEqual([
    { kind: 'unreadable', why: 'Invalid argument' },
    { kind: 'unreadable', why: 'Permission denied' },
    true,
  ]);
});
