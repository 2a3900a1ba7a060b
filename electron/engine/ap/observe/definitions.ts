/** mdevctl definitions, from `/etc/mdevctl.d/matrix` or from what mdevctl printed (ap.md 5.4, management.md 1.5). */
import { wasSearched } from '../../hosts/host-facts.ts';
import {
  type DefinitionResult,
  type MdevDefinition,
  parseDefinition,
  parseMdevctlListing,
  VFIO_AP_TYPE,
} from './mdev-definition.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import type { ApReader } from './reader.ts';

const DEFINITIONS = '/etc/mdevctl.d/matrix';
/** Reserved places for texts that were captured instead of files. */
const MDEVCTL_LIST = '/captured/mdevctl-list';
const MDEVCTL_DEFINITIONS = '/captured/mdevctl-definition';
/** As many as mediated devices are read. */
const MAX_DEFINITIONS = 4096;
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;
const WHOLE_UUID = new RegExp(`^${UUID.source}$`);

export interface ObservedDefinitions {
  readonly byId: ReadonlyMap<string, MdevDefinition>;
  /** Ids that a listing calls running, although no sysfs was captured. */
  readonly running: ReadonlySet<string>;
}

function take(
  reader: ApReader,
  path: string,
  id: string,
  result: DefinitionResult,
  into: Map<string, MdevDefinition>,
): void {
  if (into.size >= MAX_DEFINITIONS) {
    reader.assume(
      'definitions',
      DEFINITIONS,
      `There are more than ${MAX_DEFINITIONS} definitions; the rest is left out.`,
      'error',
    );
    return;
  }
  if (!result.ok) {
    reader.assume(
      'definitions',
      path,
      `This definition is left out because ${result.why}; mdevctl commands that read it fail too.`,
      'warning',
    );
    return;
  }
  if (result.definition.type !== VFIO_AP_TYPE) {
    reader.find(
      'info',
      path,
      `The definition is of type ${quoted(result.definition.type)}, not ${VFIO_AP_TYPE}; left out.`,
    );
    return;
  }
  for (const note of result.definition.notes) reader.find('warning', path, note, `${path} ${note}`);
  into.set(id, result.definition);
}

function fromFolder(reader: ApReader, into: Map<string, MdevDefinition>): void {
  for (const name of reader.tree.list(DEFINITIONS)) {
    const path = `${DEFINITIONS}/${name}`;
    if (reader.tree.entry(path)?.kind === 'folder') {
      reader.find('info', path, 'A folder is where definitions are files; mdevctl ignores it too.');
      continue;
    }
    const id = name.toLowerCase();
    if (!WHOLE_UUID.test(id)) {
      reader.find('info', path, 'The file name is no UUID; mdevctl skips it too.');
      continue;
    }
    const text = reader.text(path);
    take(
      reader,
      path,
      id,
      text === undefined ? { ok: false, why: 'it could not be read' } : parseDefinition(text),
      into,
    );
  }
}

function fromListing(reader: ApReader, into: Map<string, MdevDefinition>, running: Set<string>): boolean {
  const text = reader.text(MDEVCTL_LIST);
  if (text === undefined) return false;
  const listing = parseMdevctlListing(text);
  if (listing === null) {
    reader.find('warning', MDEVCTL_LIST, 'This is no output of mdevctl list.');
    return false;
  }
  const { listed, notes } = listing;
  for (const note of notes) reader.find('info', MDEVCTL_LIST, note);
  if (listed.some(({ active, defined }) => active === null && defined === null))
    reader.find(
      'info',
      MDEVCTL_LIST,
      'The output does not say whether it lists running or defined devices; it is read as definitions.',
    );
  for (const { id, result, active, defined } of listed) {
    if (!WHOLE_UUID.test(id)) {
      reader.find('warning', MDEVCTL_LIST, `${quoted(id)} is no UUID; left out.`);
      continue;
    }
    if (active === true || defined === true) running.add(id);
    if (!into.has(id)) take(reader, MDEVCTL_LIST, id, result, into);
  }
  return true;
}

function fromSingles(reader: ApReader, into: Map<string, MdevDefinition>): boolean {
  const names = reader.tree.list(MDEVCTL_DEFINITIONS);
  for (const [index, name] of names.entries()) {
    const path = `${MDEVCTL_DEFINITIONS}/${name}`;
    const inName = UUID.exec(name.toLowerCase())?.[0];
    // A definition does not hold its UUID; one that no host uses stands in where the file name has none.
    const id = inName ?? `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`;
    if (!inName)
      reader.find(
        'warning',
        path,
        `Neither the text nor the file's name has the UUID; ${id} stands in for it.`,
      );
    if (!into.has(id)) take(reader, path, id, parseDefinition(reader.text(path) ?? ''), into);
  }
  return names.length > 0;
}

export function observeDefinitions(reader: ApReader): ObservedDefinitions {
  const byId = new Map<string, MdevDefinition>();
  const running = new Set<string>();
  fromFolder(reader, byId);
  const listed = fromListing(reader, byId, running);
  const single = fromSingles(reader, byId);
  const known =
    listed || single || reader.tree.has('/etc/mdevctl.d') || wasSearched(reader.tree, DEFINITIONS);
  if (!known)
    reader.assume(
      'definitions',
      DEFINITIONS,
      'The source does not hold the mdevctl definitions; none are assumed.',
    );
  return { byId, running };
}
