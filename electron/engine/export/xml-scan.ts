/**
 * Where the parts of a well-formed XML document stand, so that one place of it can be changed and every other byte stays
 * (comments, CDATA, entities, quote styles, line ends). It builds nothing: parsers that do, lose how a text was written.
 */
import { XMLValidator } from 'fast-xml-parser';
import { StudioError } from '../../../shared/errors.ts';

export interface XmlAttribute {
  readonly name: string;
  /** With the entities of XML and numbers put back. */
  readonly value: string;
  readonly quote: "'" | '"';
  /** Offsets of the value as written, without its quotes. */
  readonly start: number;
  readonly end: number;
}

export interface XmlElement {
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlElement[];
  /** Offset of `<`. */
  readonly start: number;
  /** Behind the start tag's `>`. */
  readonly contentStart: number;
  /** Offset of the end tag's `<`; `contentStart` of an element written as `<x/>`. */
  readonly contentEnd: number;
  /** Behind the whole element. */
  readonly end: number;
  readonly selfClosed: boolean;
}

const NAME = String.raw`[^\s"'<>/=!?][^\s"'<>/=]*`;
const TAG = new RegExp(String.raw`<(/?)(${NAME})((?:\s+${NAME}\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(/?)>`, 'y');
const ATTRIBUTE = new RegExp(String.raw`(${NAME})(\s*=\s*)("[^"]*"|'[^']*')`, 'g');
const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const SKIPPED = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/** As deep as libxml2, and so libvirt, reads by itself (xmlParserMaxDepth). */
const MOST_LEVELS = 256;

function refused(why: string): StudioError {
  return new StudioError('bad-request', `This XML ${why}; it is not touched.`);
}

function broken(): StudioError {
  return new StudioError(
    'bad-request',
    'This XML is broken: it is not well-formed, so nothing can be put into it.',
  );
}

function decoded(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi,
    (all, dec?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? all;
      const code = dec === undefined ? Number.parseInt(hex!, 16) : Number(dec);
      return code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}

function attributesOf(text: string, at: number): XmlAttribute[] {
  return [...text.matchAll(ATTRIBUTE)].map((match) => {
    const start = at + match.index + match[1]!.length + match[2]!.length + 1;
    const raw = match[3]!.slice(1, -1);
    const quote = match[3]!.charAt(0) as "'" | '"';
    return { name: match[1]!, value: decoded(raw), quote, start, end: start + raw.length };
  });
}

type Open = { -readonly [Key in keyof XmlElement]: Key extends 'children' ? XmlElement[] : XmlElement[Key] };

/** Offset behind a comment, CDATA section or processing instruction at `at`; null when none begins there. */
function skip(xml: string, at: number): number | null {
  for (const [begin, finish] of SKIPPED) {
    if (!xml.startsWith(begin, at)) continue;
    const end = xml.indexOf(finish, at + begin.length);
    if (end < 0) throw broken();
    return end + finish.length;
  }
  return null;
}

/** The root element. Throws StudioError `bad-request` for what is not well-formed, too deep, or declares entities. */
export function scanXml(xml: string): XmlElement {
  const begin = xml.startsWith('\uFEFF') ? 1 : 0;
  if (XMLValidator.validate(xml.slice(begin)) !== true) throw broken();
  const open: Open[] = [];
  let root: XmlElement | null = null;
  for (let at = xml.indexOf('<', begin); at >= 0; ) {
    const behind = skip(xml, at);
    if (behind === null) {
      if (/^<!(?:DOCTYPE|ENTITY)/i.test(xml.slice(at, at + 9)))
        throw refused('has a DOCTYPE, which libvirt never writes');
      TAG.lastIndex = at;
      const tag = TAG.exec(xml);
      if (!tag || (root !== null && open.length === 0)) throw broken();
      const end = at + tag[0].length;
      const [, slash, name, attributes, closed] = tag;
      if (slash === '/') {
        const element = open.pop();
        if (element?.name !== name) throw broken();
        element!.contentEnd = at;
        element!.end = end;
      } else {
        const element: Open = {
          name: name!,
          attributes: attributesOf(attributes!, at + 1 + name!.length),
          children: [],
          start: at,
          contentStart: end,
          contentEnd: end,
          end,
          selfClosed: closed === '/',
        };
        open.at(-1)?.children.push(element);
        root ??= element;
        if (closed !== '/' && open.push(element) > MOST_LEVELS)
          throw refused(
            `has elements more than ${MOST_LEVELS} deep in each other, which libvirt does not read`,
          );
      }
      at = xml.indexOf('<', end);
    } else at = xml.indexOf('<', behind);
  }
  if (root === null || open.length > 0) throw broken();
  return root;
}

export function attributeOf(element: XmlElement, name: string): XmlAttribute | undefined {
  return element.attributes.find((attribute) => attribute.name === name);
}

export function valueOf(element: XmlElement, name: string): string | undefined {
  return attributeOf(element, name)?.value;
}

export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The element and all below it, in the order of the document. */
export function* eachElement(element: XmlElement): Generator<XmlElement> {
  const waiting = [element];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    yield next;
    for (let at = next.children.length - 1; at >= 0; at--) waiting.push(next.children[at]!);
  }
}
