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
  // Before shell: the folder of an export holds load.sh too.
  [/(^|\/)accel-config[^/]*\.(conf|json)$/, 'accel-config'],
  [/(^|\/)scenario[^/]*\.json$/, 'xive-scenario'],
  [/\.xml$/, 'libvirt'],
  [/\.args$/, 'qemu'],
  [/(^|\/)mdevctl[^/]*$|(^|\/)mdevctl\.d\//, 'mdevctl'],
  [/(^|\/)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\.json)?$/i, 'mdevctl'],
  [/\.sh$/, 'shell'],
];

/** What a file of that format holds, whatever it is called. */
const CONTENTS: readonly (readonly [RegExp, ExportFormatId])[] = [
  [/"dev"\s*:\s*"(?:dsa|iax|group|wq|engine)\d/, 'accel-config'],
  [/"ops"\s*:\s*\[\s*\{[^}]*"op"\s*:/, 'xive-scenario'],
  [/"mdev_type"\s*:|^\s*mdevctl (?:define|start|modify)\b/m, 'mdevctl'],
  [/^\s*(?:<[?!][^>]*>\s*)*<(?:domain|device|hostdev)\b/, 'libvirt'],
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

/** By name, else by what the files hold where that is one format only. Throws {@link BadUse} with the formats there are. */
export function guessFormat(files: readonly ExportFile[], known: readonly ExportFormatId[]): ExportFormatId {
  const sign = SIGNS.find(([pattern]) => files.some((file) => pattern.test(file.path)));
  if (sign) return sign[1];
  const held = CONTENTS.filter(([pattern]) => files.some(({ text }) => pattern.test(text)));
  const [only] = held;
  if (only && held.length === 1) return only[1];
  throw new BadUse(
    held.length === 0
      ? `--format says which format the files are in, since neither their names nor what they hold tell: ${known.join(', ')}`
      : `these files are of several formats (${held.map(([, format]) => format).join(', ')}); give those of one, or say with --format which is meant`,
  );
}
