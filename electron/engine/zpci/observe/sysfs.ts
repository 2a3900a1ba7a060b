/** Functions and slots of a tree with /sys (zpci.md 4.1). */
import { isDriverName, isHostAddress, MOST } from '../../../../shared/zpci/bounds.ts';
import type { HostFunction } from '../../../../shared/zpci/types.ts';
import { createFunction } from '../model.ts';
import { barSizesOf, barsOf, msixOf } from './config-space.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import { bytesOfHex, textOfEbcdic } from './numbers.ts';
import { PCI_DEVICES, SLOT_NAME, SLOTS } from './places.ts';
import type { ZpciReader } from './reader.ts';
import { windowOf } from './regions.ts';

/** Attributes that are read into fields; any other small file is kept as it is. */
const KNOWN: ReadonlySet<string> = new Set(
  'function_id function_handle pchid pfgid pft port vfn uid uid_is_unique mio_enabled util_string pfip fidparm vendor device class config resource uevent driver driver_override iommu_group physfn sriov_numvfs sriov_totalvfs'.split(
    ' ',
  ),
);
const MOST_OTHERS = 16;
const MOST_OTHER_LETTERS = 256;

export interface FoundFunction {
  readonly address: string;
  /** Its folder, no link on the way. */
  readonly folder: string;
}

/** Folders with a `function_id`: on the bus, and in the tree of devices where the links of the bus are missing. */
export function findFunctions(reader: ZpciReader): readonly FoundFunction[] {
  const { tree } = reader;
  const found = new Map<string, string>();
  const take = (address: string, path: string) => {
    if (!isHostAddress(address) || found.has(address) || found.size >= MOST.functions) return;
    const folder = tree.resolve(path);
    if (tree.has(`${folder}/function_id`)) found.set(address, folder);
  };
  for (const name of tree.list(PCI_DEVICES)) take(name, `${PCI_DEVICES}/${name}`);
  for (const root of tree.list('/sys/devices'))
    if (/^pci[0-9a-f]{4}:[0-9a-f]{2}$/.test(root))
      for (const name of tree.list(`/sys/devices/${root}`)) take(name, `/sys/devices/${root}/${name}`);
  return [...found]
    .map(([address, folder]) => ({ address, folder }))
    .sort((left, right) => (left.address < right.address ? -1 : 1));
}

const withDriverLinks = new WeakMap<ZpciReader, boolean>();

/** Whether the source has links to drivers at all: then a function without one has no driver (M-4). */
function tellsDrivers(reader: ZpciReader): boolean {
  let told = withDriverLinks.get(reader);
  if (told === undefined) {
    told = findFunctions(reader).some(({ folder }) => reader.tree.linkName(`${folder}/driver`) !== undefined);
    withDriverLinks.set(reader, told);
  }
  return told;
}

/** The driver by link, else by `uevent`; untold without either. */
function driverOf(reader: ZpciReader, folder: string): Pick<HostFunction, 'driver' | 'driverTold'> {
  const linked = reader.tree.linkName(`${folder}/driver`);
  if (linked !== undefined && isDriverName(linked)) return { driver: linked, driverTold: true };
  if (linked !== undefined) {
    reader.find(
      'warning',
      `${folder}/driver`,
      `A link to a driver was expected, found ${quoted(linked)}; which driver is bound is taken as unknown.`,
      'driver',
    );
    return { driver: null, driverTold: false };
  }
  const event = reader.tree.text(`${folder}/uevent`);
  const named = /^DRIVER=([\w.-]{1,64})$/m.exec(event ?? '')?.[1];
  if (named !== undefined) return { driver: named, driverTold: true };
  return { driver: null, driverTold: /^PCI_SLOT_NAME=/m.test(event ?? '') || tellsDrivers(reader) };
}

function overrideOf(reader: ZpciReader, folder: string): string | null {
  const path = `${folder}/driver_override`;
  const text = reader.value(path);
  if (text === undefined || text === '(null)' || text === '') return null;
  if (isDriverName(text)) return text;
  reader.find(
    'warning',
    path,
    `The name of a driver was expected, found ${quoted(text)}; taken as unknown.`,
    'driver_override',
  );
  return null;
}

function utilOf(reader: ZpciReader, folder: string): string | null {
  const text = reader.value(`${folder}/util_string`);
  if (text === undefined) return null;
  const bytes = text.startsWith('hex:') ? bytesOfHex(text) : null;
  if (bytes !== null) return textOfEbcdic(bytes);
  // A tree that holds it decoded already.
  return /^[\x20-\x7e]*$/.test(text) ? text.trimEnd() : null;
}

function pathOf(reader: ZpciReader, folder: string): string | null {
  const parts = [0, 1, 2, 3].map((at) => reader.number(`${folder}/pfip/segment${at}`, 0xff));
  if (parts.some((part) => part === null)) return null;
  return parts.map((part) => part!.toString(16).padStart(2, '0')).join('.');
}

function othersOf(reader: ZpciReader, folder: string): Readonly<Record<string, string>> {
  const others: Record<string, string> = {};
  for (const name of reader.tree.list(folder)) {
    if (KNOWN.has(name) || /^virtfn\d+$/.test(name) || !/^[a-z][a-z0-9_]{0,63}$/.test(name)) continue;
    if (Object.keys(others).length === MOST_OTHERS) break;
    const text = reader.tree.text(`${folder}/${name}`);
    if (text !== undefined && text.length <= MOST_OTHER_LETTERS)
      others[name] = text.replaceAll(/[^\x20-\x7e]+/g, ' ').trim();
  }
  return others;
}

/** Files in folders of the function that no field holds. */
function deeperFacts(reader: ZpciReader, folder: string): Readonly<Record<string, string>> {
  const type = reader.value(`${folder}/iommu_group/type`);
  const vectors = reader.tree.list(`${folder}/msi_irqs`).filter((name) => /^\d+$/.test(name));
  return {
    ...(type !== undefined && /^[\w-]{1,32}$/.test(type) ? { iommu_group_type: type } : {}),
    ...(vectors.length > 0 ? { msi_irqs: String(vectors.length) } : {}),
  };
}

/** Of the slot: its adapter and speed. */
function slotFacts(reader: ZpciReader, slot: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['adapter', 'cur_bus_speed'].flatMap((name) => {
      const text = reader.value(`${slot}/${name}`)?.trim();
      return text !== undefined && /^[\x20-\x7e]{1,64}$/.test(text) ? [[`slot_${name}`, text]] : [];
    }),
  );
}

function relatedFunctions(
  reader: ZpciReader,
  folder: string,
): Pick<HostFunction, 'physicalFunction' | 'virtualFunctions'> {
  const nameOf = (link: string) => {
    const name = reader.tree.linkName(`${folder}/${link}`);
    return name !== undefined && isHostAddress(name) ? name : null;
  };
  const virtual = reader.tree
    .list(folder)
    .filter((name) => /^virtfn\d{1,5}$/.test(name))
    .sort((left, right) => Number(left.slice(6)) - Number(right.slice(6)));
  return {
    physicalFunction: nameOf('physfn'),
    virtualFunctions: virtual.flatMap((link) => nameOf(link) ?? []),
  };
}

function groupFacts(reader: ZpciReader, folder: string): Pick<HostFunction, 'iommuGroup' | 'window'> {
  const name = reader.tree.linkName(`${folder}/iommu_group`);
  const number = name !== undefined && /^\d{1,6}$/.test(name) ? Number(name) : null;
  const regions =
    reader.tree.text(`${folder}/iommu_group/reserved_regions`) ??
    (number === null ? undefined : reader.tree.text(`/sys/kernel/iommu_groups/${number}/reserved_regions`));
  return { iommuGroup: number, window: regions === undefined ? null : windowOf(regions) };
}

function idOf(reader: ZpciReader, path: string): string | null {
  const text = reader.value(path);
  return text !== undefined && /^0x[0-9a-f]{4,6}$/.test(text) ? text : null;
}

/** Null, with a finding, when its `function_id` is no FID. */
export function readFunction(reader: ZpciReader, { address, folder }: FoundFunction): HostFunction | null {
  const number = (name: string, most: number) => reader.number(`${folder}/${name}`, most);
  const fid = number('function_id', 0xff_ff_ff_ff);
  if (fid === null) return null;
  const config = bytesOfHex(reader.tree.text(`${folder}/config`) ?? '') ?? new Uint8Array();
  const mui = /^Update interval: (\d{1,6}) ms$/m.exec(
    reader.tree.text(`/sys/kernel/debug/pci/${address}/statistics`) ?? '',
  )?.[1];
  return createFunction({
    fid,
    address,
    uid: number('uid', 0xff_ff),
    uidIsUnique: reader.flag(`${folder}/uid_is_unique`),
    state: 'configured',
    fh: number('function_handle', 0xff_ff_ff_ff),
    pchid: number('pchid', 0xff_ff),
    vfn: number('vfn', 0xff_ff),
    pft: number('pft', 0xff),
    port: number('port', MOST.port),
    group: number('pfgid', 0xff),
    path: pathOf(reader, folder),
    util: utilOf(reader, folder),
    mioEnabled: reader.flag(`${folder}/mio_enabled`),
    fidparm: number('fidparm', 0xff),
    vendor: idOf(reader, `${folder}/vendor`),
    device: idOf(reader, `${folder}/device`),
    pciClass: idOf(reader, `${folder}/class`),
    ...driverOf(reader, folder),
    driverOverride: overrideOf(reader, folder),
    ...groupFacts(reader, folder),
    ...relatedFunctions(reader, folder),
    activeVfs: number('sriov_numvfs', 0xff_ff),
    totalVfs: number('sriov_totalvfs', 0xff_ff),
    msix: msixOf(config),
    bars: barsOf(config),
    barSizes: barSizesOf(reader.tree.text(`${folder}/resource`) ?? ''),
    mui: mui === undefined ? null : Number(mui),
    toldBy: ['sysfs'],
    others: { ...othersOf(reader, folder), ...deeperFacts(reader, folder) },
  });
}

/** What the slots tell: a group version by speed (M-5), and functions that are not configured. */
export function withSlots(
  reader: ZpciReader,
  functions: readonly HostFunction[],
  uidChecking: boolean | null,
): readonly HostFunction[] {
  const byFid = new Map(functions.map((one) => [one.fid, one]));
  const read = new Set(functions.map(({ address }) => address));
  const devices = reader.tree.list(PCI_DEVICES).filter((name) => isHostAddress(name) && !read.has(name));
  for (const name of reader.tree.list(SLOTS)) {
    if (!SLOT_NAME.test(name) || byFid.size >= MOST.functions) continue;
    const slot = `${SLOTS}/${name}`;
    const fid = Number.parseInt(name, 16);
    const known = byFid.get(fid);
    const power = reader.flag(`${slot}/power`);
    const version = reader.tree.text(`${slot}/max_bus_speed`)?.trim() === '5.0 GT/s PCIe' ? 1 : null;
    if (known) {
      byFid.set(fid, { ...known, version, others: { ...known.others, ...slotFacts(reader, slot) } });
      if (power === false)
        reader.find(
          'warning',
          `${slot}/power`,
          'The slot is powered off, yet its function is there; taken as configured.',
        );
      continue;
    }
    const place = /^([0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f])$/.exec(reader.value(`${slot}/address`) ?? '')?.[1];
    const here = place === undefined ? [] : devices.filter((one) => one.startsWith(`${place}.`));
    // A device is there only while its function is configured (S-1); where none is told at all, power stands for it.
    const isThere = here.length > 0 || (power === true && functions.length === 0);
    const state = power === false ? 'standby' : isThere ? 'configured' : 'reserved';
    const domain = place === undefined ? null : Number.parseInt(place.slice(0, 4), 16);
    byFid.set(
      fid,
      createFunction({
        fid,
        // Of several devices at one place, nothing tells which is the function of this slot.
        address: place === undefined || here.length > 1 ? null : (here[0] ?? `${place}.0`),
        uid: reader.number(`${slot}/uid`, 0xff_ff) ?? (uidChecking === true ? domain : null),
        state,
        driverTold: power === false,
        version,
        others: slotFacts(reader, slot),
        toldBy: ['sysfs'],
      }),
    );
    if (power === null && state === 'configured')
      reader.find(
        'info',
        slot,
        'Whether the slot is powered is not told; its device is there, so its function is taken as configured.',
        'slot without power',
      );
    if (state === 'reserved')
      reader.find(
        'warning',
        slot,
        power === null
          ? 'Whether the slot is powered is not told, and no function is there: it can be in standby or worse. It is known by name only.'
          : 'The slot is not powered off, and no function is there; it is taken as reserved, known by name only.',
        'slot without function',
      );
  }
  return [...byFid.values()];
}
