/** `<hostdev>` or `<interface type='hostdev'>` of a PCI function, as virsh and exports hold it (zpci.md 3.13, 4.4). */
import { isHostAddress } from '../../../../shared/zpci/bounds.ts';
import type { GuestDevice } from '../../../../shared/zpci/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { childrenOf, scanXml, valueOf, type XmlElement } from '../../export/xml-scan.ts';
import { keptElements } from '../export/kept-elements.ts';
import { readZpciAddress } from '../kernel/libvirt-addresses.ts';

export interface ToldHostdev {
  /** `0001:00:00.0` */
  readonly host: string;
  readonly managed: boolean;
  /** Null = not written. */
  readonly uid: number | null;
  readonly fid: number | null;
  readonly deviceClass: 'hostdev' | 'interface';
  /** Of an interface. */
  readonly mac: string | null;
  readonly elements: readonly string[];
}

export interface WrongHostdev {
  readonly rule: string;
  /** What libvirt says against it. */
  readonly why: string;
}

/** Parts are hex with or without `0x`. */
export function hostAddress(hostdev: XmlElement): string | null {
  const [source] = childrenOf(hostdev, 'source');
  const [address] = childrenOf(source, 'address');
  const parts = (['domain', 'bus', 'slot', 'function'] as const).map((name) =>
    Number.parseInt((address && valueOf(address, name))?.replace(/^0x/i, '') ?? '', 16),
  );
  if (parts.some((part) => Number.isNaN(part))) return null;
  const hex = (at: number, width: number): string => parts[at]!.toString(16).padStart(width, '0');
  const host = `${hex(0, 4)}:${hex(1, 2)}:${hex(2, 2)}.${hex(3, 1)}`;
  return isHostAddress(host) ? host : null;
}

/** Of either element; null when it is no PCI function. `<zpci>` counts inside the guest's address only. */
export function hostdevOf(hostdev: XmlElement): ToldHostdev | WrongHostdev | null {
  const isInterface = hostdev.name === 'interface';
  const host = valueOf(hostdev, 'type') === (isInterface ? 'hostdev' : 'pci') ? hostAddress(hostdev) : null;
  if (host === null) return null;
  const address = childrenOf(hostdev, 'address').find((one) => valueOf(one, 'type') === 'pci');
  const [zpci] = childrenOf(address, 'zpci');
  const numbers = readZpciAddress(
    (zpci && valueOf(zpci, 'uid')) ?? null,
    (zpci && valueOf(zpci, 'fid')) ?? null,
  );
  if (!numbers.ok) return { rule: numbers.failure.rule, why: numbers.failure.message };
  const [mac] = isInterface ? childrenOf(hostdev, 'mac') : [];
  return {
    host,
    managed: valueOf(hostdev, 'managed') === 'yes',
    uid: numbers.uid,
    fid: numbers.fid,
    deviceClass: isInterface ? 'interface' : 'hostdev',
    mac: (mac && valueOf(mac, 'address'))?.toLowerCase() ?? null,
    elements: keptElements(hostdev),
  };
}

/** How the guest has it: the form of its element, with what else stands in it. */
export function formOf({
  host,
  managed,
  deviceClass,
  mac,
  elements,
}: ToldHostdev): Pick<GuestDevice, 'card' | 'managed' | 'deviceClass' | 'elements'> {
  return {
    card: { kind: 'vfio', host, options: mac === null ? [] : [['mac', mac]] },
    managed,
    deviceClass,
    ...(elements.length > 0 && { elements }),
  };
}

/** A file with one host device; null when it is another device, or no XML. */
export function readHostdev(text: string): ToldHostdev | WrongHostdev | null {
  try {
    const root = scanXml(text);
    return root.name === 'hostdev' || root.name === 'interface' ? hostdevOf(root) : null;
  } catch (error) {
    if (error instanceof StudioError) return null;
    throw error;
  }
}
