/** Definitions of mdevctl as a wish: files of its folder, its listings, and what a script stops and forgets. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import { findMdev } from '../model.ts';
import { plural } from '../../words.ts';
import {
  type DefinitionResult,
  parseDefinition,
  parseMdevctlListing,
  VFIO_AP_TYPE,
} from '../observe/mdev-definition.ts';
import { mdevctlLine } from '../../export/mdevctl-script.ts';
import { strictUuid } from '../../export/uuid.ts';
import { lasting } from './reading.ts';
import { notRead, quotedLine } from '../../export/reading.ts';
import { takeWish, type ToldMdev } from './take-wish.ts';

/** Definitions of devices that run and are to be gone with the next boot; mdevctl has no folder for them. */
export const TRANSIENT_FOLDER = 'transient/matrix';

function isTransient(path: string): boolean {
  return `/${path}`.includes(`/${TRANSIENT_FOLDER}/`);
}

interface Found {
  readonly id: string;
  readonly file: string;
  readonly result: DefinitionResult;
  readonly transient: boolean;
}

function inFile({ path, text }: ExportFile): Found[] | null {
  const parts = path.split('/');
  const id = strictUuid((parts.at(-1) ?? '').replace(/\.json$/i, ''));
  if (id !== null) return [{ id, file: path, result: parseDefinition(text), transient: isTransient(path) }];
  const listing = /^\s*\[/.test(text) ? parseMdevctlListing(text) : null;
  return (
    listing &&
    listing.listed
      .filter(({ id }) => strictUuid(id) !== null)
      .map(({ id, result }) => ({ id, file: path, result, transient: false }))
  );
}

interface ScriptedEnd {
  /** Not defined or not running any more, and nothing defines or starts it again. */
  readonly removed: readonly string[];
  /** The last word of a script on whether a device runs. */
  readonly running: ReadonlyMap<string, boolean>;
  readonly notes: readonly string[];
}

function endOf(scripts: readonly ExportFile[], told: readonly ToldMdev[]): ScriptedEnd {
  const last = new Map<string, string>();
  const running = new Map<string, boolean>();
  const notes: string[] = [];
  const ids = new Set(told.map(({ id }) => id));
  for (const { path, text } of scripts) {
    let others = 0;
    for (const line of text.split('\n')) {
      const read = mdevctlLine(line);
      if (read.kind === 'strange') others += 1;
      if (read.kind !== 'call') continue;
      const { verb, uuid: id } = read;
      last.set(id, verb);
      if (verb === 'start' || verb === 'stop') running.set(id, verb === 'start');
      if (verb === 'define' && !ids.has(id))
        notes.push(`${quotedLine(path)} defines ${id} by a file that is not among these; left out.`);
    }
    if (others > 0)
      notes.push(
        `${quotedLine(path)} has ${plural(others, 'line')} that ${others === 1 ? 'tells' : 'tell'} no device; left out.`,
      );
  }
  const goes = (verb: string) => verb === 'stop' || verb === 'undefine';
  const removed = [...last].flatMap(([id, verb]) => (goes(verb) && !ids.has(id) ? [id] : []));
  return { removed, running, notes };
}

function toldMdev({ id, result, transient }: Found): ToldMdev | null {
  if (!result.ok || result.definition.type !== VFIO_AP_TYPE) return null;
  const { masks, start } = result.definition;
  if (transient) return { id, matrix: masks, stored: masks, defined: null, active: true };
  return { id, stored: masks, defined: start };
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
      const mdev = toldMdev(one);
      if (mdev === null)
        notes.push(`${quotedLine(one.file)} is for another kind of device than crypto queues; left out.`);
      else if (told.some(({ id }) => id === mdev.id))
        return notRead('AP-D1', `${mdev.id} is told twice, in ${quotedLine(one.file)} once more.`);
      else told.push(mdev);
    }
  }
  const { removed, running, notes: left } = endOf(scripts, told);
  notes.push(...left);
  // Definitions alone are meant to run; beside a script only those that it starts are.
  const whetherRunning = ({ id }: ToldMdev): { readonly active?: boolean } => {
    const scripted = running.get(id);
    if (scripted !== undefined) return { active: scripted };
    return findMdev(base, id) ? {} : { active: scripts.length === 0 };
  };
  const mdevs = told.map((mdev) => ({ ...mdev, ...whetherRunning(mdev) }));
  if (told.length === 0 && removed.length === 0)
    return notRead(
      'AP-D1',
      'No definition was found: files named by a UUID, or a listing of mdevctl, were expected.',
    );
  return lasting(takeWish(base, { mdevs, removed }), notes);
}
