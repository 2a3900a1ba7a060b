/** Node devices and domains of libvirt as a wish: which mediated devices there are, and for which guest. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import { exportedDomain, libvirtRoot, mdevCapability } from '../../export/libvirt-xml.ts';
import type { XmlElement } from '../../export/xml-scan.ts';
import { notRead, quotedLine } from '../../export/reading.ts';
import { giveTo, takeMdevs, type ToldMdev } from './told.ts';

interface Reading {
  readonly base: DsaState;
  readonly told: Map<string, ToldMdev>;
  /** UUID and the name of its domain, as told. */
  readonly given: (readonly [uuid: string, domain: string])[];
  readonly notes: string[];
}

/** `pci_0000_6a_01_0` -> `0000:6a:01.0`; null for another parent. */
function parentBdf(name: string): string | null {
  const match = /^pci_([0-9a-f]{4,8})_([0-9a-f]{2})_([0-9a-f]{2})_([0-7])$/.exec(name);
  return match && `${match[1]}:${match[2]}:${match[3]}.${match[4]}`;
}

/** What is wrong with it as a clause, or null when it was taken (or, with a note, left out). */
function takeNodeDevice(reading: Reading, { path, text }: ExportFile, root: XmlElement): string | null {
  const capability = mdevCapability(text, root);
  const parent = capability && parentBdf(capability.parent);
  const device = reading.base.devices.find(({ bdf }) => bdf === parent);
  if (!capability || !device) {
    reading.notes.push(`${quotedLine(path)} is no mediated device of a DSA or IAA of this host; left out.`);
    return null;
  }
  const { type, uuid } = capability;
  if (type === null) return 'its <type> has no id';
  if (uuid === null) return 'its <uuid> is missing or is no UUID';
  if (reading.told.has(uuid)) return `the device ${uuid} is told twice`;
  const isThere = reading.base.mdevs.some(({ id }) => id === uuid);
  // nodedev-define makes a definition that is started by hand, and tells no start mode of one that is there.
  const definition = isThere ? {} : { definition: { start: 'manual' as const, attrs: [] } };
  reading.told.set(uuid, { uuid, parent: device.bdf, type, ...definition });
  return null;
}

function takeDomain(reading: Reading, file: ExportFile): string | null {
  const domain = exportedDomain(file, reading.notes);
  if ('why' in domain) return domain.why;
  for (const uuid of domain.mdevs) reading.given.push([uuid, domain.name]);
  return null;
}

function take(reading: Reading, file: ExportFile): string | null {
  const read = libvirtRoot(file.text);
  switch (read.kind) {
    case 'device':
      return takeNodeDevice(reading, file, read.root);
    case 'domain':
      return takeDomain(reading, file);
    case 'hostdev':
      // It names a device and no guest: another file tells the device.
      return null;
    case 'wrong':
      return read.why;
  }
}

export function readLibvirt(files: readonly ExportFile[], base: DsaState): ReadFormat<DsaState> {
  const reading: Reading = { base, told: new Map(), given: [], notes: [] };
  for (const file of files) {
    const why = take(reading, file);
    if (why !== null) return notRead('DSA-O32', `${quotedLine(file.path)} cannot be read: ${why}.`);
  }
  if (reading.told.size === 0 && reading.given.length === 0)
    return notRead(
      'DSA-O32',
      'No device was found: <device> of a mediated device, or a <domain> with one, was expected.',
    );
  const taken = takeMdevs(base, { mdevs: [...reading.told.values()], stopped: [], forgotten: [] });
  const notes = [...reading.notes, ...taken.notes];
  let { state } = taken;
  for (const [uuid, domain] of reading.given) {
    const given = giveTo(state, uuid, domain);
    if (given === state)
      notes.push(`${quotedLine(domain)} has the device ${uuid}, which this wish does not have; left out.`);
    state = given;
  }
  return { ok: true, state, notes };
}
