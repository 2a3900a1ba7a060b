/** `<hostdev>` or `<interface type='hostdev'>` of a PCI function, as virsh and exports hold it (zpci.md 3.13, 4.4). */
import type { GuestDevice } from '../../../../shared/zpci/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { childrenOf, scanXml, valueOf, type XmlElement } from '../../export/xml-scan.ts';
import { keptElements } from '../export/kept-elements.ts';

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

/** `0x31`, `061`, `49` (V-2); null for anything else. */
function number(text: string): number | null {
  if (/^0x[0-9a-f]{1,8}$/i.test(text)) return Number.parseInt(text, 16);
  if (/^0[0-7]{0,12}$/.test(text)) return Number.parseInt(text, 8);
  return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
}

function wrongNumber(name: string, text: string): WrongHostdev {
  return {
    rule: 'ZPCI-V2',
    why: `XML error: Invalid value for attribute '${name}' in element 'zpci': '${text}'. Expected non-negative integer value`,
  };
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
  return `${hex(0, 4)}:${hex(1, 2)}:${hex(2, 2)}.${hex(3, 1)}`;
}

/** Of either element; null when it is no PCI function. `<zpci>` counts inside the guest's address only. */
export function hostdevOf(hostdev: XmlElement): ToldHostdev | WrongHostdev | null {
  const isInterface = hostdev.name === 'interface';
  const host = valueOf(hostdev, 'type') === (isInterface ? 'hostdev' : 'pci') ? hostAddress(hostdev) : null;
  if (host === null) return null;
  const address = childrenOf(hostdev, 'address').find((one) => valueOf(one, 'type') === 'pci');
  const [zpci] = childrenOf(address, 'zpci');
  const [uidText, fidText] = [zpci && valueOf(zpci, 'uid'), zpci && valueOf(zpci, 'fid')];
  const uid = uidText === undefined ? null : number(uidText);
  const fid = fidText === undefined ? null : number(fidText);
  if (uidText !== undefined && uid === null) return wrongNumber('uid', uidText);
  if (fidText !== undefined && (fid === null || fid > 0xff_ff_ff_ff)) return wrongNumber('fid', fidText);
  if (uid !== null && (uid < 1 || uid > 0xff_ff))
    return {
      rule: 'ZPCI-V3',
      why: `XML error: Invalid PCI address uid='0x${uid.toString(16).padStart(4, '0')}', must be > 0x0000 and <= 0xffff`,
    };
  const [mac] = isInterface ? childrenOf(hostdev, 'mac') : [];
  return {
    host,
    managed: valueOf(hostdev, 'managed') === 'yes',
    uid,
    fid,
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
