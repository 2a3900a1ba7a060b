/**
 * Every file and link of a host in that state, in the form of sysfs and of the configuration files (zpci.md 4.1): for
 * stand-ins of a kernel, captures and examples. The inverse of observe.ts as far as a host's files can tell.
 */
import {
  type HostFunction,
  slotName,
  type ZpciGuest,
  type ZpciHost,
  type ZpciState,
} from '../../../shared/zpci/types.ts';
import { quoteXml } from '../export/quote-xml.ts';
import type { TreeLine } from '../plan/planning.ts';
import { attributeTexts } from './attributes.ts';
import { PAGE } from './kernel/constants.ts';
import { hostdevLines, namedAddress } from './plan/hostdev.ts';
import { keptAddresses } from './plan/functions.ts';
import { DMA_LIMIT, DMA_LIMIT_KEPT, limitLine, overridePath, PCI, powerPath } from './plan/paths.ts';

/** Reach of the table type of Linux 6.12 (D-2). */
const END_OF_TABLES = 0x3ff_ffff_ffffn;

/** Facts of the slot among those of its function that the model does not know. */
const OF_SLOT = 'slot_';

/** `pci0001:00/0001:00:00.0`: each function is on a bus of its own. */
function folderOf(address: string): string {
  const [domain, bus] = namedAddress(address);
  return `pci${domain}:${bus}/${address}`;
}

function isThere({ state, address }: HostFunction): boolean {
  return address !== null && state !== 'standby' && state !== 'reserved';
}

function reserved(one: HostFunction): string | null {
  if (one.window === null) return null;
  const [start, end] = [BigInt(one.window.start), BigInt(one.window.end)];
  const line = (from: bigint, to: bigint): string =>
    `0x${from.toString(16).padStart(16, '0')} 0x${to.toString(16).padStart(16, '0')} reserved\n`;
  return `${start < PAGE ? '' : line(0n, start - 1n)}${end < END_OF_TABLES ? line(end + 1n, END_OF_TABLES) : ''}`;
}

function* groupLines(one: HostFunction, address: string, folder: string): Generator<TreeLine> {
  if (one.iommuGroup === null) return;
  const group = `/sys/kernel/iommu_groups/${one.iommuGroup}`;
  yield [`${folder}/iommu_group`, null, `../../../kernel/iommu_groups/${one.iommuGroup}`];
  yield [`${group}/devices/${address}`, null, `../../../../devices/${folderOf(address)}`];
  const regions = reserved(one);
  if (regions !== null) yield [`${group}/reserved_regions`, regions];
}

function* functionLines(one: HostFunction, address: string): Generator<TreeLine> {
  const folder = `/sys/devices/${folderOf(address)}`;
  for (const [name, text] of attributeTexts(one))
    if (!name.startsWith(OF_SLOT)) yield [`${folder}/${name}`, text];
  yield [`${folder}/driver_override`, `${one.driverOverride ?? '(null)'}\n`];
  if (one.driverTold) {
    const named = one.driver === null ? '' : `DRIVER=${one.driver}\n`;
    yield [`${folder}/uevent`, `${named}PCI_SLOT_NAME=${address}\n`];
  }
  if (one.driver !== null) yield [`${folder}/driver`, null, `../../../bus/pci/drivers/${one.driver}`];
  if (one.physicalFunction !== null)
    yield [`${folder}/physfn`, null, `../../${folderOf(one.physicalFunction)}`];
  for (const [at, virtual] of one.virtualFunctions.entries())
    yield [`${folder}/virtfn${at}`, null, `../../${folderOf(virtual)}`];
  yield* groupLines(one, address, folder);
  yield [`${PCI}/devices/${address}`, null, `../../../devices/${folderOf(address)}`];
}

function* slotLines(one: HostFunction): Generator<TreeLine> {
  const folder = `${PCI}/slots/${slotName(one.fid)}`;
  // Of a function known by name only nobody has read its power.
  if (one.state !== 'reserved') yield [powerPath(one.fid), one.state === 'standby' ? '0\n' : '1\n'];
  yield [`${folder}/adapter`, `${one.others[`${OF_SLOT}adapter`]?.trim() ?? '1'}\n`];
  if (one.address !== null) yield [`${folder}/address`, `${one.address.replace(/\.\d$/, '')}\n`];
  if (one.version === null) return;
  for (const file of ['max_bus_speed', 'cur_bus_speed'])
    yield [`${folder}/${file}`, one.version === 1 ? '5.0 GT/s PCIe\n' : 'Unknown\n'];
}

function* hostLines({
  memory,
  apertureFactor,
  dmaEntryLimit,
  dmaEntryLimitKept,
  dmaEntryLimitFiles,
  uidChecking,
}: ZpciHost): Generator<TreeLine> {
  if (memory !== null)
    yield ['/proc/iomem', `00000000-${(memory - 1).toString(16).padStart(8, '0')} : System RAM\n`];
  if (apertureFactor !== null)
    yield [
      '/proc/cmdline',
      apertureFactor === 1
        ? 'root=/dev/dasda1\n'
        : `root=/dev/dasda1 s390_iommu_aperture=${apertureFactor}\n`,
    ];
  if (dmaEntryLimit !== null) yield [DMA_LIMIT, `${dmaEntryLimit}\n`];
  if (dmaEntryLimitKept !== null)
    yield [dmaEntryLimitFiles?.at(-1) ?? DMA_LIMIT_KEPT, `${limitLine(dmaEntryLimitKept)}\n`];
  if (uidChecking !== null) yield ['/sys/firmware/clp/uid_checking', uidChecking ? '1\n' : '0\n'];
}

/** Its host devices; cards of QEMU itself would need what this state does not have. */
function domainText(guest: ZpciGuest, index: number): string {
  const running = guest.running === true ? ` id='${index + 1}'` : '';
  const machine = guest.machine === null ? '' : `-${guest.machine}`;
  const hostdevs = guest.devices.flatMap((device) => {
    if (device.card?.kind !== 'vfio') return [];
    const { uid = null, fid = null } = device.zpci ?? {};
    return [hostdevLines(device.card.host, device, { uid, fid }).join('\n')];
  });
  return [
    `<domain type='${guest.kvm ? 'kvm' : 'qemu'}'${running}>`,
    `<name>${quoteXml(guest.domain ?? guest.name)}</name>`,
    ...(guest.memory === null ? [] : [`<memory unit='b'>${guest.memory}</memory>`]),
    `<os><type arch='s390x' machine='s390-ccw-virtio${machine}'>hvm</type></os>`,
    '<devices>',
    ...hostdevs,
    '</devices>',
    '</domain>',
    '',
  ].join('\n');
}

/** Files and links of the host, each once; folders are those above them. Files that are only written are empty. */
export function* zpciTree(state: ZpciState): Generator<TreeLine> {
  yield* hostLines(state.host);
  const drivers = new Set(['vfio-pci']);
  for (const { driver, ownDriver } of state.functions)
    for (const name of [driver, ownDriver]) if (name !== null) drivers.add(name);
  for (const driver of drivers)
    for (const file of ['bind', 'unbind']) yield [`${PCI}/drivers/${driver}/${file}`, ''];
  for (const one of state.functions) {
    if (one.address !== null && isThere(one)) yield* functionLines(one, one.address);
    if (!state.untold.includes('slots') || one.state === 'standby') yield* slotLines(one);
  }
  for (const address of keptAddresses(state)) yield [overridePath(address), 'vfio-pci\n'];
  for (const [index, guest] of state.guests.entries())
    if (guest.domain !== null) yield [`/captured/domains/${index + 1}.xml`, domainText(guest, index)];
}
