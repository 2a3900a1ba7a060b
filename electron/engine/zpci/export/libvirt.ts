/** Host devices with zpci addresses for libvirt, one by one and guest by guest (zpci.md 4.4). */
import { PROFILES } from '../../../../shared/zpci/profiles.ts';
import {
  deviceById,
  type GuestDevice,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { parseZpciRef } from '../../../../shared/zpci/refs.ts';
import { StudioError } from '../../../../shared/errors.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import { changeNotes, type DomainChange, putLinesIntoDomain } from '../../export/domain-hostdev.ts';
import type { FamilyExport, WrittenFormat } from '../../export/exporting.ts';
import { plainLine } from '../../export/plain-line.ts';
import { quoteXml } from '../../export/quote-xml.ts';
import { safeNames } from '../../export/safe-names.ts';
import type { XmlElement } from '../../export/xml-scan.ts';
import { formOf, hostAddress, hostdevOf } from '../perform/read-hostdev.ts';
import { zpciAttributes } from '../kernel/hostdev-xml.ts';
import { hostdevLines } from '../plan/hostdev.ts';
import { targetState } from '../plan/target.ts';
import { listWords } from '../../words.ts';
import { devicesOfDomain } from './kept-elements.ts';
import { MEMORY_PLACEHOLDER, readLibvirt } from './read-libvirt.ts';
import { commonNotes, type WrittenDevice, writtenDevices } from './written.ts';

/** What a new domain gets where nothing tells its memory: a domain without is none. */
const MEMORY = 1024 ** 3;

function file(path: string, text: string): ExportFile {
  return { path, text, executable: false };
}

function indented(lines: readonly string[], blanks: number): readonly string[] {
  return lines.map((line) => `${' '.repeat(blanks)}${line}`);
}

/** Of names that are cut and plain already: the numbers behind them are what one copies, so that the line is not cut. */
function remark(line: string): string {
  return `<!-- ${line.replaceAll(/-(?=-)/g, '- ')} -->`;
}

/** A card of QEMU itself: which backend it has is in no state, so its words are the admin's. */
function emulatedComment({ device, numbers }: WrittenDevice): string {
  const driver = device.card?.kind === 'emulated' ? device.card.driver : 'a card that is not told';
  return remark(
    `${plainLine(device.id)} (${plainLine(driver)}) is described in libvirt's own words; its address is <address type='pci'><zpci ${zpciAttributes(numbers)}/></address>`,
  );
}

function deviceLines(written: WrittenDevice): readonly string[] {
  const { device, numbers } = written;
  return device.card?.kind === 'vfio'
    ? hostdevLines(device.card.host, device, numbers)
    : [emulatedComment(written)];
}

/** libvirt lets the binary choose a machine type without version anew, and its properties with it. */
function machineType({ machine, profile }: ZpciGuest): string {
  return `s390-ccw-virtio-${machine ?? PROFILES[profile].machine}`;
}

function memoryLines({ memory }: ZpciGuest): readonly string[] {
  const line = `<memory unit='b'>${memory ?? MEMORY}</memory>`;
  return memory === null ? [remark(MEMORY_PLACEHOLDER), line] : [line];
}

function cpuLines({ cpuZpci, kvm }: ZpciGuest): readonly string[] {
  if (cpuZpci) return [];
  // Under TCG there is no host to take the model from.
  const start = kvm
    ? "<cpu mode='host-model' check='partial'>"
    : "<cpu mode='custom' match='exact'><model>qemu</model>";
  return [start, "  <feature policy='disable' name='zpci'/>", '</cpu>'];
}

function domainText(guest: ZpciGuest, devices: readonly WrittenDevice[]): string {
  return [
    `<domain type='${guest.kvm ? 'kvm' : 'qemu'}'>`,
    `  <name>${quoteXml(guest.domain ?? guest.name)}</name>`,
    ...indented(memoryLines(guest), 2),
    '  <os>',
    `    <type arch='s390x' machine='${quoteXml(machineType(guest))}'>hvm</type>`,
    '  </os>',
    ...indented(cpuLines(guest), 2),
    '  <devices>',
    ...devices.flatMap((device) => indented(deviceLines(device), 4)),
    '  </devices>',
    ...(guest.isProtected ? ["  <launchSecurity type='s390-pv'/>"] : []),
    '</domain>',
    '',
  ].join('\n');
}

/** What of the guests no domain file says, or only as a placeholder. */
function domainNotes(guests: readonly ZpciGuest[]): string[] {
  const names = (of: (guest: ZpciGuest) => boolean): readonly string[] =>
    guests.filter(of).map(({ name }) => plainLine(name));
  const memoryless = names(({ memory }) => memory === null);
  const iommufd = names(({ iommu }) => iommu === 'iommufd');
  return [
    ...(memoryless.length > 0
      ? [
          `The source does not tell the memory of ${listWords(memoryless)}: 1 GiB stands there as a placeholder, with a remark; change it before you define the guest.`,
        ]
      : []),
    ...(iommufd.length > 0
      ? [
          `${listWords(iommufd)} ${iommufd.length === 1 ? 'opens its' : 'open their'} functions through iommufd, which the domain XML of this libvirt cannot say: by it QEMU opens them through the container of vfio, where dma_entry_limit counts (ZPCI-D5).`,
        ]
      : []),
  ];
}

function aboutDevice(guest: ZpciGuest, { device, numbers }: WrittenDevice): string {
  return remark(`${plainLine(guest.name)}: ${plainLine(device.id)}, ${zpciAttributes(numbers)}`);
}

/** libvirt has every guest that is not known to be started by hand. */
function libvirtGuests(state: ZpciState): readonly ZpciGuest[] {
  return state.guests.filter(({ domain, devices }) => domain !== null && devices.length > 0);
}

function writeLibvirt(observed: ZpciState, desired: ZpciState): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  const guests = libvirtGuests(target);
  const names = safeNames(guests.map(({ name }) => name));
  const byHand = target.guests.filter(({ domain, devices }) => domain === null && devices.length > 0);
  const own = guests.flatMap(({ devices }) => devices.filter(({ card }) => card?.kind === 'emulated'));
  const unmanaged = guests.flatMap(({ devices }) =>
    devices.filter(({ card, managed }) => card?.kind === 'vfio' && !managed),
  );
  return {
    files: guests.flatMap((guest, at) => {
      const devices = writtenDevices(target, guest);
      return [
        file(`domain-${names[at]}.xml`, domainText(guest, devices)),
        ...devices.flatMap((written) =>
          written.device.card?.kind === 'vfio'
            ? [
                file(
                  `hostdev-${names[at]}-${written.device.id}.xml`,
                  `${aboutDevice(guest, written)}\n${deviceLines(written).join('\n')}\n`,
                ),
              ]
            : [],
        ),
      ];
    }),
    notes: [
      ...(guests.length > 0
        ? [
            'Give one device with virsh attach-device GUEST hostdev-FILE --config, with --live too where the guest runs.',
            'A domain file holds what concerns its PCI functions and nothing else: define a new guest from it, but never define it over a domain that is there.',
            'Both numbers of each device are written, so no order of the file changes them (ZPCI-V5, ZPCI-R3). In the guest its address is UID:00:00.0; the place that libvirt adds is inside QEMU only (ZPCI-V8).',
            'interpret, forwarding-assist and relaxed-translation are in no domain XML: the machine type decides them.',
          ]
        : ['There is no file: no libvirt guest has a function.']),
      ...(own.length > 0
        ? ['Cards of QEMU itself stand as remarks with their address: how they are backed is not known here.']
        : []),
      ...(unmanaged.length > 0
        ? ["Devices with managed='no' must be bound to vfio-pci before their guest starts (ZPCI-A22)."]
        : []),
      ...byHand.map(
        ({ name }) => `${plainLine(name)} is started by hand: its arguments are in the QEMU export.`,
      ),
      ...domainNotes(guests),
      ...commonNotes(target, guests),
    ],
  };
}

/** `device` names a guest, a device of one (`dev:guest/id`), or a device whose id only one guest has. */
function devicesMeant(
  state: ZpciState,
  name: string,
): readonly { readonly guest: ZpciGuest; readonly device: GuestDevice }[] {
  const guest = state.guests.find(({ id }) => id === name);
  if (guest !== undefined) return guest.devices.map((device) => ({ guest, device }));
  const ref = parseZpciRef(name);
  const pairs = state.guests.flatMap((one) => {
    const device = deviceById(one, ref?.kind === 'dev' ? ref.device : name);
    return device === undefined || (ref?.kind === 'dev' && ref.guest !== one.id)
      ? []
      : [{ guest: one, device }];
  });
  return pairs.length === 1 ? pairs : [];
}

function isIn(domain: XmlElement, written: WrittenDevice): boolean {
  const told = hostdevOf(domain);
  return (
    told !== null &&
    !('why' in told) &&
    told.uid === written.numbers.uid &&
    told.fid === written.numbers.fid &&
    told.managed === written.device.managed
  );
}

function isHost(hostdev: XmlElement, host: string): boolean {
  const told = hostdevOf(hostdev);
  if (told !== null && !('why' in told)) return told.host === host;
  // Its numbers are none; it is the same function all the same.
  return told !== null && hostAddress(hostdev) === host;
}

/** In the form that the domain has it in, with what the domain says of it. */
function asInDomain(xml: string, device: GuestDevice, host: string): GuestDevice {
  const there = devicesOfDomain(xml)
    ?.children.map((element) => (isHostdevice(element) ? hostdevOf(element) : null))
    .find((told) => told !== null && !('why' in told) && told.host === host);
  if (there == null || 'why' in there) return device;
  const { deviceClass, card, elements = [] } = formOf(there);
  return { ...device, deviceClass, card, elements };
}

function isHostdevice({ name }: XmlElement): boolean {
  return name === 'hostdev' || name === 'interface';
}

function putIntoDomain(
  state: ZpciState,
  name: string,
  xml: string,
): { readonly xml: string; readonly notes: readonly string[] } {
  const meant = devicesMeant(state, name).filter(({ device }) => device.card?.kind === 'vfio');
  const [first] = meant;
  if (first === undefined)
    throw new StudioError(
      'not-found',
      'That device, or guest with functions of the host, is not in the wish any more.',
    );
  const written = writtenDevices(state, first.guest);
  let edited = xml;
  const told: DomainChange[] = [];
  for (const { device } of meant) {
    const one = written.find((candidate) => candidate.device === device)!;
    const host = device.card?.kind === 'vfio' ? device.card.host : '';
    const put = putLinesIntoDomain(
      edited,
      hostdevLines(host, asInDomain(edited, device, host), one.numbers),
      (hostdev) => isHost(hostdev, host),
      (hostdev) => isIn(hostdev, one),
    );
    edited = put.xml;
    told.push(put.change);
  }
  return { xml: edited, notes: [...changeNotes(told), ...commonNotes(state, [first.guest])] };
}

export const libvirtExport: FamilyExport<ZpciState> = {
  format: 'libvirt',
  about:
    'Domains with host devices and zPCI addresses for virsh define, or the devices alone for virsh attach-device.',
  write: ({ observed, desired }) => writeLibvirt(observed, desired),
  read: readLibvirt,
  putIntoDomain,
};
