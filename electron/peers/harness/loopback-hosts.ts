/** Hosts to log in to for the test that runs. */
import { onTestFinished, type TestContext } from 'vitest';
import { type LoopbackSshd, startLoopbackSshd } from './loopback-sshd.ts';
import { needsPrograms, skipBecause } from './needs.ts';

export async function loopbackHosts(
  context: TestContext,
  ...names: readonly string[]
): Promise<LoopbackSshd> {
  needsPrograms(context, 'sshd', 'ssh', 'ssh-keygen');
  const started = await startLoopbackSshd(names);
  if ('why' in started) return skipBecause(context, started.why);
  onTestFinished(() => started.sshd.stop());
  return started.sshd;
}
