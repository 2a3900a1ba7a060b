/** Applies over a real ssh to an sshd of the test's own on this machine. Skipped, with the reason, where none can run. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { needsPrograms, skipBecause } from './harness/needs.ts';
import { type LoopbackSshd, startLoopbackSshd } from './harness/loopback-sshd.ts';
import { planHost } from '../engine/plan/named-plan.ts';
import { createClient } from '../../shared/client.ts';
import { createEngine } from '../engine/session/engine.ts';
import { inProcessTransport } from '../engine/session/testing/test-engine.ts';
import { applyPlan } from '../engine/apply/apply-plan.ts';
import { openSshSession } from '../engine/apply/ssh-session.ts';
import { openSshTarget } from '../engine/apply/ssh-target.ts';
import { takeBack } from '../engine/apply/take-back.ts';
import { AP_FAMILIES, plainApHost, readWithWish, shuffle } from '../engine/apply/testing/ap-host.ts';
import { quiet } from '../engine/apply/testing/plain-host.ts';

const BOTH = { style: 'both', restart: [] } as const;
const userPath = process.env.PATH;
const started = await startLoopbackSshd(['kvm1', 'stranger', 'changed', 'closed', 'refused']);
const sshd: LoopbackSshd | null = 'sshd' in started ? started.sshd : null;
const why = 'why' in started ? started.why : '';

/** Hosts that ssh cannot get to, each in its way; what is said first in an ssh_config holds. */
function troubledHosts(folder: string, config: string): string {
  const other = path.join(folder, 'other-key');
  spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other]);
  const known = path.join(folder, 'other-known');
  writeFileSync(known, `passthrough-studio-test ${readFileSync(`${other}.pub`, 'utf8')}`);
  return `Host stranger
  UserKnownHostsFile ${folder}/none-known
  StrictHostKeyChecking ask
Host changed
  UserKnownHostsFile ${known}
Host closed
  Port 1
Host refused
  User nobody-of-that-name
Host *
Include ${config}
`;
}

beforeAll(() => {
  if (!sshd) return;
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-ssh-'));
  writeFileSync(path.join(folder, 'config'), troubledHosts(folder, sshd.config));
  writeFileSync(
    path.join(folder, 'ssh'),
    `#!/bin/sh\nPATH='${userPath}'\nexec ssh -F '${folder}/config' "$@"\n`,
  );
  chmodSync(path.join(folder, 'ssh'), 0o755);
  process.env.PATH = `${folder}:${userPath}`;
});
afterAll(async () => {
  process.env.PATH = userPath;
  await sshd?.stop();
});
beforeEach((context) => {
  needsPrograms(context, 'sshd', 'ssh', 'ssh-keygen');
  if (!sshd) skipBecause(context, why);
});

describe('a host behind ssh', () => {
  let place: Awaited<ReturnType<typeof plainApHost>>;
  beforeAll(async () => {
    place = await plainApHost('kernel-documentation.pts');
  });

  it('is read, applied to and taken back as one on this machine is', { timeout: 60_000 }, async () => {
    const host = await readWithWish(place.root, shuffle);
    const target = await openSshTarget('kvm1', place.root, AP_FAMILIES);
    try {
      expect(target.label).toBe(`kvm1 over ssh with a stand-in kernel, below ${place.root}`);
      const captured = await target.capture(quiet);
      expect(captured.source).toMatchObject({ kind: 'ssh', label: `ssh kvm1, below ${place.root}` });
      const parts = {
        target,
        families: AP_FAMILIES,
        host,
        options: BOTH,
        journals: place.journals,
        context: quiet,
      };
      const { report } = await applyPlan(parts, planHost(AP_FAMILIES, host, BOTH));
      expect(report).toMatchObject({ status: 'done', differences: [] });
      expect(await takeBack(parts, report.journal!)).toMatchObject({
        report: { status: 'done', differences: [] },
      });
    } finally {
      await target.close();
    }
  });

  it('is read into a workspace, and again from where it was read', async () => {
    const engine = createEngine({
      host: 'test',
      version: '1.2.3',
      electron: null,
      configFolder: place.journals,
      examplesFolder: path.resolve('examples'),
      pick: null,
      log: () => {},
    });
    const client = createClient(inProcessTransport(engine));
    const { hostId } = await client.call('host.readSsh', { host: 'kvm1', root: place.root });
    const { view } = await client.call('workspace.view', {});
    expect(view.workspace?.hosts).toMatchObject([
      { id: hostId, source: { kind: 'ssh', label: `ssh kvm1, below ${place.root}` } },
    ]);
    expect(await client.call('host.refresh', { hostId })).toMatchObject({ differences: [] });
    await expect(client.call('host.readSsh', { host: 'stranger' })).rejects.toMatchObject({ code: 'io' });
  });

  it('shows files, links and folders as they are, and leaves no temporary files', async () => {
    const target = await openSshTarget('kvm1', place.root, AP_FAMILIES);
    const text = 'a \'b\' "$HOME" `id`\n';
    await target.place([
      { kind: 'file', path: '/sys/try/new/file', text },
      { kind: 'link', path: '/sys/try/driver', target: '../drivers/x y' },
      { kind: 'link', path: '/sys/try/to-file', target: 'new/file' },
    ]);
    const looks = await Promise.all(
      ['new/file', 'driver', 'to-file', 'new', 'none'].map((name) => target.look(`/sys/try/${name}`)),
    );
    expect(looks).toEqual([
      { kind: 'text', text },
      { kind: 'link', target: '../drivers/x y', text: null },
      { kind: 'link', target: 'new/file', text },
      { kind: 'folder' },
      { kind: 'absent' },
    ]);
    expect(readdirSync(path.join(place.root, 'sys/try/new'))).toEqual(['file']);
    writeFileSync(path.join(place.root, '.passthrough-studio.a1b2c3'), 'left by a killed run');
    await target.sweep(['/sys/try/new/file', '/sys/gone/file']);
    expect(readdirSync(place.root).filter((name) => name.startsWith('.'))).toEqual([]);
    await target.place([{ kind: 'gone', path: '/sys/try' }]);
    expect(existsSync(path.join(place.root, 'sys/try'))).toBe(false);
    await target.close();
  });

  it('writes once to a file that is there, and tells errno of the kernel or the system', async () => {
    const target = await openSshTarget('kvm1', place.root, AP_FAMILIES);
    const file = path.join(place.root, 'sys/attribute');
    writeFileSync(file, 'longer than what is written\n');
    expect(await target.write('/sys/attribute', '+5')).toBeNull();
    // Not cut: sysfs attributes have no length, and a file that is cut would have been opened otherwise.
    expect(readFileSync(file, 'utf8')).toBe('+5\nger than what is written\n');
    expect(await target.write('/sys/none', '1')).toMatchObject({ errno: 'ENOENT' });
    expect(existsSync(path.join(place.root, 'sys/none'))).toBe(false);
    symlinkSync('/dev/full', path.join(place.root, 'sys/full'));
    await expect(target.write('/sys/full', '1')).rejects.toMatchObject({ code: 'forbidden' });
    await target.close();
    const whole = await openSshTarget('kvm1', null, AP_FAMILIES);
    expect(await whole.write(`/proc/${process.pid}/oom_score_adj`, 'x')).toMatchObject({ errno: 'EINVAL' });
    // Neither waited for nor written.
    expect(await whole.look('/dev/zero')).toEqual({ kind: 'unreadable', why: 'it is no plain file' });
    expect(await whole.write('/dev/full', '1')).toMatchObject({
      errno: null,
      message: expect.stringContaining('it is no plain file'),
    });
    expect(await whole.run({ argv: ['cat'], stdin: 'no\nnewline' })).toEqual({
      failure: null,
      output: ['no', 'newline'],
    });
    expect(await whole.run({ argv: ['ls', '/no such'], stdin: null })).toMatchObject({
      failure: { errno: 'ENOENT', message: expect.stringContaining('ls ended with exit code 2: ') },
    });
    expect((await whole.run({ argv: ['no-such-program'], stdin: null })).failure?.message).toBe(
      'There is no program no-such-program on kvm1.',
    );
    await whole.close();
  });

  it('never touches what lies outside of the root', async () => {
    const outside = mkdtempSync(path.join(tmpdir(), 'studio-outside-'));
    mkdirSync(path.join(place.root, 'sys/links'), { recursive: true });
    symlinkSync(outside, path.join(place.root, 'sys/links/out'));
    symlinkSync(path.join(outside, 'later'), path.join(place.root, 'sys/links/dangling'));
    const target = await openSshTarget('kvm1', place.root, AP_FAMILIES);
    const escapes = [
      () => target.look('/sys/links/out/file'),
      () => target.place([{ kind: 'file', path: '/sys/links/out/file', text: 'x' }]),
      () => target.place([{ kind: 'file', path: '/sys/links/dangling/file', text: 'x' }]),
      () => target.place([{ kind: 'gone', path: '/sys/links/out/file' }]),
      () => target.write('/sys/links/out/file', 'x'),
    ];
    for (const escape of escapes) await expect(escape()).rejects.toMatchObject({ code: 'forbidden' });
    await expect(target.look('/sys/../../etc/passwd')).rejects.toMatchObject({ code: 'bad-request' });
    expect(readdirSync(outside)).toEqual([]);
    await target.close();
  });

  it('says what to do when ssh does not get there', async () => {
    const answer = (host: string) =>
      openSshTarget(host, null, AP_FAMILIES).then(
        () => 'got there',
        (error: Error) => error.message,
      );
    expect(
      await Promise.all(['stranger', 'changed', 'closed', 'refused', 'no-such.invalid'].map(answer)),
    ).toEqual([
      expect.stringContaining('The host key of stranger is not known here. Connect once with “ssh stranger”'),
      expect.stringContaining('The host key of changed is not the one that is known here. Nothing was sent.'),
      'closed does not answer to ssh: the connection was refused.',
      expect.stringContaining('refused refused the login.'),
      expect.stringContaining('There is no host no-such.invalid'),
    ]);
    await expect(openSshTarget('kvm1', '/no/such', AP_FAMILIES)).rejects.toMatchObject({ code: 'not-found' });
    await expect(openSshTarget('kvm1', '/', AP_FAMILIES)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(openSshTarget('kvm1', place.folder, AP_FAMILIES)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('tells a lost connection from a failed script, and stops when it is cancelled', async () => {
    const session = openSshSession('kvm1');
    expect(await session.run('printf "a\\0b"; echo no >&2; exit 3')).toEqual({
      code: 3,
      stdout: Buffer.from('a\0b'),
      stderr: 'no\n',
    });
    await expect(session.run('kill -9 $PPID')).rejects.toMatchObject({ code: 'disconnected' });
    await session.close();
    const other = openSshSession('kvm1');
    await other.run('true');
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 50);
    await expect(other.run('sleep 20', controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await other.close();
  });
});
