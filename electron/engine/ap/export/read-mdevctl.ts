/** Definitions of mdevctl as a wish: files of its folder, its listings, and what a script stops and forgets. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import {
  type DefinitionResult,
  parseDefinition,
  parseMdevctlList,
  VFIO_AP_TYPE,
} from '../observe/mdev-definition.ts';
import { strictUuid } from './device-id.ts';
import { lasting, notRead, quotedLine } from './reading.ts';
import { takeWish, type ToldMdev } from './take-wish.ts';

/** Definitions of devices that run and are to be gone with the next boot; mdevctl has no folder for them. */
export const TRANSIENT_FOLDER = 'transient/matrix';

interface Found {
  readonly id: string;
  readonly file: string;
  readonly result: DefinitionResult;
  readonly transient: boolean;
}

function inFile({ path, text }: ExportFile): Found[] | null {
  const parts = path.split('/');
  const id = strictUuid((parts.at(-1) ?? '').replace(/\.json$/i, ''));
  if (id !== null)
    return [{ id, file: path, result: parseDefinition(text), transient: parts.includes('transient') }];
  const listing = /^\s*\[/.test(text) ? parseMdevctlList(text) : null;
  return listing && listing.listed.map(({ id, result }) => ({ id, file: path, result, transient: false }));
}

/** Devices that a script takes away: stopped or forgotten, and not defined again. */
function removedBy(files: readonly ExportFile[], told: readonly ToldMdev[]): string[] {
  const ids = new Set<string>();
  for (const { text } of files)
    for (const [, id] of text.matchAll(/^mdevctl (?:stop|undefine) -u ([0-9a-f-]{36})\b/gm))
      if (strictUuid(id!) !== null) ids.add(id!);
  return [...ids].filter((id) => !told.some((mdev) => mdev.id === id));
}

function toldMdev(base: ApState, { id, result, transient }: Found): ToldMdev | null {
  if (!result.ok || result.definition.type !== VFIO_AP_TYPE) return null;
  const { masks, start } = result.definition;
  if (transient) return { id, matrix: masks, stored: masks, defined: null, active: true };
  const known = base.mdevs.some((mdev) => mdev.id === id);
  return { id, stored: masks, defined: start, ...(known ? {} : { active: true }) };
}

export function readMdevctl(files: readonly ExportFile[], base: ApState): ReadFormat<ApState> {
  const notes: string[] = [];
  const told: ToldMdev[] = [];
  const scripts = files.filter(({ path }) => path.endsWith('.sh'));
  for (const file of files) {
    if (scripts.includes(file)) continue;
    const found = inFile(file);
    if (found === null) notes.push(`${quotedLine(file.path)} is no definition of mdevctl; left out.`);
    for (const one of found ?? []) {
      if (!one.result.ok)
        return notRead('AP-D1', `${quotedLine(one.file)} cannot be read as a definition: ${one.result.why}.`);
      notes.push(...one.result.definition.notes.map((note) => `${quotedLine(one.file)}: ${note}`));
      const mdev = toldMdev(base, one);
      if (mdev === null)
        notes.push(`${quotedLine(one.file)} is for another kind of device than crypto queues; left out.`);
      else if (told.some(({ id }) => id === mdev.id))
        return notRead('AP-D1', `${mdev.id} is told twice, in ${quotedLine(one.file)} once more.`);
      else told.push(mdev);
    }
  }
  const removed = removedBy(scripts, told);
  if (told.length === 0 && removed.length === 0)
    return notRead(
      'AP-D1',
      'No definition was found: files named by a UUID, or a listing of mdevctl, were expected.',
    );
  return lasting(takeWish(base, { mdevs: told, removed }), notes);
}
