/** How a host that was read over ssh is named in its source, and back, to read it again. */
import type { ApplyTarget } from './plan.ts';

export function sshLabel(host: string, root: string | null): string {
  return root === null ? `ssh ${host}` : `ssh ${host}, below ${root}`;
}

/** Null for what {@link sshLabel} did not make. */
export function targetOfSshLabel(label: string): ApplyTarget | null {
  const [, host, root = null] = /^ssh (\S+?)(?:, below (\/.*))?$/.exec(label) ?? [];
  return host === undefined ? null : { kind: 'ssh', host, root };
}
