import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { observeAp, wantsAp } from '../ap/observe.ts';
import { captureCommand } from './capture-command.ts';
import { readFolder } from './folder.ts';
import { readCapture } from './read-capture.ts';
import type { HostTree } from './tree.ts';

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

/** The line as on a host whose `/` is somewhere else: with its programs and its name, which CAPTURE_ROOT leaves out. */
const AS_HOST = captureCommand().replace('r=${CAPTURE_ROOT:-}', 'r=$OTHER_ROOT');

/** Shells a host may have as /bin/sh; those this machine has are tried. */
const SHELLS = ['dash', 'bash', 'busybox', 'mksh', 'ksh', 'yash'].filter((shell) =>
  ['/bin', '/usr/bin'].some((folder) => existsSync(join(folder, shell))),
);

function entriesOf(tree: HostTree): readonly unknown[] {
  // /sys/module only says what /sys/devices/vfio_ap says too, and is not in the capture.
  const paths = [...tree.paths()].filter((path) => !/^\/(?:captured|sys\/module)/.test(path)).sort();
  return paths.map((path) => [path, tree.added(path)]);
}

test.each(SHELLS)(
  'the capture command runs in %s, and what it leaves is the tree itself',
  {
    timeout: 60_000,
  },
  async (shell) => {
    const work = join(scratch, `work in ${shell}`);
    mkdirSync(work);
    const bin = join(scratch, `bin-${shell}`);
    mkdirSync(bin);
    // The line calls sh, whatever shell it was pasted into.
    writeFileSync(
      join(bin, 'sh'),
      `#!/bin/sh\nexec ${shell === 'busybox' ? 'busybox sh' : shell === 'bash' ? 'bash --posix' : shell} "$@"\n`,
      { mode: 0o755 },
    );
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
    const temporary = join(scratch, `tmp of ${shell}`);
    mkdirSync(temporary);
    const environment = { PATH: `${bin}:${process.env['PATH']}`, OTHER_ROOT: root, TMPDIR: temporary };
    const printed = execFileSync(shell === 'bash' ? 'bash' : '/bin/sh', ['-c', AS_HOST], {
      cwd: work,
      env: environment,
      encoding: 'utf8',
      // A bash whose input is a socket, as a pipe of Node is, takes itself for a remote shell and reads ~/.bashrc.
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [file, ...more] = readdirSync(work);
    const capture = await readCapture({ kind: 'path', path: join(work, file!) }, wantsAp);
    const observed = observeAp(capture.tree)!;
    const { tree } = await readFolder(root, wantsAp);
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
      capture.tree.text('/captured/errors') ?? '',
    ]).toEqual([
      `${join(work, file!)}\n`,
      [],
      [],
      true,
      'archive',
      true,
      true,
      [],
      { ...KVM1, unknown: [] },
      'web & pay',
      '',
    ]);
    const missing = new Set(entriesOf(capture.tree).map((entry) => JSON.stringify(entry)));
    expect(entriesOf(tree).filter((entry) => !missing.has(JSON.stringify(entry)))).toEqual([]);
  },
);

test('AP-Z5 below a root the capture tells nothing of the machine it runs on, and claims only what is there', async () => {
  const capture = async (name: string, files: Readonly<Record<string, string>>) => {
    const [work, mirror] = [join(scratch, `${name} work`), join(scratch, `${name} mirror`)];
    mkdirSync(work);
    for (const [path, text] of Object.entries({ 'sys/bus/ap/apmask': `0x${'f'.repeat(64)}\n`, ...files })) {
      mkdirSync(dirname(join(mirror, path)), { recursive: true });
      writeFileSync(join(mirror, path), text);
    }
    const printed = execFileSync('/bin/sh', ['-c', captureCommand()], {
      cwd: work,
      env: { PATH: process.env['PATH'], CAPTURE_ROOT: mirror },
      encoding: 'utf8',
    });
    const { tree, hostName, kernel } = await readCapture({ kind: 'path', path: printed.trim() }, wantsAp);
    const { unknown } = observeAp(tree)!.state;
    return [
      basename(printed)
        .replace(/\d{8}-\d{6}/, 'DATE')
        .trim(),
      hostName,
      kernel,
      unknown.has('persistentMasks'),
      tree.text('/captured/uname-r') ?? null,
    ];
  };
  expect([
    await capture('bare', {}),
    await capture('full', {
      'etc/hostname': 'kvm9\n',
      'proc/sys/kernel/osrelease': '6.1.2-test\n',
      'etc/udev/rules.d/10-other.rules': '',
    }),
  ]).toEqual([
    ['passthrough-DATE.tar.gz', null, null, true, null],
    ['passthrough-kvm9-DATE.tar.gz', 'kvm9', '6.1.2-test', false, null],
  ]);
});

test('the capture command says on stderr that there are no devices, and still makes its capture', () => {
  const work = join(scratch, 'no AP');
  mkdirSync(work);
  const { status, stderr } = spawnSync('/bin/sh', ['-c', captureCommand()], {
    cwd: work,
    env: { PATH: process.env['PATH'], CAPTURE_ROOT: work },
    encoding: 'utf8',
  });
  expect([status, stderr, readdirSync(work).length]).toEqual([
    0,
    'neither an AP bus nor DSA devices nor zPCI functions (function_id in /sys/bus/pci/devices) nor a XIVE interrupt controller here: the capture will hold no devices\n',
    1,
  ]);
});

test('an empty folder and one without a host in it are refused in one sentence', async () => {
  const empty = join(scratch, 'empty');
  mkdirSync(join(empty, 'pictures'), { recursive: true });
  writeFileSync(join(empty, 'pictures/notes.txt'), 'hello\n');
  await expect(readCapture({ kind: 'path', path: empty }, wantsAp)).rejects.toMatchObject({
    code: 'unreadable',
    message: expect.stringContaining(`The folder ${empty} holds nothing of a host`),
  });
});

test('the capture command is what a shell reads as it stands, in lines that a terminal takes', () => {
  const line = captureCommand();
  expect([
    // A terminal takes 4,095 characters in one line.
    line.split('\n').filter(({ length }) => length >= 3900),
    ...[line, line.replaceAll('\n', ' ')].map((text) =>
      execFileSync('/bin/sh', ['-n', '-c', text], { encoding: 'utf8' }),
    ),
  ]).toEqual([[], '', '']);
});

test('files cp could not read are unreadable, not empty', async () => {
  const { tree, findings } = await readCapture(
    {
      kind: 'bytes',
      name: 'a.json',
      bytes: Buffer.from(
        JSON.stringify({
          '/sys/bus/ap/apmask': '',
          '/captured/errors':
            "cp: error reading '/sys/bus/ap/apmask': Invalid argument\ncp: cannot open '/sys/bus/ap/aqmask' for reading: Permission denied\ncp: can't open '/sys/bus/ap/features': Permission denied\ncp: read error: Input/output error\n",
        }),
      ),
    },
    wantsAp,
  );
  expect([
    tree.added('/sys/bus/ap/apmask'),
    tree.added('/sys/bus/ap/aqmask'),
    tree.added('/sys/bus/ap/features'),
    findings.map(({ message }) => message),
    readFileSync(join(FIXTURES, 'README.md'), 'utf8').includes('simulated hardware'),
  ]).toEqual([
    { kind: 'unreadable', why: 'Invalid argument' },
    { kind: 'unreadable', why: 'Permission denied' },
    { kind: 'unreadable', why: 'Permission denied' },
    [
      'While copying, the host said: cp: read error: Input/output error. A file that is empty here may not be empty there.',
    ],
    true,
  ]);
});

test('a copy of /sys itself is read as /sys, as a folder and packed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'studio-sys-'));
  mkdirSync(join(folder, 'bus/ap'), { recursive: true });
  writeFileSync(join(folder, 'bus/ap/apmask'), `0x${'f'.repeat(64)}\n`);
  const archive = pack();
  archive.entry({ name: 'copy/bus/ap/apmask' }, `0x${'f'.repeat(64)}\n`);
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive) chunks.push(chunk as Buffer);
  const packed = Buffer.concat(chunks);
  const wanted = (path: string) => '/sys/bus/ap/apmask'.startsWith(path);
  const texts = [
    (await readFolder(folder, wanted)).tree.text('/sys/bus/ap/apmask'),
    (await readCapture({ kind: 'bytes', name: 'copy.tar', bytes: packed }, wanted)).tree.text(
      '/sys/bus/ap/apmask',
    ),
  ];
  rmSync(folder, { recursive: true });
  expect(texts).toEqual([`0x${'f'.repeat(64)}\n`, `0x${'f'.repeat(64)}\n`]);
});
