/** mdevctl definitions of devices on idxd parents (dsa.md 6.4). Those of other parents are other families' business. */
import {
  parseMdevctlLines,
  parseMdevctlList,
  parseRawDefinition,
  type RawDefinitionResult,
} from '../../hosts/mdev-definitions.ts';
import type { DsaDevice, StoredDefinition } from '../../../../shared/dsa/types.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import { wasSearched } from '../../hosts/host-facts.ts';
import type { DsaReader } from './reader.ts';

const FOLDER = '/etc/mdevctl.d';
const LIST = '/captured/mdevctl-list';
const BDF = /^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST = 65_536;

/** By UUID; `guest` is not known here. */
export type Definitions = Map<string, StoredDefinition>;

/** Types of the idxd driver; another driver's parent on a PCI address has others. */
function isOfIdxd(type: string): boolean {
  return type.startsWith('idxd-');
}

function take(
  reader: DsaReader,
  into: Definitions,
  path: string,
  parent: string,
  id: string,
  result: RawDefinitionResult,
  parents: ReadonlySet<string>,
): void {
  if (!result.ok) {
    if (parents.has(parent))
      reader.find(
        'warning',
        path,
        `This definition is left out because ${result.why}; mdevctl commands that read it fail too.`,
        result.why,
      );
    return;
  }
  const { type, start, attrs, notes } = result.definition;
  if (!isOfIdxd(type) && !parents.has(parent)) return;
  if (!UUID.test(id)) {
    reader.find('info', path, 'The file name is no UUID; mdevctl skips it too.', 'no uuid');
    return;
  }
  const known = into.get(id);
  if (known) {
    if (known.parent !== parent)
      reader.find(
        'warning',
        path,
        `${id} is defined on ${known.parent} and on ${parent}; a UUID is one on a host, so only one of them can start.`,
        'two parents',
      );
    return;
  }
  if (into.size >= MOST) {
    reader.find('error', FOLDER, `There are more than ${MOST} definitions; the rest is left out.`);
    return;
  }
  for (const note of notes) reader.find('warning', path, note, note);
  if (type.length > 100)
    reader.find('warning', path, `The type ${quoted(type)} is longer than any type; cut.`, 'long type');
  into.set(id, { uuid: id, parent, type: type.slice(0, 100), start, attrs, guest: null });
}

function fromListing(reader: DsaReader, into: Definitions, parents: ReadonlySet<string>): boolean {
  const text = reader.tree.text(LIST);
  const listing = text === undefined ? null : (parseMdevctlList(text) ?? parseMdevctlLines(text));
  if (listing === null) return false;
  for (const { id, parent, result } of listing.listed)
    if (BDF.test(parent)) take(reader, into, LIST, parent, id, result, parents);
  return true;
}

export function observeDefinitions(reader: DsaReader, devices: readonly DsaDevice[]): Definitions {
  const into: Definitions = new Map();
  const parents = new Set(devices.map(({ bdf }) => bdf));
  for (const parent of reader.tree.list(FOLDER).filter((name) => BDF.test(name)))
    for (const name of reader.tree.list(`${FOLDER}/${parent}`)) {
      const path = `${FOLDER}/${parent}/${name}`;
      if (reader.tree.entry(path)?.kind === 'folder') {
        reader.find(
          'info',
          path,
          'A folder is where definitions are files; mdevctl ignores it too.',
          'folder',
        );
        continue;
      }
      const text = reader.value(path);
      const result: RawDefinitionResult =
        text === undefined ? { ok: false, why: 'it could not be read' } : parseRawDefinition(text);
      take(reader, into, path, parent, name.toLowerCase(), result, parents);
    }
  const listed = fromListing(reader, into, parents);
  if (!listed && devices.length > 0 && !reader.tree.has(FOLDER) && !wasSearched(reader.tree, FOLDER))
    reader.find('info', FOLDER, 'The source does not hold the mdevctl definitions; none are assumed.');
  return into;
}
