/** What else a domain says of a host device (its VLAN, its place among the boot devices), kept when it is written anew. */
import { StudioError } from '../../../../shared/errors.ts';
import { childrenOf, scanXml, valueOf, type XmlElement } from '../../export/xml-scan.ts';
import { quoteXml } from '../../export/quote-xml.ts';

/** Elements of `<hostdev>` and `<interface>` that hold attributes only; source, driver, MAC and address are written by us. */
const KEPT: ReadonlySet<string> = new Set(
  'alias bandwidth boot guest link model mtu port rom teaming tune virtualport vlan'.split(' '),
);
const NAME = /^[A-Za-z][\w.-]{0,63}$/;
const PRINTABLE = /^[\u{20}-\u{7e}\u{a0}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const MOST_ELEMENTS = 16;
const MOST_LETTERS = 1024;

function written(element: XmlElement): string {
  const { name, attributes, children } = element;
  const words = attributes
    .filter((one) => NAME.test(one.name) && PRINTABLE.test(one.value))
    .map((one) => ` ${one.name}='${quoteXml(one.value)}'`);
  const inner = children.filter((child) => NAME.test(child.name)).map(written);
  return inner.length === 0
    ? `<${name}${words.join('')}/>`
    : `<${name}${words.join('')}>${inner.join('')}</${name}>`;
}

/** libvirt refuses aliases that are not the user's. */
function isKept(element: XmlElement): boolean {
  if (element.name === 'alias') return valueOf(element, 'name')?.startsWith('ua-') === true;
  return KEPT.has(element.name);
}

/** One line each. */
export function keptElements(device: XmlElement): readonly string[] {
  return device.children
    .filter(isKept)
    .map(written)
    .filter((text) => text.length <= MOST_LETTERS)
    .slice(0, MOST_ELEMENTS);
}

/** As they may stand in a file: whoever wrote them, they are elements of a host device and nothing else. */
export function keptLines(elements: readonly string[]): readonly string[] {
  const kept = elements.length === 0 ? undefined : scanned(`<kept>${elements.join('')}</kept>`);
  return kept === undefined ? [] : keptElements(kept);
}

function scanned(xml: string): XmlElement | undefined {
  try {
    return scanXml(xml);
  } catch (error) {
    if (error instanceof StudioError) return undefined;
    throw error;
  }
}

/** Of a whole domain, or of its status file; undefined where it has none, or is broken. */
export function devicesOfDomain(xml: string): XmlElement | undefined {
  const root = scanned(xml);
  const domain = root?.name === 'domstatus' ? childrenOf(root, 'domain')[0] : root;
  return childrenOf(domain, 'devices')[0];
}
