/** A guest's mediated device in its libvirt domain XML, edited in place: every other byte of the file stays. */
import { StudioError } from '../../../shared/errors.ts';
import { attributeOf, childrenOf, eachElement, scanXml, valueOf, type XmlElement } from './xml-scan.ts';
import { requireUuid } from './uuid.ts';

export interface EditedDomain {
  readonly xml: string;
  readonly notes: readonly string[];
}

/** What has become of one device in its domain. */
export type DomainChange = 'put in' | 'there' | 'replaced';

/** libvirt's model of the device, and whether a domain can have one of it only. */
export interface HostdevKind {
  readonly model: 'vfio-ap' | 'vfio-pci';
  readonly onlyOne: boolean;
}

function refuse(sentence: string): never {
  throw new StudioError('bad-request', sentence);
}

/** White space between the line's start and the element; null when something else stands before it. */
function indentOf(xml: string, element: XmlElement): string | null {
  const before = xml.slice(0, element.start);
  return /(?:\n|\r)([ \t]*)$/.exec(before)?.[1] ?? null;
}

function lineEnd(xml: string): string {
  return /\r\n|\n|\r/.exec(xml)?.[0] ?? '';
}

/** The quote that most attributes of the file have. */
function quoteOf(root: XmlElement): string {
  let double = 0;
  for (const element of eachElement(root))
    for (const { quote } of element.attributes) double += quote === '"' ? 1 : -1;
  return double > 0 ? '"' : "'";
}

/** Lines of an element with two blanks a level and single quotes, as the file writes its own; on one line where it has no line ends. */
function asInFile(
  lines: readonly string[],
  quote: string,
  newline: string,
  indent: string,
  step: string,
): string {
  const own = lines.map((line) => {
    const level = (line.length - line.trimStart().length) / 2;
    const text = quote === "'" ? line.trimStart() : line.trimStart().replaceAll("'", quote);
    return newline === '' ? text : `${newline}${indent}${step.repeat(level)}${text}`;
  });
  return own.join('');
}

function mdevLines(model: string, uuid: string): readonly string[] {
  return [
    `<hostdev mode='subsystem' type='mdev' model='${model}'>`,
    '  <source>',
    `    <address uuid='${uuid}'/>`,
    '  </source>',
    '</hostdev>',
  ];
}

function inserted(xml: string, root: XmlElement, devices: XmlElement, lines: readonly string[]): string {
  const content = xml.slice(devices.contentStart, devices.contentEnd);
  const outer = indentOf(xml, devices) ?? '';
  // Where devices has elements on one line, the file keeps its elements so.
  const oneLine = devices.children.length > 0 && !/[\r\n]/.test(content);
  const newline = oneLine ? '' : lineEnd(xml);
  const child = devices.children
    .map((element) => indentOf(xml, element))
    .findLast((indent) => indent !== null);
  const rootIndent = indentOf(xml, root) ?? '';
  const step =
    child?.startsWith(outer) && child.length > outer.length
      ? child.slice(outer.length)
      : outer.slice(rootIndent.length) || '  ';
  const text = asInFile(lines, quoteOf(root), newline, child ?? `${outer}${step}`, step);
  const closing = newline === '' ? '' : `${newline}${outer}`;
  if (devices.selfClosed) {
    const tag = xml.slice(devices.start, devices.end).replace(/\s*\/>$/, '>');
    return `${xml.slice(0, devices.start)}${tag}${text}${closing}</devices>${xml.slice(devices.end)}`;
  }
  const at = devices.contentStart + content.trimEnd().length;
  const rest = xml.slice(at, devices.contentEnd);
  return `${xml.slice(0, at)}${text}${rest === '' ? closing : ''}${xml.slice(at)}`;
}

/** Where the element holds the device's UUID. */
function addressOf(hostdev: XmlElement): ReturnType<typeof attributeOf> {
  const addresses = childrenOf(hostdev, 'source').flatMap((source) => childrenOf(source, 'address'));
  return addresses.length === 1 ? attributeOf(addresses[0]!, 'uuid') : undefined;
}

const THERE = 'The domain has this device already; nothing is changed.';

function replaced(xml: string, hostdev: XmlElement, model: string, uuid: string): EditedDomain {
  const attribute = addressOf(hostdev);
  if (attribute === undefined)
    refuse(
      `The domain has a device of model ${model} whose <source> does not hold one <address> with a uuid.`,
    );
  if (attribute.value.toLowerCase() === uuid) return { xml, notes: [THERE] };
  return {
    xml: `${xml.slice(0, attribute.start)}${uuid}${xml.slice(attribute.end)}`,
    notes: [
      `The device ${attribute.value} of the domain is replaced: a guest can have one of model ${model}.`,
    ],
  };
}

function domainOf(xml: string): { readonly root: XmlElement; readonly devices: XmlElement } {
  const root = scanXml(xml);
  if (root.name !== 'domain') refuse('This is no libvirt domain: the outermost element has to be <domain>.');
  const [devices, second] = childrenOf(root, 'devices');
  if (!devices || second) refuse('A domain has exactly one <devices>; this one has another number.');
  return { root, devices };
}

/**
 * `notesOf` tells what the rest of the domain needs for such a device. Throws StudioError `bad-request` with a sentence for what is no
 * domain, broken, or has two devices where one is allowed already.
 */
export function putHostdevIntoDomain(
  xml: string,
  uuid: string,
  { model, onlyOne }: HostdevKind,
  notesOf: (domain: XmlElement) => readonly string[] = () => [],
): EditedDomain {
  const id = requireUuid(uuid);
  const { root, devices } = domainOf(xml);
  const hostdevs = childrenOf(devices, 'hostdev').filter((hostdev) => valueOf(hostdev, 'model') === model);
  const insert = (): EditedDomain => ({ xml: inserted(xml, root, devices, mdevLines(model, id)), notes: [] });
  if (onlyOne && hostdevs.length > 1)
    refuse(
      `The domain has ${hostdevs.length} devices of model ${model}. libvirt says: Only one hostdev of model ${model} is supported. Put all queues in one of them and take the others out.`,
    );
  const isThere = hostdevs.some((hostdev) => addressOf(hostdev)?.value.toLowerCase() === id);
  const edited = onlyOne
    ? hostdevs[0]
      ? replaced(xml, hostdevs[0], model, id)
      : insert()
    : isThere
      ? { xml, notes: [THERE] }
      : insert();
  return { xml: edited.xml, notes: [...edited.notes, ...notesOf(root)] };
}

/**
 * A host device of another kind, as lines with two blanks a level and single quotes. `same` tells which host device, or
 * interface on one, of the domain is the same one; it is replaced unless `isAlike` says that nothing about it differs. Throws StudioError
 * `bad-request` with a sentence for what is no domain, or broken.
 */
export function putLinesIntoDomain(
  xml: string,
  lines: readonly string[],
  same: (hostdev: XmlElement) => boolean,
  isAlike: (hostdev: XmlElement) => boolean,
): { readonly xml: string; readonly change: DomainChange } {
  const { root, devices } = domainOf(xml);
  const known = devices.children.find(
    (child) => (child.name === 'hostdev' || child.name === 'interface') && same(child),
  );
  if (known === undefined) return { xml: inserted(xml, root, devices, lines), change: 'put in' };
  if (isAlike(known)) return { xml, change: 'there' };
  const indent = indentOf(xml, known);
  const text =
    indent === null
      ? asInFile(lines, quoteOf(root), '', '', '')
      : asInFile(lines, quoteOf(root), lineEnd(xml), indent, '  ').trimStart();
  return { xml: `${xml.slice(0, known.start)}${text}${xml.slice(known.end)}`, change: 'replaced' };
}

function isAre(count: number): string {
  return `${count} ${count === 1 ? 'is' : 'are'}`;
}

/** Of all devices of a guest, one after the other. */
export function changeNotes(changes: readonly DomainChange[]): readonly string[] {
  const count = (change: DomainChange): number => changes.filter((one) => one === change).length;
  const [there, put, replaced] = [count('there'), count('put in'), count('replaced')];
  const held = 'with what else its element held';
  if (changes.length === 1) {
    if (there > 0) return [THERE];
    return replaced > 0 ? [`The domain had this device in another form; it is replaced, ${held}.`] : [];
  }
  const parts = [
    ...(put > 0 ? [`${isAre(put)} put in`] : []),
    ...(replaced > 0 ? [`${isAre(replaced)} in another form and replaced, ${held}`] : []),
  ];
  if (there === 0 && replaced === 0) return [];
  if (there === changes.length) return [`The domain has all ${there} devices already; nothing is changed.`];
  const start =
    there === 0
      ? `Of ${changes.length} devices none is in the domain as it is wished`
      : `${there} of ${changes.length} devices ${there === 1 ? 'is' : 'are'} in the domain already`;
  return [`${start}; ${parts.join(', ')}.`];
}
