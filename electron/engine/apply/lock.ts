/** One apply at a time on a target: a file with the process that has it. A process that is gone has nothing. */
import { link, mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { StudioError } from '../../../shared/errors.ts';
import { systemReason } from '../workspace/atomic-save.ts';
import { targetName } from './journal.ts';

const MAX_TRIES = 20;

/**
 * One letter (proc_pid_stat(5)), and when the process was started, in ticks since boot: a later process may get the same
 * number. Empty where not told.
 */
async function processOf(pid: number): Promise<{ readonly state: string; readonly start: string }> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in parentheses may hold anything; the 22nd field is the 20th behind it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0] ?? '', start: fields[19] ?? '' };
}

async function isAlive(owner: string): Promise<boolean> {
  const [pid, start = ''] = owner.split(' ');
  const number = Number(pid);
  if (!Number.isSafeInteger(number) || number <= 0) return false;
  try {
    process.kill(number, 0);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
  }
  const now = await processOf(number);
  // Ended, and only waiting for its parent to ask how.
  if (now.state === 'Z' || now.state === 'X') return false;
  return now.start === '' || start === '' || now.start === start;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

/** Takes a dead owner's file away; of several that try, the rename lets one. */
async function clear(file: string, owner: string): Promise<void> {
  const aside = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await rename(file, aside);
    // Another process was faster and holds the lock by now: give it back.
    if ((await readFile(aside, 'utf8')) !== owner) await link(aside, file);
    await unlink(aside);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'EEXIST') throw error;
  }
}

/** The call that releases. Throws StudioError `busy` while another apply has the target. */
export async function lockTarget(folder: string, key: string, label: string): Promise<() => Promise<void>> {
  const file = path.join(folder, `${targetName(key)}.lock`);
  const mine = path.join(folder, `.${targetName(key)}.${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(mine, `${process.pid} ${(await processOf(process.pid)).start}`, { mode: 0o600 });
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      try {
        // A link appears with its content; a file made and then filled would look ownerless in between.
        await link(mine, file);
        return () => unlink(file).catch(() => {});
      } catch (error) {
        if (codeOf(error) !== 'EEXIST') throw error;
      }
      const owner = await readFile(file, 'utf8').catch(() => null);
      if (owner === null) continue;
      if (await isAlive(owner))
        throw new StudioError(
          'busy',
          `Another apply to ${label} is running (process ${owner.split(' ')[0]}). Wait until it has ended.`,
        );
      await clear(file, owner);
    }
    throw new StudioError('busy', `Another apply to ${label} is starting at the same time. Try again.`);
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError('io', `The lock ${file} cannot be taken: ${systemReason(error)}.`);
  } finally {
    await unlink(mine).catch(() => {});
  }
}
