/** libvirt domain XML: the only place that names the guest of a mediated device (ap.md 2.5, 5.6). */
import { fitName } from '../../../shared/names.ts';
import { parsePlainXml } from './plain-xml.ts';

/** A domain with a thousand disks stays below this; more is not a domain. */
const MAX_XML = 1024 * 1024;
const NAMED_ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

export interface GuestDomain {
  /** Fit to show. */
  readonly name: string;
  /** False when libvirt calls it otherwise: with characters that cannot be shown, or longer. */
  readonly isNameTold: boolean;
  /** Lower-case UUIDs of the mediated devices the domain has. */
  readonly mdevs: readonly string[];
  /** Addresses of the PCI functions it has whole, `0000:6a:01.0`. */
  readonly functions: readonly string[];
  /** True when libvirt's own status file says that it is there, running or paused, or the domain has the number that only a running one has. */
  readonly running: boolean;
}

interface XmlNode {
  readonly [name: string]: unknown;
}

function child(node: unknown, name: string): unknown {
  return typeof node === 'object' && node !== null ? (node as XmlNode)[name] : undefined;
}

function children(node: unknown, name: string): readonly unknown[] {
  const found = child(node, name);
  return Array.isArray(found) ? found : found === undefined ? [] : [found];
}

/** Declared entities stay off (they are how XML bombs work); only the five of XML itself are put back. */
function plainText(value: unknown): string {
  const text = typeof value === 'string' ? value : '';
  return text.replaceAll(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => NAMED_ENTITIES[name]!);
}

/** libvirt writes the parts in hex, with or without `0x`; none when one is no such number. */
function functionAddress(address: unknown): readonly string[] {
  const parts = (['@domain', '@bus', '@slot', '@function'] as const).map((name) => {
    const digits = /^(?:0x)?([0-9a-f]{1,8})$/i.exec(plainText(child(address, name)))?.[1];
    return digits === undefined ? Number.NaN : Number.parseInt(digits, 16);
  });
  if (parts.some(Number.isNaN)) return [];
  const hex = (at: number, width: number) => parts[at]!.toString(16).padStart(width, '0');
  return [`${hex(0, 4)}:${hex(1, 2)}:${hex(2, 2)}.${hex(3, 1)}`];
}

/** A domain that is paused, sleeps or is about to stop holds its devices as a running one does. */
export function isActiveState(state: string): boolean {
  return state !== 'shutoff' && state !== 'crashed';
}

/** Null when the text is no domain; `{why}` when it should be one and cannot be read. */
export function parseDomainXml(text: string): GuestDomain | { readonly why: string } | null {
  if (!/<dom(?:ain|status)[\s>]/.test(text)) return null;
  if (text.length > MAX_XML) return { why: 'the domain XML is larger than 1 MiB' };
  if (/<!(?:DOCTYPE|ENTITY)/i.test(text))
    return { why: 'the domain XML declares entities, which libvirt never writes' };
  let document: unknown;
  try {
    document = parsePlainXml(text);
  } catch {
    return { why: 'the domain XML is broken' };
  }
  const status = child(document, 'domstatus');
  const domain = children(status ?? document, 'domain')[0];
  const told = plainText(child(domain, 'name')).trim();
  const name = fitName(told);
  if (name === '') return { why: 'the domain has no name' };
  const hostdevs = children(child(domain, 'devices'), 'hostdev');
  const functions = hostdevs
    .filter((hostdev) => child(hostdev, '@type') === 'pci')
    .flatMap((hostdev) => functionAddress(child(child(hostdev, 'source'), 'address')));
  const mdevs = hostdevs
    .filter((hostdev) => child(hostdev, '@type') === 'mdev')
    .map((hostdev) => child(child(child(hostdev, 'source'), 'address'), '@uuid'))
    .filter(
      (uuid): uuid is string =>
        typeof uuid === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(uuid),
    )
    .map((uuid) => uuid.toLowerCase());
  const numbered = /^[1-9]\d{0,9}$/.test(plainText(child(domain, '@id')));
  const running = status === undefined ? numbered : isActiveState(plainText(child(status, '@state')));
  return { name, isNameTold: name === told, mdevs, functions, running };
}
