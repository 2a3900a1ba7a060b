/**
 * Files and links of a folder tree replaced as a whole. The new one is made at the top of the tree and moved: next to the
 * old one, a program that takes every file of that folder (mdevctl, udev) would take it too.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, lstat, open, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../../shared/errors.ts';
import { syncFolder } from '../workspace/atomic-save.ts';
import { NOT_PLAIN } from './plain-file.ts';

/** What a run that was killed may leave; the next one takes it away. */
const OURS = /^\.passthrough-studio\.[0-9A-Za-z]{6}$/;

/** Folders from which a file can be moved to `folder`, the uppermost first: on the same device, with leave to write. */
async function topsFor(root: string, folder: string): Promise<readonly string[]> {
  const { dev } = await stat(folder);
  const tops = [folder];
  for (let at = folder; at !== root; ) {
    at = path.dirname(at);
    const allowed = await access(at, constants.W_OK).then(
      () => true,
      () => false,
    );
    if (!allowed || (await stat(at)).dev !== dev) break;
    tops.unshift(at);
  }
  return tops;
}

async function moveFrom(
  top: string,
  file: string,
  make: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = path.join(top, `.passthrough-studio.${randomBytes(3).toString('hex')}`);
  try {
    await make(temporary);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function moved(root: string, file: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const folder = path.dirname(file);
  for (const top of await topsFor(root, folder)) {
    try {
      await moveFrom(top, file, make);
      break;
    } catch (error) {
      // One device, but a mount of its own (a bind mount): nearer folders may be in it.
      const isOtherMount = error instanceof Error && 'code' in error && error.code === 'EXDEV';
      if (!isOtherMount || top === folder) throw error;
    }
  }
  await syncFolder(folder);
}

/** `root` and `file` are real paths. Throws StudioError `io` for what is there and no plain file, and what the system says. */
export async function replaceFile(root: string, file: string, text: string): Promise<void> {
  const before = await lstat(file).catch(() => null);
  if (before && !before.isFile()) throw new StudioError('io', `${file} cannot be replaced: ${NOT_PLAIN}.`);
  await moved(root, file, async (temporary) => {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(text, 'utf8');
      await handle.chmod(before ? before.mode & 0o7777 : 0o644);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

export function replaceLink(root: string, entry: string, target: string): Promise<void> {
  return moved(root, entry, (temporary) => symlink(target, temporary));
}

/** Takes away what replacing these files may have left when it was killed. */
export async function sweepTemporary(root: string, files: readonly string[]): Promise<void> {
  const tops = new Set([root]);
  for (const file of files)
    for (const top of await topsFor(root, path.dirname(file)).catch(() => [])) tops.add(top);
  for (const top of tops)
    for (const name of await readdir(top).catch(() => []))
      if (OURS.test(name)) await rm(path.join(top, name), { force: true });
}
