/** Domains of libvirt as a wish: which functions of the host each guest has, with which numbers. */
import { fitName } from '../../../../shared/names.ts';
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
import { createDevice, createGuest, guestIdOf, withFunction, withGuest } from '../model.ts';
import { formOf, hostdevOf, type ToldHostdev } from '../perform/read-hostdev.ts';

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

/** Its functions are those of the file, and no others; cards of QEMU itself stay as they are in the wish. */
function takeDomain(
  reading: Reading,
  path: string,
  name: string,
  devices: XmlElement | undefined,
): Reading | { readonly why: string; readonly rule: string } {
  const notes = [...reading.notes];
  const guest =
    reading.state.guests.find(({ domain }) => domain === name) ??
    reading.state.guests.find((one) => one.domain === null && one.name === name) ??
    createGuest({ id: guestIdOf(name), name: fitName(name, 'guest'), domain: name });
  let state = reading.state.guests.includes(guest)
    ? reading.state
    : { ...reading.state, guests: [...reading.state.guests, guest] };
  const others = guest.devices.filter(({ card }) => card?.kind !== 'vfio');
  const own: GuestDevice[] = [];
  for (const element of [...childrenOf(devices, 'interface'), ...childrenOf(devices, 'hostdev')]) {
    const one = hostdevOf(element);
    if (one === null) continue;
    if ('why' in one) return one;
    if (functionAt(state, one.host) === undefined) {
      notes.push(`${quotedLine(path)} gives ${one.host}, which this host does not have; left out.`);
      continue;
    }
    const taken = new Set([...guest.devices, ...own].map(({ id }) => id));
    own.push(told(guest, one, taken));
    state = given(state, guest.id, one);
  }
  if (own.length === 0) notes.push(`${quotedLine(path)} gives no function of this host.`);
  return { state: withGuest(state, guest.id, { domain: name, devices: [...others, ...own] }), notes };
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
    const next = takeDomain(reading, path, plainText(domain), childrenOf(read.root, 'devices')[0]);
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
