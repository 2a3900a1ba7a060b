/** This machine as a target, and a folder of it whose links lead elsewhere. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  truncateSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openLocalTarget } from './local-target.ts';
import { MOST_FILE_BYTES } from './plain-file.ts';
import type { Target } from './target.ts';
import { plainHost } from './testing/plain-host.ts';
import { SWITCH_FAMILY, switchTree } from './testing/switch-family.ts';

const families = [SWITCH_FAMILY];
let place: ReturnType<typeof plainHost>;
let target: Target;

beforeEach(async () => {
  place = plainHost(switchTree({ now: [1], boot: [] }));
  target = await openLocalTarget(place.root, families);
});

describe('a folder as a target', () => {
  it('is named with its stand-in kernel', () => {
    expect(target).toMatchObject({
      mode: 'stand-in',
      label: `a stand-in kernel on this machine, below ${place.root}`,
      where: { kind: 'this-machine', root: place.root },
    });
  });

  it('never touches what lies outside of it', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'studio-outside-'));
    writeFileSync(path.join(outside, 'file'), 'outside\n');
    mkdirSync(path.join(place.root, 'links'));
    symlinkSync(outside, path.join(place.root, 'links/out'));
    symlinkSync(path.join(outside, 'file'), path.join(place.root, 'links/file'));
    symlinkSync(path.join(outside, 'later'), path.join(place.root, 'links/dangling'));
    const escapes = [
      () => target.look('/links/out/file'),
      () => target.look('/links/file'),
      () => target.write('/links/file', 'x'),
      () => target.write('/links/out/file', 'x'),
      () => target.place([{ kind: 'file', path: '/links/file', text: 'x' }]),
      () => target.place([{ kind: 'file', path: '/links/dangling/file', text: 'x' }]),
      () => target.place([{ kind: 'link', path: '/links/out/link', target: 'x' }]),
      () => target.place([{ kind: 'gone', path: '/links/out/file' }]),
      () => target.place([{ kind: 'gone', path: '/' }]),
    ];
    for (const escape of escapes) await expect(escape()).rejects.toMatchObject({ code: 'forbidden' });
    await expect(target.look('/sys/../../x')).rejects.toMatchObject({ code: 'bad-request' });
    await expect(target.look('sys')).rejects.toMatchObject({ code: 'bad-request' });
    expect(readdirSync(outside)).toEqual(['file']);
    expect(readFileSync(path.join(outside, 'file'), 'utf8')).toBe('outside\n');
    // A link itself may go, wherever it leads.
    await target.place([{ kind: 'gone', path: '/links/out' }]);
    expect(existsSync(outside)).toBe(true);
  });

  it('takes links of buses away with a device, and leaves those of others', async () => {
    const devices = path.join(place.root, 'sys/bus/mdev/devices');
    mkdirSync(devices, { recursive: true });
    mkdirSync(path.join(place.root, 'sys/devices/one'), { recursive: true });
    for (const name of ['one', 'two']) symlinkSync(`../../../devices/${name}`, path.join(devices, name));
    await target.place([{ kind: 'gone', path: '/sys/devices/one' }]);
    expect(readdirSync(devices)).toEqual(['two']);
  });

  it('replaces files as a whole and links by links', async () => {
    await target.place([
      { kind: 'file', path: '/etc/new/file', text: 'one\n' },
      { kind: 'file', path: '/etc/new/file', text: 'two\n' },
      { kind: 'link', path: '/sys/bus/switches/1/driver', target: '../other' },
    ]);
    expect(readFileSync(path.join(place.root, 'etc/new/file'), 'utf8')).toBe('two\n');
    expect(readdirSync(path.join(place.root, 'etc/new'))).toEqual(['file']);
    expect(readlinkSync(path.join(place.root, 'sys/bus/switches/1/driver'))).toBe('../other');
  });
});

describe('files that are none', () => {
  it('are neither waited for nor written: a FIFO, a device, more bytes than a plan has', async (context) => {
    if (spawnSync('mkfifo', [path.join(place.root, 'sys/fifo')]).status !== 0)
      context.skip('there is no mkfifo here');
    const machine = await openLocalTarget(null, families);
    writeFileSync(path.join(place.root, 'sys/huge'), '');
    truncateSync(path.join(place.root, 'sys/huge'), MOST_FILE_BYTES + 1);
    const looks = [target.look('/sys/fifo'), target.look('/sys/huge'), machine.look('/dev/zero')];
    expect(await Promise.all(looks)).toEqual([
      { kind: 'unreadable', why: 'it is no plain file' },
      { kind: 'unreadable', why: 'it has more than 4194304 bytes' },
      { kind: 'unreadable', why: 'it is no plain file' },
    ]);
    // Nobody reads the FIFO: the system says so at once.
    expect(await target.write('/sys/fifo', '1')).toMatchObject({ errno: 'ENXIO' });
    expect(await machine.write('/dev/null', '1')).toEqual({
      errno: null,
      message: 'The write of "1" to /dev/null was refused: it is no plain file.',
    });
    await expect(target.place([{ kind: 'file', path: '/sys/fifo', text: 'x' }])).rejects.toMatchObject({
      code: 'io',
      message: expect.stringContaining('it is no plain file'),
    });
    await target.place([{ kind: 'file', path: '/sys/huge', text: 'x' }]);
    expect(readFileSync(path.join(place.root, 'sys/huge'), 'utf8')).toBe('x');
  });
});

describe('what a killed replacement leaves', () => {
  it('is never beside the file, and the next sweep takes it and nothing else', async () => {
    const folder = path.join(place.root, 'etc/mdevctl.d/matrix');
    mkdirSync(folder, { recursive: true });
    const seen = new Set<string>();
    const watcher = watch(place.root, { recursive: true }, (_event, name) => seen.add(String(name)));
    await target.place([
      { kind: 'file', path: '/etc/mdevctl.d/matrix/one', text: 'x' },
      { kind: 'link', path: '/etc/mdevctl.d/matrix/two', target: 'one' },
    ]);
    await expect
      .poll(() => [...seen].filter((name) => name.startsWith('.passthrough-studio.')))
      .not.toEqual([]);
    watcher.close();
    expect([...seen].filter((name) => name.startsWith('etc/mdevctl.d/matrix/')).sort()).toEqual([
      'etc/mdevctl.d/matrix/one',
      'etc/mdevctl.d/matrix/two',
    ]);
    writeFileSync(path.join(place.root, '.passthrough-studio.a1b2c3'), 'half');
    writeFileSync(path.join(place.root, '.passthrough-studio.notes'), 'mine');
    await target.sweep(['/etc/mdevctl.d/matrix/one']);
    expect([readdirSync(place.root).sort(), readdirSync(folder).sort()]).toEqual([
      ['.passthrough-studio.notes', 'etc', 'sys'],
      ['one', 'two'],
    ]);
  });
});

describe('this machine as a target', () => {
  it('writes once to a file that is there, neither made nor cut, and tells errno', async ({ skip }) => {
    const refusing = '/proc/self/oom_score_adj';
    if (!existsSync(refusing)) skip('there is no /proc here');
    const machine = await openLocalTarget(null, families);
    const file = path.join(place.folder, 'attribute');
    writeFileSync(file, 'longer\n');
    expect(await machine.write(file, '+5')).toBeNull();
    expect(readFileSync(file, 'utf8')).toBe('+5\nger\n');
    expect(await machine.write(refusing, 'x')).toEqual({
      errno: 'EINVAL',
      message: `The write of "x" to ${refusing} was refused: EINVAL.`,
    });
    const none = path.join(place.folder, 'none');
    expect(await machine.write(none, '1')).toMatchObject({ errno: 'ENOENT' });
    expect(existsSync(none)).toBe(false);
    await expect(machine.place([])).rejects.toMatchObject({ code: 'internal' });
  });

  it('runs programs where Ctrl-C of the terminal does not reach them', async ({ skip }) => {
    if (!existsSync('/proc/self/stat')) skip('there is no /proc here');
    const machine = await openLocalTarget(null, families);
    const { output } = await machine.run({ argv: ['cat', '/proc/self/stat'], stdin: null });
    // Fields 5 and 6: process group and session.
    const groupOf = (stat: string) =>
      stat
        .slice(stat.lastIndexOf(')') + 2)
        .split(' ')
        .slice(2, 4);
    const own = groupOf(readFileSync('/proc/self/stat', 'utf8'));
    const [group, session] = groupOf(output.join(' '));
    expect([group === own[0], session === own[1]]).toEqual([false, false]);
  });

  it('runs programs with their input, and tells how they ended', async () => {
    const machine = await openLocalTarget(null, families);
    const script = 'read line; echo "got $line"; echo trouble >&2; exit 3';
    const { failure, output } = await machine.run({ argv: ['sh', '-c', script], stdin: 'this\n' });
    expect(failure?.message).toMatch(/^sh ended with exit code 3: /);
    // Two streams, read as they come.
    expect([...output].sort()).toEqual(['got this', 'trouble']);
    expect(await machine.run({ argv: ['true'], stdin: 'unread\n' })).toEqual({ failure: null, output: [] });
    expect((await machine.run({ argv: ['no-such-program'], stdin: null })).failure).toEqual({
      errno: 'ENOENT',
      message: 'There is no program no-such-program here.',
    });
  });
});
