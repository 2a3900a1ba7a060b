/** Files of the machine the engine runs on, for opening and saving. Names and sizes only; contents go through captures. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileEntry } from '../../../../shared/contract.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { systemReason } from '../../workspace/atomic-save.ts';
import { missingSentence } from '../../workspace/load.ts';
import type { Handler } from '../dispatch.ts';
import type { EngineOptions } from '../engine.ts';

const WORKSPACE = /\.pts$/i;
const CAPTURE = /\.(tar|tgz|tar\.gz|tar\.xz|txz|txt|capture)$/i;
// A folder with more names than this is no place a person browses.
const MAX_ENTRIES = 5000;

function kindOf(name: string, isFolder: boolean): FileEntry['kind'] {
  if (isFolder) return 'folder';
  if (WORKSPACE.test(name)) return 'workspace';
  return CAPTURE.test(name) ? 'capture' : 'other';
}

async function describe(folder: string, name: string): Promise<FileEntry[]> {
  const full = path.join(folder, name);
  // A broken link or a file that vanished is not offered.
  const found = await stat(full).catch(() => null);
  if (!found) return [];
  return [{ name, path: full, kind: kindOf(name, found.isDirectory()), size: found.size }];
}

function byKindAndName(left: FileEntry, right: FileEntry): number {
  const folders = Number(right.kind === 'folder') - Number(left.kind === 'folder');
  return folders || left.name.localeCompare(right.name, 'en', { numeric: true });
}

export function fileHandlers(pick: EngineOptions['pick']) {
  const list: Handler<'files.list'> = async ({ folder: asked }) => {
    if (!path.isAbsolute(asked))
      throw new StudioError('bad-request', 'The path of the folder must be absolute.');
    const folder = path.resolve(asked);
    try {
      const names = (await readdir(folder)).slice(0, MAX_ENTRIES);
      const entries = (await Promise.all(names.map((name) => describe(folder, name)))).flat();
      const parent = path.dirname(folder);
      return { folder, parent: parent === folder ? null : parent, entries: entries.sort(byKindAndName) };
    } catch (error) {
      const missing = await missingSentence(folder, error);
      if (missing !== null) throw new StudioError('io', missing);
      throw new StudioError('io', `${folder} cannot be listed: ${systemReason(error)}.`);
    }
  };

  const pickFile: Handler<'files.pick'> = ({ purpose, suggested }) => {
    if (pick) return pick(purpose, suggested);
    throw new StudioError('forbidden', 'Native dialogs exist in the desktop program only.');
  };

  return { 'files.list': list, 'files.pick': pickFile };
}
