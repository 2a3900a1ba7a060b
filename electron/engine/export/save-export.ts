/** Writing exported files into a folder: everything is checked first, and then all files are placed, or none. */
import { randomBytes } from 'node:crypto';
import { chmod, link, lstat, mkdir, readFile, realpath, rename, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../../shared/errors.ts';
import type { ExportFile } from '../../../shared/plan.ts';
import { systemReason } from '../workspace/atomic-save.ts';

/** Plain parts only; a part of dots leads elsewhere. */
const PLAIN_PATH = /^(?!\.\.?(?:\/|$))[\w@%+:.,-]+(?:\/(?!\.\.?(?:\/|$))[\w@%+:.,-]+)*$/;
/** Files named in a refusal. */
const MOST_NAMED = 3;

interface Placed {
  readonly file: ExportFile;
  readonly target: string;
  readonly replaces: boolean;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Throws where a link in the folder would lead a file out of it. */
async function requireInside(root: string, target: string, name: string): Promise<void> {
  for (let folder = path.dirname(target); folder.startsWith(root); folder = path.dirname(folder)) {
    const real = await realpath(folder).catch(() => null);
    if (real === null) continue;
    if (real === root || real.startsWith(`${root}${path.sep}`)) return;
    throw new StudioError(
      'io',
      `${name} would be written outside the folder: a link leads there. Nothing was written.`,
    );
  }
}

/** What is to be written; null for a file that is there with this very text. */
async function placement(
  root: string,
  file: ExportFile,
  clashes: string[],
  overwrite: boolean,
): Promise<Placed | null> {
  if (!PLAIN_PATH.test(file.path))
    throw new StudioError(
      'bad-request',
      'A file of the export has a name that cannot be written. Nothing was written.',
    );
  const target = path.join(root, file.path);
  await requireInside(root, target, file.path);
  try {
    const found = await lstat(target);
    if (!found.isFile())
      throw new StudioError('io', `${file.path} is there and is no plain file. Nothing was written.`);
    if ((await readFile(target, 'utf8')) === file.text) return null;
    if (!overwrite) clashes.push(file.path);
    return { file, target, replaces: true };
  } catch (error) {
    if (isMissing(error)) return { file, target, replaces: false };
    throw error;
  }
}

function requireFree(clashes: readonly string[]): void {
  if (clashes.length === 0) return;
  const more = clashes.length - MOST_NAMED;
  const named = `${clashes.slice(0, MOST_NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  throw new StudioError(
    'stale',
    `There are other files already: ${named}. Choose another folder, or replace them. Nothing was written.`,
  );
}

async function place({ target, replaces }: Placed, temporary: string): Promise<void> {
  if (replaces) return rename(temporary, target);
  // link() refuses a name that appeared meanwhile, so nobody's file is lost.
  await link(temporary, target);
  await unlink(temporary);
}

async function writeAll(files: readonly Placed[]): Promise<void> {
  const temporaries: string[] = [];
  try {
    for (const { file, target } of files) {
      await mkdir(path.dirname(target), { recursive: true });
      const temporary = path.join(path.dirname(target), `.studio-${randomBytes(6).toString('hex')}.tmp`);
      temporaries.push(temporary);
      await writeFile(temporary, file.text, { flag: 'wx', flush: true });
      await chmod(temporary, file.executable ? 0o755 : 0o644);
    }
    for (const [index, one] of files.entries()) await place(one, temporaries[index]!);
  } finally {
    for (const temporary of temporaries) await unlink(temporary).catch(() => {});
  }
}

/**
 * Paths of the files that were written, relative to the folder; files that are there already with the same text are left
 * alone. The folder is made when its parent is there. Throws StudioError `io` (other files there, no permission, a link
 * out of the folder), and then nothing was written.
 */
export async function saveExport(
  folder: string,
  files: readonly ExportFile[],
  overwrite: boolean,
): Promise<{ readonly folder: string; readonly written: readonly string[] }> {
  try {
    const wanted = path.resolve(folder);
    await mkdir(wanted).catch((error: unknown) => {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    });
    const root = await realpath(wanted);
    const clashes: string[] = [];
    const placed: Placed[] = [];
    for (const file of files) {
      const one = await placement(root, file, clashes, overwrite);
      if (one) placed.push(one);
    }
    requireFree(clashes);
    await writeAll(placed);
    return { folder: root, written: placed.map(({ file }) => file.path) };
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError('io', `The files could not be written into ${folder}: ${systemReason(error)}.`);
  }
}
