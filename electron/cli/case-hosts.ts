/** Hosts that cases name, from files: read at most once, and only in the folders that were given. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { StudioError } from '../../shared/errors.ts';
import type { CaseContext } from '../engine/family.ts';
import { systemReason } from '../engine/workspace/atomic-save.ts';

/** A host of the case format is some kilobytes. */
const MOST_BYTES = 4 * 1024 * 1024;

/** A name that cannot lead out of the folder. */
const SAFE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;

function measured(file: string): { readonly size: number; readonly isFile: boolean } {
  const found = statSync(file);
  return { size: found.size, isFile: found.isFile() };
}

/** Undefined = there is no such file. Throws StudioError for a file that cannot be used. */
function readHost(file: string): unknown {
  let text: string;
  try {
    const { size, isFile } = measured(file);
    if (!isFile) throw new StudioError('io', `${file} is not a file.`);
    if (size > MOST_BYTES)
      throw new StudioError('too-large', `${file} is larger than any host (${size} bytes).`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof StudioError) throw error;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new StudioError('io', `${file} cannot be read: ${systemReason(error)}.`);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new StudioError(
      'unreadable',
      `${file} is not JSON: ${error instanceof Error ? error.message : 'unknown reason'}.`,
    );
  }
}

/** `A` is hostA.json or A.json, in the first of the folders that has one. */
export function hostsIn(folders: readonly string[]): CaseContext {
  const known = new Map<string, unknown>();
  return {
    host(name) {
      if (known.has(name)) return known.get(name);
      if (!SAFE_NAME.test(name)) return null;
      for (const folder of folders)
        for (const file of [`host${name}.json`, `${name}.json`]) {
          const json = readHost(path.join(folder, file));
          if (json === undefined) continue;
          known.set(name, json);
          return json;
        }
      known.set(name, null);
      return null;
    },
  };
}
