/** Definitions of mdevctl as a wish: files of its folders, its listings, and what a script stops and starts. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import { mdevctlLine } from '../../export/mdevctl-script.ts';
import { strictUuid } from '../../export/uuid.ts';
import {
  parseMdevctlLines,
  parseMdevctlList,
  parseRawDefinition,
  type RawDefinitionResult,
} from '../../hosts/mdev-definitions.ts';
import { notRead, quotedLine } from '../../export/reading.ts';
import { takeMdevs, type ToldMdev } from './told.ts';

interface Found {
  readonly uuid: string;
  readonly parent: string;
  readonly result: RawDefinitionResult;
  readonly isTransient: boolean;
}

const PARENT = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;

/** Null when the file is neither a definition nor a listing. */
function inFile({ path, text }: ExportFile): Found[] | null {
  const parts = path.split('/');
  const uuid = strictUuid((parts.at(-1) ?? '').replace(/\.json$/i, ''));
  const parent = parts.at(-2)?.toLowerCase() ?? '';
  if (uuid !== null)
    return [{ uuid, parent, result: parseRawDefinition(text), isTransient: parts.includes('transient') }];
  const listing = /^\s*\[/.test(text) ? parseMdevctlList(text) : parseMdevctlLines(text);
  return (
    listing?.listed.flatMap(({ id, parent: below, result }) =>
      strictUuid(id) === null ? [] : [{ uuid: id, parent: below.toLowerCase(), result, isTransient: false }],
    ) ?? null
  );
}

interface Scripted {
  /** The last word on whether it runs. */
  readonly running: ReadonlyMap<string, boolean>;
  readonly defined: ReadonlyMap<string, boolean>;
  readonly strange: number;
}

function scripted(scripts: readonly ExportFile[]): Scripted {
  const running = new Map<string, boolean>();
  const defined = new Map<string, boolean>();
  let strange = 0;
  for (const line of scripts.flatMap(({ text }) => text.split('\n'))) {
    const read = mdevctlLine(line);
    if (read.kind === 'strange') strange += 1;
    if (read.kind !== 'call') continue;
    const { verb, uuid } = read;
    if (verb === 'start' || verb === 'stop') running.set(uuid, verb === 'start');
    else defined.set(uuid, verb === 'define');
  }
  return { running, defined, strange };
}

export function readMdevctl(files: readonly ExportFile[], base: DsaState): ReadFormat<DsaState> {
  const scripts = files.filter(({ path }) => path.endsWith('.sh'));
  const { running, defined, strange } = scripted(scripts);
  const notes = strange === 0 ? [] : [`${strange} lines of the script tell no device; left out.`];
  const told = new Map<string, ToldMdev>();
  for (const file of files) {
    if (scripts.includes(file)) continue;
    const found = inFile(file);
    if (found === null) notes.push(`${quotedLine(file.path)} is no definition of mdevctl; left out.`);
    for (const { uuid, parent, result, isTransient } of found ?? []) {
      if (!result.ok)
        return notRead('DSA-O32', `${quotedLine(file.path)} cannot be read as a definition: ${result.why}.`);
      const { type, start, attrs, notes: odd } = result.definition;
      notes.push(...odd.map((note) => `${quotedLine(file.path)}: ${note}`));
      if (!PARENT.test(parent) || !base.devices.some(({ bdf }) => bdf === parent)) {
        notes.push(
          `${quotedLine(file.path)} is for ${quotedLine(parent)}, which is no DSA or IAA of this host; left out.`,
        );
        continue;
      }
      if (told.has(uuid))
        return notRead('DSA-O32', `${uuid} is told twice, in ${quotedLine(file.path)} once more.`);
      const isThere = base.mdevs.some(({ id }) => id === uuid);
      const active = running.get(uuid) ?? (isThere ? true : scripts.length === 0);
      told.set(uuid, { uuid, parent, type, active, definition: isTransient ? null : { start, attrs } });
    }
  }
  const stopped = [...running].flatMap(([uuid, runs]) => (runs ? [] : [uuid]));
  const forgotten = [...defined].flatMap(([uuid, is]) => (is ? [] : [uuid]));
  if (told.size === 0 && stopped.length === 0 && forgotten.length === 0)
    return notRead(
      'DSA-O32',
      `No definition was found: files named by a UUID in a folder named as the parent, or a listing of mdevctl, were expected.${notes.map((note) => ` ${note}`).join('')}`,
    );
  const result = takeMdevs(base, { mdevs: [...told.values()], stopped, forgotten });
  return { ok: true, state: result.state, notes: [...notes, ...result.notes] };
}
