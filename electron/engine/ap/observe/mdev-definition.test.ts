import { expect, test } from 'vitest';
import { idsOf } from '../../../../shared/mask.ts';
import { parseDefinition } from './mdev-definition.ts';
import { parseDomainXml } from '../../hosts/domain-xml.ts';

function definition(attrs: unknown, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ mdev_type: 'vfio_ap-passthrough', start: 'auto', attrs, ...more });
}

function read(text: string) {
  const result = parseDefinition(text);
  if (!result.ok) return result.why;
  const { masks, start, notes } = result.definition;
  return [start, idsOf(masks.apm), idsOf(masks.aqm), idsOf(masks.adm), notes.length];
}

test('AP-D1 AP-K1 attributes in order: single ids of any base, lists with a note, ap_config, unassign', () => {
  const config = `0x06${'0'.repeat(62)},0x08${'0'.repeat(62)},0x${'0'.repeat(64)}`;
  expect([
    read(
      definition([
        { assign_adapter: '5' },
        { assign_adapter: '0x6' },
        { assign_domain: '0107' },
        { assign_control_domain: '71' },
      ]),
    ),
    read(definition([{ assign_adapter: '3,4' }])),
    read(definition([{ assign_adapter: '1' }, { ap_config: config }])),
    read(definition([{ assign_adapter: '5' }, { unassign_adapter: '5' }])),
    read(
      definition([
        { assign_adapter: '256' },
        { assign_domain: 'x' },
        { colour: 'red' },
        { ap_config: '0x0' },
      ]),
    ),
  ]).toEqual([
    ['auto', [5, 6], [71], [71], 0],
    ['auto', [3, 4], [], [], 1],
    ['auto', [5, 6], [4], [], 0],
    ['auto', [], [], [], 0],
    ['auto', [], [], [], 4],
  ]);
});

test('what mdevctl refuses is refused with a reason, what it accepts is accepted', () => {
  expect([
    ...[
      '',
      '[]',
      '{',
      '{}',
      '{"mdev_type":"x"}',
      '{"start":"auto"}',
      '\ufeff{"mdev_type":"x","start":"auto"}',
    ].map((text) => typeof read(text)),
    ...[{}, 'x', [5], [{}], [{ a: '1', b: '2' }], [{ assign_adapter: 5 }], [{ assign_adapter: null }]].map(
      (attrs) => typeof read(definition(attrs)),
    ),
  ]).toEqual(Array(14).fill('string'));
  expect([
    read(definition(null)),
    read(definition([], { start: 'AUTO' })),
    read(definition([], { start: 1, extra: true })),
  ]).toEqual([
    ['auto', [], [], [], 0],
    ['manual', [], [], [], 1],
    ['manual', [], [], [], 2],
  ]);
});

test('domain XML: names are tidied, entities stay off, running domains are told', () => {
  const hostdev = (uuid: string) =>
    `<hostdev mode='subsystem' type='mdev' managed='no' model='vfio-ap'><source><address uuid='${uuid}'/></source></hostdev>`;
  const uuid = '62177883-F1BB-47F0-914D-32A22E3A8804';
  expect([
    parseDomainXml(
      `<!--\nnote\n-->\n<domain type='kvm'>\n<name> a &amp; b </name><devices>${hostdev(uuid)}</devices></domain>`,
    ),
    parseDomainXml(
      `<domstatus state='running' pid='1'><domain type='kvm'><name>web</name><devices>${hostdev(uuid)}${hostdev('nonsense')}</devices></domain></domstatus>`,
    ),
    parseDomainXml(`<!DOCTYPE d [<!ENTITY x "y">]><domain><name>&x;</name></domain>`),
    parseDomainXml('<domain><name>broken'),
    parseDomainXml('<network><name>default</name></network>'),
    parseDomainXml(`<domain><name>${'n'.repeat(500)}\u0007\u202e</name></domain>`),
  ]).toEqual([
    { name: 'a & b', isNameTold: true, mdevs: [uuid.toLowerCase()], functions: [], running: false },
    { name: 'web', isNameTold: true, mdevs: [uuid.toLowerCase()], functions: [], running: true },
    { why: 'the domain XML declares entities, which libvirt never writes' },
    { why: 'the domain XML is broken' },
    null,
    { name: 'n'.repeat(64), isNameTold: false, mdevs: [], functions: [], running: false },
  ]);
});
