/** Writing a file so that a crash leaves either the old content or the new one, never half of it. */
import { createHash, randomBytes } from 'node:crypto';
import { link, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../../shared/errors.ts';

export interface SaveOptions {
  /** Allow replacing a file that is there; without it only a file with the very same content may be "replaced". */
  readonly overwrite: boolean;
  /** {@link contentHash} of what the file is known to hold; with other content nothing is written (`stale`). */
  readonly expected?: string | undefined;
}

/** By content and not by time: a file that was only touched, or copied back, is the same. */
export function contentHash(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission to write there',
  EPERM: 'the system does not permit it',
  EROFS: 'that file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is used up',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'part of its path is not a folder',
  EISDIR: 'it is a folder',
};

/** Why the system refused, as the end of a sentence. */
export function systemReason(error: unknown): string {
  const code = errorCode(error) ?? 'unknown error';
  return REASONS[code] ?? `the system answered ${code}`;
}

async function existing(file: string): Promise<{ mode: number; text: string } | null> {
  try {
    const { mode } = await stat(file);
    return { mode: mode & 0o7777, text: await readFile(file, 'utf8') };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function writeTemporary(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(file, 'wx', mode);
  try {
    await handle.writeFile(text, 'utf8');
    // open() takes the mode through the umask; a kept mode must be exact.
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The rename itself is only durable once its folder is; Windows cannot open folders and needs no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function place(temporary: string, target: string, overwrite: boolean): Promise<void> {
  if (overwrite) return rename(temporary, target);
  // link() refuses an existing name, so nothing that appeared meanwhile is lost.
  await link(temporary, target);
  await unlink(temporary);
}

function changedMeanwhile(file: string): StudioError {
  return new StudioError(
    'stale',
    `${file} was changed by another program since it was opened or saved here. Nothing was written.`,
  );
}

function refuse(file: string): StudioError {
  return new StudioError(
    'io',
    `${file} exists already and holds something else. Choose another name or replace it.`,
  );
}

/** Writes `text` to `file`; a symbolic link is followed, not replaced. Throws StudioError `io` or `stale` and leaves the old file. */
export async function saveAtomically(
  file: string,
  text: string,
  { overwrite, expected }: SaveOptions,
): Promise<void> {
  let temporary: string | null = null;
  try {
    const target = await realpath(file).catch(() => path.resolve(file));
    const before = await existing(target);
    if (before && !overwrite) {
      if (before.text === text) return;
      throw refuse(file);
    }
    if (before && expected !== undefined && before.text !== text && contentHash(before.text) !== expected)
      throw changedMeanwhile(file);
    const folder = path.dirname(target);
    const name = path.join(folder, `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
    temporary = name;
    await writeTemporary(name, text, before?.mode ?? 0o644);
    await place(name, target, overwrite);
    temporary = null;
    await syncFolder(folder);
  } catch (error) {
    if (temporary) await unlink(temporary).catch(() => {});
    if (error instanceof StudioError) throw error;
    if (errorCode(error) === 'EEXIST') throw refuse(file);
    throw new StudioError('io', `${file} could not be written: ${systemReason(error)}.`);
  }
}
