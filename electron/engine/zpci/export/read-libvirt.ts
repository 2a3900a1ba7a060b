/** Domains of libvirt as a wish: which functions of the host each guest has, with which numbers. */
import { fitName } from '../../../../shared/names.ts';
import { PROFILES } from '../../../../shared/zpci/profiles.ts';
import {
  functionAt,
  type GuestDevice,
  ownersOf,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { ReadFormat } from '../../export/exporting.ts';
import { libvirtRoot } from '../../export/libvirt-xml.ts';
import { notRead, quotedLine } from '../../export/reading.ts';
import { childrenOf, type XmlElement } from '../../export/xml-scan.ts';
import { HostTree } from '../../hosts/tree.ts';
import { createDevice, createGuest, guestIdOf, withFunction, withGuest } from '../model.ts';
import { readDomain } from '../observe/guests/domain-guest.ts';
import { ZpciReader } from '../observe/reader.ts';
import { formOf, hostdevOf, type ToldHostdev } from '../perform/read-hostdev.ts';

/** In a file whose memory nobody told: what stands there is no word about the guest. */
export const MEMORY_PLACEHOLDER = 'A placeholder: the source does not tell the memory of this guest.';

interface Reading {
  readonly state: ZpciState;
  readonly notes: readonly string[];
}

function told(guest: ZpciGuest, hostdev: ToldHostdev, taken: ReadonlySet<string>): GuestDevice {
  const { host, uid, fid } = hostdev;
  const known = guest.devices.find(({ card }) => card?.kind === 'vfio' && card.host === host);
  let at = 0;
  while (taken.has(`hostdev${at}`)) at++;
  const device = known ?? createDevice({ id: `hostdev${at}` });
  const zpci = device.zpci ?? createDevice({ id: device.id }).zpci!;
  const form = formOf(hostdev);
  // Options that only QEMU knows stand in no domain.
  const own = (known?.card?.options ?? []).filter(([name]) => name !== 'mac');
  const options = [...own, ...(form.card?.options ?? [])];
  const { id, cardFirst, live, unplugRequested } = device;
  const rest = { ...form, cardFirst, live, unplugRequested, card: { kind: 'vfio', host, options } as const };
  return createDevice({ id, ...rest, zpci: { ...zpci, uid: uid ?? zpci.uid, fid: fid ?? zpci.fid } });
}

/** The function in one guest only, and with vfio-pci where libvirt does not bind it. */
function given(state: ZpciState, guest: string, { host, managed }: ToldHostdev): ZpciState {
  const elsewhere = ownersOf(state, host).filter((owner) => owner.guest.id !== guest);
  const alone = elsewhere.reduce(
    (now, { guest: of, device }) =>
      withGuest(now, of.id, { devices: of.devices.filter((one) => one !== device) }),
    state,
  );
  const one = functionAt(alone, host);
  return managed || one === undefined
    ? alone
    : withFunction(alone, one.fid, {
        driver: 'vfio-pci',
        driverTold: true,
        ownDriver: one.driver === 'vfio-pci' ? one.ownDriver : (one.driver ?? one.ownDriver),
      });
}

function isFunction({ card }: GuestDevice): boolean {
  return card?.kind === 'vfio';
}

/** A card that the wish has already: of the same model, under the same name or with the same numbers. */
function knownCard(guest: ZpciGuest, { id, card, zpci }: GuestDevice): GuestDevice | undefined {
  const own = guest.devices.filter((one) => one.card?.kind === 'emulated');
  return (
    own.find((one) => one.id === id) ??
    own.find(
      (one) =>
        one.card?.kind === 'emulated' &&
        card?.kind === 'emulated' &&
        one.card.driver === card.driver &&
        zpci?.uid != null &&
        one.zpci?.uid === zpci.uid,
    )
  );
}

/** libvirt's domain has fewer words than QEMU: what it cannot say of a card stays. */
function cardOfDomain(guest: ZpciGuest, read: GuestDevice, taken: ReadonlySet<string>): GuestDevice {
  const known = knownCard(guest, read);
  if (known === undefined) return { ...read, id: freeName(read.id, taken) };
  const line = known.zpci ?? read.zpci;
  const zpci =
    line === null ? null : { ...line, uid: read.zpci?.uid ?? line.uid, fid: read.zpci?.fid ?? line.fid };
  return { ...known, zpci, deviceClass: read.deviceClass };
}

/** As the whole domain orders them; of one that is not read whole, its host devices. */
function inDomainOrder(
  whole: ZpciGuest | null,
  hosts: ReadonlyMap<string, ToldHostdev>,
): readonly (ToldHostdev | GuestDevice)[] {
  const rest = new Map(hosts);
  const ordered = (whole?.devices ?? []).flatMap((device): readonly (ToldHostdev | GuestDevice)[] => {
    if (device.card?.kind !== 'vfio') return [device];
    const found = rest.get(device.card.host);
    rest.delete(device.card.host);
    return found === undefined ? [] : [found];
  });
  return [...ordered, ...rest.values()];
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let count = 1; taken.has(name); count++) name = `${wanted}-${count}`;
  return name;
}

/** Where the wish has them, so that what does not change keeps its place; what is new comes behind. */
function inPlaces(before: readonly GuestDevice[], read: readonly GuestDevice[]): readonly GuestDevice[] {
  const ids = new Set(read.map(({ id }) => id));
  const rest = [...read];
  const placed = before.flatMap((device) => {
    if (ids.has(device.id)) return rest.splice(0, 1);
    return isFunction(device) ? [] : [device];
  });
  return [...placed, ...rest];
}

/** What a domain says of the machine; a placeholder is no word, and the newest machine type is what a guest without one has. */
function machineOf(guest: ZpciGuest, read: ZpciGuest | null, text: string): Partial<ZpciGuest> {
  if (read === null) return {};
  const { kvm, cpuZpci, isProtected } = read;
  const isNewest = guest.machine === null && read.machine === PROFILES[guest.profile].machine;
  return {
    kvm,
    cpuZpci,
    isProtected,
    machine: isNewest ? null : (read.machine ?? guest.machine),
    // A domain that does not say it may be one that cannot.
    iommu: read.iommu === 'iommufd' ? 'iommufd' : guest.iommu,
    memory: text.includes(MEMORY_PLACEHOLDER) ? guest.memory : (read.memory ?? guest.memory),
  };
}

interface Domain {
  readonly path: string;
  readonly text: string;
  readonly name: string;
  readonly devices: XmlElement | undefined;
}

/** The domain as a host that has it shows it; null where it has nothing of IBM Z, or is broken. */
function readWhole({ path, text }: Domain): { readonly guest: ZpciGuest | null; readonly notes: string[] } {
  const reader = new ZpciReader(new HostTree());
  const read = readDomain(reader, path, text);
  return {
    guest: read === null || 'why' in read ? null : read,
    notes: reader.findings().map(({ message }) => `${quotedLine(path)}: ${message}`),
  };
}

/** Its functions are those of the file, and no others; cards of QEMU itself that it does not name stay as they are in the wish. */
function takeDomain(
  reading: Reading,
  domain: Domain,
): Reading | { readonly why: string; readonly rule: string } {
  const { path, name, text, devices } = domain;
  const whole = readWhole(domain);
  const notes = [...reading.notes, ...whole.notes];
  const guest =
    reading.state.guests.find((one) => one.domain === name) ??
    reading.state.guests.find((one) => one.domain === null && one.name === name) ??
    createGuest({ id: guestIdOf(name), name: fitName(name, 'guest'), domain: name });
  let state = reading.state.guests.includes(guest)
    ? reading.state
    : { ...reading.state, guests: [...reading.state.guests, guest] };
  const hosts = new Map<string, ToldHostdev>();
  for (const element of [...childrenOf(devices, 'interface'), ...childrenOf(devices, 'hostdev')]) {
    const one = hostdevOf(element);
    if (one === null) continue;
    if ('why' in one) return one;
    if (functionAt(state, one.host) !== undefined) hosts.set(one.host, one);
    else notes.push(`${quotedLine(path)} gives ${one.host}, which this host does not have; left out.`);
  }
  const taken = new Set(guest.devices.map(({ id }) => id));
  const own: GuestDevice[] = [];
  for (const one of inDomainOrder(whole.guest, hosts)) {
    const device = 'host' in one ? told(guest, one, taken) : cardOfDomain(guest, one, taken);
    taken.add(device.id);
    own.push(device);
    if ('host' in one) state = given(state, guest.id, one);
  }
  if (!own.some(isFunction)) notes.push(`${quotedLine(path)} gives no function of this host.`);
  const facts = machineOf(guest, whole.guest, text);
  return {
    state: withGuest(state, guest.id, { ...facts, domain: name, devices: inPlaces(guest.devices, own) }),
    notes,
  };
}

export function readLibvirt(files: readonly ExportFile[], base: ZpciState): ReadFormat<ZpciState> {
  let reading: Reading = { state: base, notes: [] };
  let domains = 0;
  for (const { path, text } of files) {
    const read = libvirtRoot(text);
    if (read.kind === 'wrong') return notRead('ZPCI-X7', `${quotedLine(path)} cannot be read: ${read.why}.`);
    // A host device alone names no guest: the domain's file tells it.
    if (read.kind !== 'domain') continue;
    const [name] = childrenOf(read.root, 'name');
    const domain = name === undefined ? '' : text.slice(name.contentStart, name.contentEnd).trim();
    if (domain === '')
      return notRead('ZPCI-X7', `${quotedLine(path)} cannot be read: the domain has no name.`);
    const next = takeDomain(reading, {
      path,
      text,
      name: plainText(domain),
      devices: childrenOf(read.root, 'devices')[0],
    });
    if ('why' in next) return notRead(next.rule, `${quotedLine(path)} cannot be read: ${next.why}.`);
    reading = next;
    domains++;
  }
  return domains > 0
    ? { ok: true, ...reading }
    : notRead('ZPCI-X7', 'No guest was found: a <domain> with its host devices was expected.');
}

/** The five entities of XML itself. */
function plainText(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => named[name]!);
}
