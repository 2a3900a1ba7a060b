/** Hosts to log in to for the test that runs. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';
import type { SshNames } from './ansible.ts';
import { inHostWords } from './host-folder.ts';
import { type LoopbackSshd, startLoopbackSshd } from './loopback-sshd.ts';
import { needsFuse, needsPrograms, skipBecause } from './needs.ts';
import { scratch } from './scratch.ts';

async function started(
  context: TestContext,
  names: readonly string[],
  prefix: readonly string[],
): Promise<LoopbackSshd> {
  needsPrograms(context, 'sshd', 'ssh', 'ssh-keygen');
  const start = await startLoopbackSshd(names, prefix);
  if ('why' in start) return skipBecause(context, start.why);
  onTestFinished(() => start.sshd.stop());
  return start.sshd;
}

/** Names of this machine as it is. */
export function loopbackHosts(context: TestContext, ...names: readonly string[]): Promise<LoopbackSshd> {
  return started(context, names, []);
}

/**
 * Hosts of their own: whoever logs in sees the folder's behaving `/sys` and its `/etc`. Needs root, since no sshd of an
 * ordinary user's namespace can change to the user who logs in.
 *
 * @returns the names, and an ssh configuration that knows all of them
 */
export async function behavingHosts(
  context: TestContext,
  folders: Readonly<Record<string, string>>,
): Promise<SshNames> {
  await needsFuse(context);
  if (process.getuid?.() !== 0) skipBecause(context, 'hosts with a /sys of their own need root');
  const configs: string[] = [];
  for (const [name, folder] of Object.entries(folders))
    configs.push((await started(context, [name], inHostWords(folder, 'behaving'))).config);
  const all = path.join(scratch(), 'config');
  writeFileSync(all, configs.map((config) => `Include ${config}\n`).join(''));
  return { config: all, hosts: Object.keys(folders) };
}
