import { expect, it } from 'vitest';
import { StudioError } from '../../../shared/errors.ts';
import { eachElement, scanXml } from './xml-scan.ts';

function names(xml: string): string {
  try {
    return [...eachElement(scanXml(xml))].map(({ name }) => name).join(' ');
  } catch (error) {
    if (error instanceof StudioError) return error.message;
    throw error;
  }
}

function nested(levels: number): string {
  return `${'<a>'.repeat(levels)}${'</a>'.repeat(levels)}`;
}

it('elements come in the order of the document', () => {
  expect(names('<a><b><c/><d/></b><e><f/></e></a>')).toBe('a b c d e f');
});

it('XML as deep as libvirt reads is taken, deeper XML is refused in words', () => {
  const deep =
    'This XML has elements more than 256 deep in each other, which libvirt does not read; it is not touched.';
  expect(names(nested(256)).length).toBe(511);
  expect([
    names(nested(257)),
    names(nested(20_000)),
    names(`<a>${'<b/>'.repeat(20_000)}</a>`).length,
  ]).toEqual([deep, deep, 40_001]);
});

it('a DOCTYPE refuses the file, and one in a comment, in CDATA or in a text does not', () => {
  const refused = 'This XML has a DOCTYPE, which libvirt never writes; it is not touched.';
  expect([
    names('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'),
    names('<?xml version="1.0"?>\n<!DOCTYPE a><a/>'),
    names('<a><!-- <!DOCTYPE x> --><b/></a>'),
    names('<!-- <!DOCTYPE x [<!ENTITY y "z">]> --><a><![CDATA[<!DOCTYPE x>]]></a>'),
    names('<a b="DOCTYPE">&lt;!DOCTYPE</a>'),
  ]).toEqual([refused, refused, 'a b', 'a', 'a']);
});
