/**
 * An sshd of our own on 127.0.0.1 at a free port, with keys and known hosts of its own, for whoever runs the tests. Nothing
 * of the user's ssh set-up is read or changed, and it is gone when `stop` has answered.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from './needs.ts';
import { endGroup, plainEnvironment, run } from './run.ts';
import { makeFolder, removeFolder } from './scratch.ts';

export interface LoopbackSshd {
  /** Each of these names can be logged in to: `ssh -F config NAME`. */
  readonly hosts: readonly string[];
  readonly port: number;
  readonly user: string;
  /** ssh_config(5) with the names, the key and the known host key. */
  readonly config: string;
  /**
   * Environment in which a plain `ssh NAME` takes that configuration: ssh looks for `~/.ssh` in the password database,
   * never in HOME, so a wrapper stands before it in PATH.
   */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Answered as text: why none can be started on this machine. */
export type SshdStart = { readonly sshd: LoopbackSshd } | { readonly why: string };

const START_TRIES = 50;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

async function makeKeys(folder: string): Promise<void> {
  for (const name of ['host-key', 'user-key']) {
    const words = `ssh-keygen -q -t ed25519 -C passthrough-studio-test -N`.split(' ');
    const { status, stderr } = await run([...words, '', '-f', path.join(folder, name)]);
    if (status !== 0) throw new Error(stderr);
  }
}

function serverConfig(folder: string, port: number): string {
  return `Port ${port}
ListenAddress 127.0.0.1
HostKey ${folder}/host-key
PidFile ${folder}/sshd.pid
AuthorizedKeysFile ${folder}/user-key.pub
StrictModes no
UsePAM no
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
PrintMotd no
Subsystem sftp internal-sftp
`;
}

function clientConfig(folder: string, port: number, user: string, hosts: readonly string[]): string {
  return `Host ${hosts.join(' ')}
  HostName 127.0.0.1
  HostKeyAlias passthrough-studio-test
  Port ${port}
  User ${user}
  IdentityFile ${folder}/user-key
  IdentitiesOnly yes
  IdentityAgent none
  UserKnownHostsFile ${folder}/known-hosts
  GlobalKnownHostsFile /dev/null
  StrictHostKeyChecking yes
  BatchMode yes
  ConnectTimeout 5
`;
}

/** With everything in its group: the words before sshd may have started more. */
async function end(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(-pid, 'SIGTERM');
  await Promise.race([ended, sleep(3000, undefined, { ref: false })]);
  endGroup(pid);
}

/**
 * Starts one for all the given names. `prefix` are words before sshd, such as an `unshare` that shows its sessions another
 * `/sys`. Needs sshd, ssh and ssh-keygen.
 */
export async function startLoopbackSshd(
  hosts: readonly string[],
  prefix: readonly string[] = [],
): Promise<SshdStart> {
  const sshd = findProgram('sshd');
  const ssh = findProgram('ssh');
  if (sshd === null || ssh === null) return { why: 'not installed: sshd or ssh' };
  const folder = makeFolder();
  const user = userInfo().username;
  const port = await freePort();
  await makeKeys(folder);
  // The folder that Debian's service makes at boot; sshd of root refuses to start without it.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const files = {
    'sshd.conf': serverConfig(folder, port),
    config: clientConfig(folder, port, user, hosts),
    'known-hosts': `passthrough-studio-test ${readFileSync(path.join(folder, 'host-key.pub'), 'utf8')}`,
    ssh: `#!/bin/sh\nexec ${ssh} -F ${folder}/config "$@"\n`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  chmodSync(path.join(folder, 'ssh'), 0o755);
  const [program, ...words] = [...prefix, sshd, '-D', '-f', path.join(folder, 'sshd.conf')];
  const log = path.join(folder, 'sshd.log');
  const env = plainEnvironment();
  const child = spawn(program, [...words, '-E', log], { stdio: 'ignore', env, detached: true });
  // A program that is not there ends the loop below as one that exited.
  child.on('error', () => undefined);
  const wrapped = { PATH: `${folder}:${env['PATH'] ?? ''}` };
  const stop = async () => {
    await end(child);
    removeFolder(folder);
  };
  const login = [ssh, '-F', path.join(folder, 'config'), hosts[0] ?? '', 'true'];
  for (let tries = 0; tries < START_TRIES && child.exitCode === null; tries++) {
    const { status, stderr } = await run(login, { timeout: 5000 });
    if (status === 0)
      return { sshd: { hosts, port, user, config: path.join(folder, 'config'), env: wrapped, stop } };
    // It answers, and the answer is no: an account without a shell, or one that is locked.
    if (!stderr.includes('Connection refused')) break;
    await sleep(100);
  }
  const why = await run(['tail', '-n', '1', log]);
  await stop();
  return { why: `an sshd of our own lets nobody in here: ${why.stdout.trim() || 'it wrote no log'}` };
}
