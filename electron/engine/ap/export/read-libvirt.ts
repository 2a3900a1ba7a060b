/** Node devices, host devices and domains of libvirt as a wish: matrices, and which guest a device is for. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import { exportedDomain, libvirtRoot, mdevCapability } from '../../export/libvirt-xml.ts';
import { childrenOf, valueOf, type XmlElement } from '../../export/xml-scan.ts';
import { findMdev } from '../model.ts';
import { readDefinition, VFIO_AP_TYPE } from '../observe/mdev-definition.ts';
import { strictUuid } from '../../export/uuid.ts';
import { lasting } from './reading.ts';
import { notRead, quotedLine } from '../../export/reading.ts';
import { takeWish, type ToldMdev } from './take-wish.ts';

interface Reading {
  readonly base: ApState;
  readonly told: Map<string, ToldMdev>;
  readonly notes: string[];
}

/** What is wrong with it as a clause, or null when it was taken (or, with a note, left out). */
function takeNodeDevice(reading: Reading, { path, text }: ExportFile, root: XmlElement): string | null {
  const capability = mdevCapability(text, root);
  if (capability?.type !== VFIO_AP_TYPE) {
    reading.notes.push(`${quotedLine(path)} is no mediated device for crypto queues; left out.`);
    return null;
  }
  const { uuid: id, attrs } = capability;
  if (id === null) return 'its <uuid> is missing or is no UUID';
  if (reading.told.get(id)?.stored) return `the device ${id} is told twice`;
  const result = readDefinition({ mdev_type: VFIO_AP_TYPE, start: 'manual', attrs });
  if (!result.ok) return result.why;
  reading.notes.push(...result.definition.notes.map((note) => `${quotedLine(path)}: ${note}`));
  const known = findMdev(reading.base, id);
  const { masks } = result.definition;
  // virsh nodedev-define makes a definition that is started by hand, and tells no start mode of one that is there.
  const how = known
    ? known.defined === null
      ? { matrix: masks }
      : { stored: masks }
    : { stored: masks, defined: 'manual' as const, active: true };
  reading.told.set(id, { ...reading.told.get(id), id, ...how });
  return null;
}

function takeDomain(reading: Reading, file: ExportFile): string | null {
  const domain = exportedDomain(file, reading.notes);
  if ('why' in domain) return domain.why;
  for (const id of domain.mdevs) {
    const known = findMdev(reading.base, id) ?? reading.told.get(id);
    if (known) reading.told.set(id, { ...reading.told.get(id), id, name: domain.name });
    else
      reading.notes.push(
        `${quotedLine(file.path)} names the device ${id}, whose queues nothing tells; left out.`,
      );
  }
  return null;
}

/** It names a device but no guest: of use only where another file tells the device. */
function takeHostDevice(reading: Reading, { path }: ExportFile, root: XmlElement): string | null {
  const [source] = childrenOf(root, 'source');
  const [address] = childrenOf(source, 'address');
  const id = strictUuid((address && valueOf(address, 'uuid')) ?? '');
  if (id === null) return 'its <source> names no mediated device';
  if (!reading.told.has(id) && !findMdev(reading.base, id))
    reading.notes.push(`${quotedLine(path)} names the device ${id}, whose queues nothing tells; left out.`);
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
      return takeHostDevice(reading, file, read.root);
    case 'wrong':
      return read.why;
  }
}

/** Node devices come first: they tell the devices that the others name. */
export function readLibvirt(files: readonly ExportFile[], base: ApState): ReadFormat<ApState> {
  const reading: Reading = { base, told: new Map(), notes: [] };
  const names = ({ text }: ExportFile): boolean => /<(?:domain|domstatus|hostdev)[\s>]/.test(text);
  for (const file of [...files.filter((one) => !names(one)), ...files.filter(names)]) {
    const why = take(reading, file);
    if (why !== null) return notRead('AP-D1', `${quotedLine(file.path)} cannot be read: ${why}.`);
  }
  if (reading.told.size === 0)
    return notRead(
      'AP-D1',
      'No device was found: <device> of a mediated device, or a <domain> with one, was expected.',
    );
  return lasting(takeWish(base, { mdevs: [...reading.told.values()] }), reading.notes);
}
