/** Any text in XML. Every value that reaches a libvirt document goes through here. */
import { StudioError } from '../../../shared/errors.ts';
import { plainLine } from './plain-line.ts';

/** What XML 1.0 can hold; nothing stands for the other characters, not even an escape. */
const HOLDABLE = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A parser turns these into blanks in an attribute, and \r into \n everywhere, unless they are written as numbers.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text between tags or in an attribute of either quote. Throws StudioError `bad-request` for what XML cannot hold. */
export function quoteXml(text: string): string {
  if (!HOLDABLE.test(text))
    throw new StudioError('bad-request', 'XML cannot hold a control character or half of a letter.');
  return text.replaceAll(/[&<>"'\t\n\r]/g, (letter) => ESCAPES[letter]!);
}

/** A remark. Two dashes would end it too early; the blank behind it keeps a last dash from doing so. */
export function xmlComment(text: string): string {
  return `<!-- ${plainLine(text).replaceAll(/-(?=-)/g, '- ')} -->`;
}
