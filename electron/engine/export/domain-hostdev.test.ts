import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { StudioError } from '../../../shared/errors.ts';
import { parseDomainXml } from '../hosts/domain-xml.ts';
import { cpuNotes } from '../ap/export/guest-cpu.ts';
import { putHostdevIntoDomain as putHostdev } from './domain-hostdev.ts';
import { UUIDS } from '../ap/export/testing/wishes.ts';

const putHostdevIntoDomain = (xml: string, uuid: string) =>
  putHostdev(xml, uuid, { model: 'vfio-ap', onlyOne: true }, cpuNotes);

const [OLD, NEW] = UUIDS;

function put(xml: string): string {
  return putHostdevIntoDomain(xml, NEW).xml;
}

function refusal(xml: string): string {
  try {
    return `accepted: ${put(xml)}`;
  } catch (error) {
    if (error instanceof StudioError) return error.message;
    throw error;
  }
}

/** The text that was put in, when everything else of the file is still there. */
function insertedText(before: string, after: string): string {
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < before.length - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  expect(before.slice(0, start) + before.slice(before.length - tail)).toBe(before);
  return after.slice(start, after.length - tail);
}

const DOMAIN = `<?xml version='1.0'?>
<!-- WARNING: <devices></devices> in here is no element -->
<domain type='kvm' xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0">
  <name>a &amp; b &lt;devices/&gt;</name>
  <metadata><x:app xmlns:x='u'><devices><hostdev model='vfio-ap'/></devices></x:app></metadata>
  <description><![CDATA[</devices> ]] > &notanentity;]]></description>
  <os><type arch='s390x' machine='s390-ccw-virtio-7.2'>hvm</type></os>
  <devices>
    <emulator>/usr/bin/qemu</emulator>
    <disk type='file' device='disk' title='a > b'>
      <source file='/x'/>
    </disk>
  </devices>
  <qemu:commandline>
    <qemu:arg value='-foo'/>
  </qemu:commandline>
</domain>
`;

const WITH_DEVICE = DOMAIN.replace(
  '    </disk>\n',
  `    </disk>
    <hostdev mode='subsystem' type='mdev' managed='no' model="vfio&#45;ap">
      <!-- keep --><source>
        <address   uuid = "${OLD.toUpperCase()}" />
      </source>
      <address type='none'/>
    </hostdev>
`,
);

describe('AP-U17 one vfio-ap device in an existing domain', () => {
  it('is put behind the last device, in the file’s own style, and nothing else moves', () => {
    const after = put(DOMAIN);
    expect(insertedText(DOMAIN, after).trim().split('\n').length).toBe(5);
    expect(after).toContain(`    </disk>
    <hostdev mode='subsystem' type='mdev' model='vfio-ap'>
      <source>
        <address uuid='${NEW}'/>
      </source>
    </hostdev>
  </devices>
`);
    expect(parseDomainXml(after)).toEqual({
      name: 'a & b <devices/>',
      isNameTold: true,
      mdevs: [NEW],
      functions: [],
      running: false,
    });
  });

  it('keeps byte order marks, carriage returns, tabs and double quotes', () => {
    const odd = `\uFEFF${DOMAIN.replaceAll("'", '"').replaceAll('  ', '\t').replaceAll('\n', '\r\n')}`;
    const after = put(odd);
    expect(after).toContain(
      `\t\t</disk>\r\n\t\t<hostdev mode="subsystem" type="mdev" model="vfio-ap">\r\n\t\t\t<source>\r\n\t\t\t\t<address uuid="${NEW}"/>\r\n\t\t\t</source>\r\n\t\t</hostdev>\r\n\t</devices>`,
    );
    expect(insertedText(odd, after)).not.toMatch(/[^\r]\n/);
  });

  it('fits into a domain on one line, without devices, and with a comment as the last thing', () => {
    const device = `<hostdev mode='subsystem' type='mdev' model='vfio-ap'><source><address uuid='${NEW}'/></source></hostdev>`;
    expect([
      put('<domain><devices/></domain>'),
      put('<domain><devices  ></devices></domain>'),
      put('<domain><devices><a/><b/></devices></domain>'),
      put('<domain>\n <devices/>\n</domain>'),
      put('<domain>\n<devices>\n  <a/> <!-- last -->\n</devices>\n</domain>'),
    ]).toEqual([
      `<domain><devices>${device}</devices></domain>`,
      `<domain><devices  >${device}</devices></domain>`,
      `<domain><devices><a/><b/>${device}</devices></domain>`,
      `<domain>\n <devices>\n  <hostdev mode='subsystem' type='mdev' model='vfio-ap'>\n   <source>\n    <address uuid='${NEW}'/>\n   </source>\n  </hostdev>\n </devices>\n</domain>`,
      `<domain>\n<devices>\n  <a/> <!-- last -->\n  <hostdev mode='subsystem' type='mdev' model='vfio-ap'>\n    <source>\n      <address uuid='${NEW}'/>\n    </source>\n  </hostdev>\n</devices>\n</domain>`,
    ]);
  });

  it('replaces only the uuid of the one that is there', () => {
    expect(put(WITH_DEVICE)).toBe(WITH_DEVICE.replace(OLD.toUpperCase(), NEW));
    const again = putHostdevIntoDomain(put(WITH_DEVICE), NEW);
    expect(again).toEqual({
      xml: put(WITH_DEVICE),
      notes: ['The domain has this device already; nothing is changed.'],
    });
  });

  it('refuses what is no domain, broken, or has two already', () => {
    const hostdev = `<hostdev model='vfio-ap'><source><address uuid='${OLD}'/></source></hostdev>`;
    expect([
      refusal(`<domain><devices>${hostdev}${hostdev}</devices></domain>`),
      refusal(`<!DOCTYPE domain [<!ENTITY x "y">]>${DOMAIN.slice(22)}`),
      refusal('<domain><devices></domain>'),
      refusal('<domain><devices/></domain><domain/>'),
      refusal('<domain><devices a="<"/></domain>'),
      refusal('<domain><devices/><!-- never closed'),
      refusal('no xml at all'),
      refusal(''),
      refusal('<network/>'),
      refusal('<domain/>'),
      refusal('<domain><devices/><devices/></domain>'),
      refusal(`<domain><devices><hostdev model='vfio-ap'><source/></hostdev></devices></domain>`),
    ]).toEqual([
      expect.stringContaining('Only one hostdev of model vfio-ap is supported'),
      expect.stringContaining('DOCTYPE'),
      ...Array.from({ length: 6 }, () => expect.stringContaining('not well-formed')),
      expect.stringContaining('no libvirt domain'),
      expect.stringContaining('exactly one <devices>'),
      expect.stringContaining('exactly one <devices>'),
      expect.stringContaining('<source> does not hold one <address>'),
    ]);
    expect(() => putHostdevIntoDomain(DOMAIN, `${NEW}'/><x y='`)).toThrow(StudioError);
  });

  it('mistake 16: says what the guest’s CPU lacks', () => {
    const notes = (cpu: string, arch = 's390x') =>
      putHostdevIntoDomain(`<domain><os><type arch='${arch}'/></os>${cpu}<devices/></domain>`, NEW).notes.map(
        (note) => /^(?:[^:]|:(?!\s))*/.exec(note)![0],
      );
    const feature = (name: string, policy?: string) =>
      `<feature name='${name}'${policy ? ` policy='${policy}'` : ''}/>`;
    const all = ['ap', 'apqci', 'apft', 'apqi'].map((name) => feature(name)).join('');
    expect([
      notes(''),
      notes("<cpu mode='host-model'/>"),
      notes(`<cpu mode='host-model'>${feature('apft', 'disable')}</cpu>`),
      notes("<cpu mode='custom'><model>gen15a</model></cpu>"),
      notes(`<cpu><model>gen15a</model>${all}</cpu>`),
      notes('', 'x86_64'),
    ]).toEqual([
      [],
      [],
      ['The domain’s CPU does not bring apft'],
      ['The domain’s CPU does not bring ap, apqci, apft and apqi'],
      [],
      ['The domain is not of architecture s390x; libvirt refuses vfio-ap for others.'],
    ]);
  });

  it('keeps every byte of any domain it takes', () => {
    const space = fc.constantFrom('', ' ', '\n', '\n    ', '\r\n\t');
    const leaf = fc.constantFrom(
      '<disk a="x > y"/>',
      "<controller type='usb'></controller>",
      '<!-- <devices> -->',
      '<![CDATA[<x>]]>',
      '<interface><hostdev model="vfio-ap"/></interface>',
      '<?pi <a> ?>',
      '&#60;',
    );
    const content = fc.array(fc.tuple(space, leaf), { maxLength: 5 }).map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(content, space, content, (inside, end, after) => {
        const xml = `<domain>${end}<name>n</name>${end}<devices>${inside}${end}</devices>${after}</domain>`;
        const result = put(xml);
        expect(insertedText(xml, result)).toContain(NEW);
        const parsed = new XMLParser({
          ignoreAttributes: false,
          isArray: (name) => name === 'hostdev',
        }).parse(result);
        expect(parsed.domain.devices.hostdev).toHaveLength(1);
        expect(put(result)).toBe(result);
      }),
    );
  });

  it('takes libvirt’s own samples', () => {
    const folder = new URL('../ap/export/testing/domains/', import.meta.url);
    for (const name of readdirSync(folder)) {
      const xml = readFileSync(new URL(name, folder), 'utf8');
      expect(parseDomainXml(put(xml))).toMatchObject({ mdevs: expect.arrayContaining([NEW]) });
    }
  });
});
