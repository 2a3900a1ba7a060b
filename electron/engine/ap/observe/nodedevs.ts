/**
 * Running mediated devices from `virsh nodedev-dumpxml`, which sos keeps (management.md 7.3): the names are facts, the
 * attributes are what mdevctl was told, which may differ from what the kernel holds now (management.md 1.7).
 */
import { parsePlainXml } from '../../hosts/plain-xml.ts';
import type { ActiveMdev } from './mdevs.ts';
import { readDefinition, VFIO_AP_TYPE } from './mdev-definition.ts';
import type { ApReader } from './reader.ts';

const FOLDER = '/sos_commands/virsh';
const FILE = /^virsh_-r_nodedev-dumpxml_mdev_([0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12})(?:_matrix)?$/;
/** A node device with 768 attributes has 40 kB. */
const MAX_XML = 256 * 1024;

interface Attribute {
  readonly '@name'?: unknown;
  readonly '@value'?: unknown;
}

export function wantsNodeDevice(path: string): boolean {
  const cut = path.lastIndexOf('/');
  return path.slice(0, cut) === FOLDER && FILE.test(path.slice(cut + 1));
}

export interface NodeDevice {
  /** Lower case; null where the text has none. */
  readonly uuid: string | null;
  /** In their order, each with one name; a value that is missing is the empty text. */
  readonly attrs: readonly Readonly<Record<string, string>>[];
}

function wordOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The mdev capability of a node device; null when the text is none of type vfio_ap-passthrough. */
export function nodeDevice(text: string): NodeDevice | null {
  if (text.length > MAX_XML || /<!(?:DOCTYPE|ENTITY)/i.test(text)) return null;
  try {
    const { device } = parsePlainXml(text, ['attr']) as {
      device?: { capability?: { type?: { '@id'?: unknown }; uuid?: unknown; attr?: Attribute[] } };
    };
    const { type, uuid, attr = [] } = device?.capability ?? {};
    if (type?.['@id'] !== VFIO_AP_TYPE) return null;
    return {
      uuid: typeof uuid === 'string' ? uuid.trim().toLowerCase() : null,
      attrs: attr.map((item) => ({ [wordOf(item['@name'])]: wordOf(item['@value']) })),
    };
  } catch {
    return null;
  }
}

/** For sources without the mdevs of sysfs. */
export function observeNodeDevices(reader: ApReader): ActiveMdev[] {
  return reader.tree.list(FOLDER).flatMap((name): ActiveMdev[] => {
    const match = FILE.exec(name);
    const path = `${FOLDER}/${name}`;
    const text = match ? reader.text(path) : undefined;
    if (!match || text === undefined) return [];
    const capability = nodeDevice(text);
    const result = readDefinition({ mdev_type: VFIO_AP_TYPE, start: 'manual', attrs: capability?.attrs });
    if (!capability || !result.ok) {
      reader.find('warning', path, 'This is no node device of a vfio_ap mediated device; left out.');
      return [];
    }
    const message =
      'The queues of this device are what mdevctl was told; sysfs, which may differ, is not in the source.';
    reader.assume('matrix', path, message);
    return [
      {
        id: match[1]!.replaceAll('_', '-'),
        path,
        matrix: result.definition.masks,
        matrixKnown: false,
        guest: null,
        hasGuestMatrix: false,
        hasApConfig: false,
      },
    ];
  });
}
