/** Files of an export (or hand-written ones like them) from disk, and which format they are in. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../shared/errors.ts';
import type { ExportFile, ExportFormatId } from '../../shared/plan.ts';
import { systemReason } from '../engine/workspace/atomic-save.ts';
import { BadUse } from './command.ts';

/** What the interface takes as well. */
const MAX_FILES = 5000;
const MAX_BYTES = 4_000_000;

/** A name that only one format has; the first that fits decides, since a bundle may hold files of other formats. */
const SIGNS: readonly (readonly [RegExp, ExportFormatId])[] = [
  [/(^|\/)host_vars\/|(^|\/)site\.yml$/, 'ansible'],
  [/(^|\/)chzdev[\w-]*\.(txt|sh)$|(^|\/)41-ap\.rules$/, 'chzdev'],
  [/\.xml$/, 'libvirt'],
  [/\.args$/, 'qemu'],
  [/(^|\/)mdevctl[^/]*$|(^|\/)mdevctl\.d\//, 'mdevctl'],
  [/(^|\/)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.json)?$/i, 'mdevctl'],
  [/\.sh$/, 'shell'],
];

/** Folders whose name says what the files in them are: transient/matrix, etc/mdevctl.d/matrix and host_vars of exports. */
const TELLING: ReadonlySet<string> = new Set(['transient', 'mdevctl.d', 'host_vars']);

/** Relative to `base`, or from a telling folder above it: a file means the same however it is given. */
function shownAs(file: string, base: string): string {
  const folders = base.split(path.sep);
  const from = folders.findLastIndex((name) => TELLING.has(name));
  const start = from < 0 ? base : folders.slice(0, from).join(path.sep) || path.sep;
  return path.relative(start, file).split(path.sep).join('/');
}

async function readText(file: string, shown: string): Promise<ExportFile> {
  if ((await stat(file)).size > MAX_BYTES)
    throw new StudioError('too-large', `${file} has more than ${MAX_BYTES} bytes; no export has.`);
  const text = await readFile(file, 'utf8');
  return { path: shown, text, executable: false };
}

async function readOne(given: string): Promise<ExportFile[]> {
  try {
    const full = path.resolve(given);
    if (!(await stat(full)).isDirectory()) return [await readText(full, shownAs(full, path.dirname(full)))];
    const entries = await readdir(full, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    if (files.length > MAX_FILES)
      throw new StudioError(
        'too-large',
        `${given} holds ${files.length} files; an export has at most ${MAX_FILES}.`,
      );
    return await Promise.all(files.sort().map((file) => readText(file, shownAs(file, full))));
  } catch (error) {
    if (error instanceof StudioError) throw error;
    throw new StudioError('io', `${given} cannot be read: ${systemReason(error)}.`);
  }
}

/** Folders are read whole, paths relative to them; a single file goes by its name, with the folders that say what it is. */
export async function readWishFiles(given: readonly string[]): Promise<ExportFile[]> {
  return (await Promise.all(given.map(readOne))).flat();
}

/** Throws {@link BadUse} when no name tells. */
export function guessFormat(files: readonly ExportFile[]): ExportFormatId {
  const sign = SIGNS.find(([pattern]) => files.some((file) => pattern.test(file.path)));
  if (!sign) throw new BadUse('--format says which format the files are in; their names do not tell');
  return sign[1];
}
