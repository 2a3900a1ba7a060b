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

/** For sentences, and for a host that does not tell its own name. */
export function sshWords(label: string): { readonly words: string; readonly name: string } {
  const target = targetOfSshLabel(label);
  if (target?.kind !== 'ssh') return { words: label, name: label };
  const { host, root } = target;
  return root === null
    ? { words: `${host} over ssh`, name: host }
    : { words: `${host} over ssh, below ${root}`, name: `${host} below ${root}` };
}
