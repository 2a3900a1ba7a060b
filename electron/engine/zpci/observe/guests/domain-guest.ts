/** libvirt domain XML -> a guest with its PCI devices (zpci.md 4.4). */
import { fitName } from '../../../../../shared/names.ts';
import { isHostAddress } from '../../../../../shared/zpci/bounds.ts';
import { NEWEST_PROFILE } from '../../../../../shared/zpci/profiles.ts';
import type {
  DeviceClass,
  EmulatedOption,
  GuestCard,
  GuestDevice,
  ZpciGuest,
  ZpciLine,
} from '../../../../../shared/zpci/types.ts';
import { isActiveState } from '../../../hosts/domain-xml.ts';
import { parsePlainXml } from '../../../hosts/plain-xml.ts';
import { readZpciNumber } from '../../kernel/libvirt-addresses.ts';
import { childrenOf, type XmlElement } from '../../../export/xml-scan.ts';
import { devicesOfDomain, keptElements } from '../../export/kept-elements.ts';
import { createDevice, createGuest, guestIdOf } from '../../model.ts';
import type { ZpciReader } from '../reader.ts';
import { machineVersion } from './versions.ts';

/** A domain with a thousand devices stays below this. */
const MOST_XML = 1024 * 1024;
const MOST_DEVICES = 4096;

interface XmlNode {
  readonly [name: string]: unknown;
}

function child(node: unknown, name: string): unknown {
  const found = typeof node === 'object' && node !== null ? (node as XmlNode)[name] : undefined;
  return Array.isArray(found) ? found[0] : found;
}
function children(node: unknown, name: string): readonly unknown[] {
  const found = typeof node === 'object' && node !== null ? (node as XmlNode)[name] : undefined;
  return Array.isArray(found) ? found : found === undefined ? [] : [found];
}
function text(node: unknown, ...names: readonly string[]): string {
  const value = names.reduce(child, node);
  if (typeof value === 'string') return value;
  const inner = child(value, '#text');
  return typeof inner === 'string' ? inner : '';
}

/** libvirt counts devices class by class, in the order of the file inside each (V-5). */
const ELEMENTS: readonly (readonly [element: string, deviceClass: DeviceClass, prefix: string])[] = [
  ['disk', 'disk', 'virtio-disk'],
  ['interface', 'interface', 'net'],
  ['sound', 'sound', 'sound'],
  ['hostdev', 'hostdev', 'hostdev'],
  ['video', 'video', 'video'],
  ['controller', 'controller', 'controller'],
  ['filesystem', 'other', 'fs'],
  ['input', 'other', 'input'],
  ['watchdog', 'other', 'watchdog'],
  ['memballoon', 'other', 'balloon'],
  ['rng', 'other', 'rng'],
  ['shmem', 'other', 'shmem'],
  ['tpm', 'other', 'tpm'],
  ['iommu', 'other', 'iommu'],
  ['vsock', 'other', 'vsock'],
  ['crypto', 'other', 'crypto'],
];

const DRIVERS: Readonly<Record<string, string>> = {
  disk: 'virtio-blk-pci',
  interface: 'virtio-net-pci',
  video: 'virtio-gpu-pci',
  filesystem: 'vhost-user-fs-pci',
  memballoon: 'virtio-balloon-pci',
  rng: 'virtio-rng-pci',
  vsock: 'vhost-vsock-pci',
  crypto: 'virtio-crypto-pci',
  sound: 'virtio-sound-pci',
  input: 'virtio-keyboard-pci',
};

const CONTROLLERS: ReadonlyMap<string, string> = new Map([
  ['scsi', 'virtio-scsi-pci'],
  ['virtio-serial', 'virtio-serial-pci'],
  ['usb', 'qemu-xhci'],
  ['nvme', 'nvme'],
]);

function driverOf(element: string, node: unknown): string {
  if (element === 'controller') {
    const type = text(node, '@type');
    if (type === 'pci') return text(node, '@model') || 'pci-bridge';
    return CONTROLLERS.get(type) ?? `${type || 'unknown'}-controller`;
  }
  if (element === 'interface') {
    const model = text(node, 'model', '@type');
    return model === '' || model.startsWith('virtio') ? 'virtio-net-pci' : model;
  }
  if (element === 'disk' && text(node, 'target', '@bus') === 'nvme') return 'nvme';
  return DRIVERS[element] ?? `${element}-pci`;
}

function optionsOf(element: string, node: unknown): readonly EmulatedOption[] {
  const mac = element === 'interface' ? text(node, 'mac', '@address') : '';
  return /^[0-9a-fA-F:]{17}$/.test(mac) ? [['mac', mac.toLowerCase()]] : [];
}

/** `0001:00:00.0`; libvirt writes the parts in hex, with or without 0x. */
function hostAddress(address: unknown): string | null {
  const parts = (['@domain', '@bus', '@slot', '@function'] as const).map((name) => {
    const digits = /^(?:0x)?([0-9a-f]{1,4})$/i.exec(text(address, name) || '0')?.[1];
    return digits === undefined ? Number.NaN : Number.parseInt(digits, 16);
  });
  if (address === undefined || parts.some(Number.isNaN) || text(address, '@domain') === '') return null;
  const hex = (at: number, width: number) => parts[at]!.toString(16).padStart(width, '0');
  const host = `${hex(0, 4)}:${hex(1, 2)}:${hex(2, 2)}.${hex(3, 1)}`;
  return isHostAddress(host) ? host : null;
}

class DomainReading {
  readonly reader: ZpciReader;
  readonly path: string;
  readonly #ids = new Set<string>();

  constructor(reader: ZpciReader, path: string) {
    this.reader = reader;
    this.path = path;
  }

  find(message: string): void {
    this.reader.find('warning', this.path, message);
  }

  id(wanted: string): string {
    const base = /^[A-Za-z][A-Za-z0-9._-]{0,59}$/.test(wanted) ? wanted : 'device';
    let id = base;
    for (let count = 1; this.#ids.has(id); count++) id = `${base}-${count}`;
    this.#ids.add(id);
    return id;
  }

  line(address: unknown): ZpciLine {
    const zpci = child(address, 'zpci');
    const number = (name: 'uid' | 'fid') => {
      const written = text(zpci, `@${name}`);
      if (written === '') return null;
      const read = readZpciNumber(name, written);
      if (read.ok) return read.value;
      const expected =
        read.failure.rule === 'ZPCI-V2'
          ? 'a number was expected, with 0x hexadecimal, with a leading 0 octal, else decimal'
          : 'it must be from 0x0001 to 0xffff';
      this.find(
        `libvirt refuses ${name}='${written.slice(0, 20)}': ${expected} (${read.failure.rule}); taken as not written.`,
      );
      return null;
    };
    return {
      id: null,
      uid: number('uid'),
      fid: number('fid'),
      interpret: null,
      forwardingAssist: null,
      relaxedTranslation: null,
    };
  }

  /** Null for a device that is not on PCI. */
  device(
    [element, deviceClass, prefix]: (typeof ELEMENTS)[number],
    node: unknown,
    index: number,
  ): { readonly device: GuestDevice; readonly iommufd: boolean } | null {
    const address = child(node, 'address');
    const type = text(address, '@type');
    const isHostdev =
      (element === 'hostdev' && text(node, '@type') === 'pci') ||
      (element === 'interface' && text(node, '@type') === 'hostdev');
    const source = child(node, 'source');
    if (!isHostdev && type !== 'pci') {
      if (child(address, 'zpci') !== undefined)
        this.find(
          `<zpci> stands inside an address of type ${type || 'none'}, where libvirt ignores it (ZPCI-V1).`,
        );
      return null;
    }
    if (element === 'controller' && text(node, '@model') === 'pci-root') return null;
    if (type !== '' && type !== 'pci') return null;
    for (const [where, wrong] of [
      ['<source>', child(source, 'zpci') ?? child(child(source, 'address'), 'zpci')],
      [`<${element}>`, child(node, 'zpci')],
    ] as const)
      if (wrong !== undefined)
        this.find(
          `<zpci> stands inside ${where}, where libvirt ignores it; it belongs into the guest’s own <address type='pci'> (ZPCI-X7).`,
        );
    const card = isHostdev ? this.#hostCard(node, source) : this.#emulatedCard(element, node);
    if (card === null) return null;
    const wanted =
      text(node, 'alias', '@name') ||
      `${isHostdev && element === 'interface' ? 'hostdev-net' : prefix}${index}`;
    return {
      device: createDevice({
        id: this.id(wanted),
        card,
        zpci: this.line(address),
        deviceClass,
        managed: isHostdev ? text(node, '@managed') === 'yes' : true,
      }),
      iommufd: isHostdev && text(node, 'driver', '@iommufd') === 'yes',
    };
  }

  #hostCard(node: unknown, source: unknown): GuestCard | null {
    const host = hostAddress(child(source, 'address'));
    if (host === null) {
      this.find('A host device of this domain names no PCI address of the host; it is left out.');
      return null;
    }
    const mac = optionsOf('interface', node);
    return { kind: 'vfio', host, options: mac };
  }

  #emulatedCard(element: string, node: unknown): GuestCard {
    return {
      kind: 'emulated',
      driver: driverOf(element, node),
      msix: null,
      options: optionsOf(element, node),
    };
  }
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['b', 1],
  ['KiB', 1024],
  ['k', 1024],
  ['MiB', 1024 ** 2],
  ['M', 1024 ** 2],
  ['GiB', 1024 ** 3],
  ['G', 1024 ** 3],
  ['TiB', 1024 ** 4],
  ['T', 1024 ** 4],
]);

function memoryOf(domain: unknown): number | null {
  const memory = child(domain, 'memory');
  const written = typeof memory === 'string' ? memory : text(memory, '#text');
  const unit = UNITS.get(text(memory, '@unit') || 'KiB');
  return /^\d{1,12}$/.test(written.trim()) && unit !== undefined ? Number(written) * unit : null;
}

/** A host device with what else the domain says of it, so that it can be written anew. */
function withElements(
  device: GuestDevice,
  devices: XmlElement | undefined,
  name: string,
  index: number,
): GuestDevice {
  const element = device.card?.kind === 'vfio' ? childrenOf(devices, name)[index] : undefined;
  const elements = element === undefined ? [] : keptElements(element);
  return elements.length === 0 ? device : { ...device, elements };
}

/** Null = not a domain of IBM Z; `{why}` = it should be one and cannot be read. */
export function readDomain(
  reader: ZpciReader,
  path: string,
  xml: string,
): ZpciGuest | { readonly why: string } | null {
  if (!/<dom(?:ain|status)[\s>]/.test(xml)) return null;
  if (!/s390|<zpci\b/.test(xml)) return null;
  if (xml.length > MOST_XML) return { why: 'the domain XML is larger than 1 MiB' };
  if (/<!(?:DOCTYPE|ENTITY)/i.test(xml))
    return { why: 'the domain XML declares entities, which libvirt never writes' };
  let document: unknown;
  try {
    document = parsePlainXml(xml);
  } catch {
    return { why: 'the domain XML is broken' };
  }
  const status = child(document, 'domstatus');
  const domain = child(status ?? document, 'domain');
  const told = text(domain, 'name').trim();
  const name = fitName(told);
  if (name === '') return { why: 'the domain has no name' };
  const reading = new DomainReading(reader, path);
  const scanned = devicesOfDomain(xml);
  const devices: GuestDevice[] = [];
  let iommufd = false;
  for (const row of ELEMENTS)
    for (const [index, node] of children(child(domain, 'devices'), row[0]).entries()) {
      if (devices.length >= MOST_DEVICES) break;
      const read = reading.device(row, node, index);
      if (read === null) continue;
      devices.push(withElements(read.device, scanned, row[0], index));
      iommufd ||= read.iommufd;
    }
  const machine = machineVersion(text(domain, 'os', 'type', '@machine'));
  const running =
    status === undefined ? /^[1-9]\d{0,9}$/.test(text(domain, '@id')) : isActiveState(text(status, '@state'));
  return createGuest({
    id: guestIdOf(name),
    name,
    domain: told,
    profile: NEWEST_PROFILE,
    machine,
    kvm: text(domain, '@type') !== 'qemu',
    cpuZpci: !children(child(domain, 'cpu'), 'feature').some(
      (feature) =>
        text(feature, '@name') === 'zpci' && ['disable', 'forbid'].includes(text(feature, '@policy')),
    ),
    isProtected: text(domain, 'launchSecurity', '@type') === 's390-pv',
    iommu: iommufd ? 'iommufd' : 'type1',
    running,
    memory: memoryOf(domain),
    devices,
  });
}
