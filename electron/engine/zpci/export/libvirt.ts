/** Host devices with zpci addresses for libvirt, one by one and guest by guest (zpci.md 4.4). */
import {
  deviceById,
  type GuestDevice,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { parseZpciRef } from '../../../../shared/zpci/refs.ts';
import { StudioError } from '../../../../shared/errors.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import { putLinesIntoDomain } from '../../export/domain-hostdev.ts';
import type { FamilyExport, WrittenFormat } from '../../export/exporting.ts';
import { plainLine } from '../../export/plain-line.ts';
import { quoteXml } from '../../export/quote-xml.ts';
import { safeNames } from '../../export/safe-names.ts';
import type { XmlElement } from '../../export/xml-scan.ts';
import { formOf, hostAddress, hostdevOf } from '../perform/read-hostdev.ts';
import { zpciAttributes } from '../kernel/hostdev-xml.ts';
import { hostdevLines } from '../plan/hostdev.ts';
import { targetState } from '../plan/target.ts';
import { devicesOfDomain } from './kept-elements.ts';
import { readLibvirt } from './read-libvirt.ts';
import { commonNotes, type WrittenDevice, writtenDevices } from './written.ts';

/** What a new domain gets where nothing tells its memory. */
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

function domainText(guest: ZpciGuest, devices: readonly WrittenDevice[]): string {
  const machine = guest.machine === null ? '' : `-${guest.machine}`;
  return [
    `<domain type='${guest.kvm ? 'kvm' : 'qemu'}'>`,
    `  <name>${quoteXml(guest.domain ?? guest.name)}</name>`,
    `  <memory unit='b'>${guest.memory ?? MEMORY}</memory>`,
    '  <os>',
    `    <type arch='s390x' machine='s390-ccw-virtio${quoteXml(machine)}'>hvm</type>`,
    '  </os>',
    '  <devices>',
    ...devices.flatMap((device) => indented(deviceLines(device), 4)),
    '  </devices>',
    '</domain>',
    '',
  ].join('\n');
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
  const notes = new Set<string>();
  const written = writtenDevices(state, first.guest);
  let edited = xml;
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
    for (const note of put.notes) notes.add(note);
  }
  return { xml: edited, notes: [...notes, ...commonNotes(state, [first.guest])] };
}

export const libvirtExport: FamilyExport<ZpciState> = {
  format: 'libvirt',
  write: ({ observed, desired }) => writeLibvirt(observed, desired),
  read: readLibvirt,
  putIntoDomain,
};
