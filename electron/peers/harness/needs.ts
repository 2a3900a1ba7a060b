/**
 * What a test needs from the machine. A program that is missing skips the test with the program's name, or fails it
 * where `CI` is set: there the set-up must have brought it. What a machine cannot do (no FUSE, no namespaces) always
 * skips, because no package brings it.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'vitest';
import { plainEnvironment, run } from './run.ts';

const FUSEPY = '/usr/lib/python3/dist-packages/fusepy.py';

/** Full path of a program, or null. */
export function findProgram(name: string): string | null {
  if (path.isAbsolute(name)) return existsSync(name) ? name : null;
  const folders = (plainEnvironment()['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  return folders.map((folder) => path.join(folder, name)).find(existsSync) ?? null;
}

/** Ends the test as skipped; the reason reaches the list that `npm test` prints. */
export function skipBecause(context: TestContext, reason: string): never {
  Object.assign(context.task.meta, { skipReason: reason });
  return context.skip(reason);
}

export function needsPrograms(context: TestContext, ...names: readonly string[]): void {
  const missing = names.filter((name) => findProgram(name) === null);
  if (missing.length === 0) return;
  const reason = `not installed: ${missing.join(', ')} (node build/setup.mjs --peers)`;
  if (process.env['CI']) throw new Error(`${reason}; CI is set, so this is a failure`);
  skipBecause(context, reason);
}

/** Why a thing cannot be done here, or null when it can; asked once per test file. */
function once(ask: () => Promise<string | null>): () => Promise<string | null> {
  let answer: Promise<string | null> | null = null;
  return () => (answer ??= ask());
}

/** What `unshare` must be given for a private mount namespace: root needs no user namespace. */
export function unshareWords(): readonly string[] {
  return process.getuid?.() === 0 ? ['unshare', '-m'] : ['unshare', '-Urm'];
}

const whyNoNamespace = once(async () => {
  const words = [...unshareWords(), 'sh', '-c', 'mount --bind /usr /mnt'];
  const { status, stderr } = await run(words, { timeout: 5000 });
  return status === 0 ? null : `no private mount namespace: ${stderr.trim().split('\n')[0] ?? ''}`;
});

const whyNoFuse = once(async () => {
  const namespace = await whyNoNamespace();
  if (namespace !== null) return namespace;
  if (!existsSync('/dev/fuse')) return 'no FUSE: /dev/fuse is not there';
  const words = [...unshareWords(), 'sh', '-c', ': <>/dev/fuse'];
  const { status } = await run(words, { timeout: 5000 });
  return status === 0 ? null : 'no FUSE: /dev/fuse cannot be opened here';
});

export async function needsNamespace(context: TestContext): Promise<void> {
  needsPrograms(context, 'unshare');
  const reason = await whyNoNamespace();
  if (reason !== null) skipBecause(context, reason);
}

export async function needsFuse(context: TestContext): Promise<void> {
  needsPrograms(context, 'unshare', 'fusermount3', '/usr/bin/python3', FUSEPY);
  const reason = await whyNoFuse();
  if (reason !== null) skipBecause(context, reason);
}
