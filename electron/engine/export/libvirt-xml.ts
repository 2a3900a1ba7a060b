/** Reading back what libvirt exports write: node devices, host devices and domains. */
import { StudioError } from '../../../shared/errors.ts';
import type { ExportFile } from '../../../shared/plan.ts';
import { type GuestDomain, parseDomainXml } from '../hosts/domain-xml.ts';
import { quotedLine } from './reading.ts';
import { strictUuid } from './uuid.ts';
import { childrenOf, scanXml, valueOf, type XmlElement } from './xml-scan.ts';

function contentOf(xml: string, element: XmlElement | undefined): string {
  return element ? xml.slice(element.contentStart, element.contentEnd).trim() : '';
}

/** `why` as a clause: a node device, a host device or a domain, and nothing else. */
export type LibvirtRoot =
  | { readonly kind: 'device' | 'domain' | 'hostdev'; readonly root: XmlElement }
  | { readonly kind: 'wrong'; readonly why: string };

export function libvirtRoot(text: string): LibvirtRoot {
  let root: XmlElement;
  try {
    root = scanXml(text);
  } catch (error) {
    if (!(error instanceof StudioError)) throw error;
    return { kind: 'wrong', why: 'it is no well-formed XML without a DOCTYPE, or goes too deep' };
  }
  if (root.name === 'domain' || root.name === 'domstatus') return { kind: 'domain', root };
  if (root.name === 'device' || root.name === 'hostdev') return { kind: root.name, root };
  // A network card of the host, in the form that has a MAC.
  if (root.name === 'interface' && valueOf(root, 'type') === 'hostdev') return { kind: 'hostdev', root };
  return {
    kind: 'wrong',
    why: `<${root.name.slice(0, 40)}> is neither <device>, <hostdev> nor <domain>`,
  };
}

export interface MdevCapability {
  /** Node device name of the parent, such as `pci_0000_6a_01_0` or `ap_matrix`; empty where it is not told. */
  readonly parent: string;
  /** Null where `<type>` has no id. */
  readonly type: string | null;
  /** Lower case; null where it is missing or none. */
  readonly uuid: string | null;
  /** In their order, each with one name. */
  readonly attrs: readonly Readonly<Record<string, string | undefined>>[];
}

/** Of the root of a node device; null when it is none with the capability mdev. */
export function mdevCapability(text: string, root: XmlElement): MdevCapability | null {
  const capability = childrenOf(root, 'capability').find((one) => valueOf(one, 'type') === 'mdev');
  if (!capability) return null;
  const [type] = childrenOf(capability, 'type');
  return {
    parent: contentOf(text, childrenOf(root, 'parent')[0]),
    type: (type && valueOf(type, 'id')) ?? null,
    uuid: strictUuid(contentOf(text, childrenOf(capability, 'uuid')[0])),
    attrs: childrenOf(capability, 'attr').map((attr) => ({
      [valueOf(attr, 'name') ?? '']: valueOf(attr, 'value'),
    })),
  };
}

/** A domain with its mediated devices; one without any is told in `notes`. */
export function exportedDomain(
  { path, text }: ExportFile,
  notes: string[],
): GuestDomain | { readonly why: string } {
  const domain = parseDomainXml(text);
  if (domain === null) return { why: 'it is no libvirt domain' };
  if (!('why' in domain) && domain.mdevs.length === 0)
    notes.push(`${quotedLine(path)} has no mediated device; left out.`);
  return domain;
}
