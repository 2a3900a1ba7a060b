import { describe, expect, it } from 'vitest';
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import { createDevice, createGuest, createState } from '../model.ts';
import { findDifferences } from '../plan/differences.ts';
import { planZpci } from '../plan/plan.ts';
import { hostFunction, vfioDevice } from '../plan/testing.ts';
import { libvirtExport } from './libvirt.ts';
import { qemuExport } from './qemu.ts';

const VIRTIO = createDevice({
  id: 'b0',
  card: { kind: 'emulated', driver: 'virtio-blk-pci', msix: null, options: [['drive', 'd1']] },
  zpci: {
    id: null,
    uid: 0x1a2b,
    fid: 0xcafe,
    interpret: true,
    forwardingAssist: null,
    relaxedTranslation: null,
  },
});
const H0 = vfioDevice(0, 0x31, {
  id: 'h0',
  zpci: { id: null, uid: 0x31, fid: 0x41, interpret: null, forwardingAssist: null, relaxedTranslation: null },
});

function state(domain: string | null, parts: Parameters<typeof createGuest>[0] | object = {}): ZpciState {
  return createState({
    host: { dmaEntryLimit: 65_535 },
    functions: [hostFunction(0), hostFunction(1)],
    guests: [createGuest({ id: 'g', name: 'pay roll', domain, devices: [H0, VIRTIO], ...parts })],
  });
}

function exported(from: typeof libvirtExport, desired: ZpciState, observed = desired) {
  return from.write({
    name: 'lpar',
    observed,
    desired,
    plan: { style: 'both', steps: [], blocks: [], notes: [] },
  });
}

describe('arguments of QEMU (ZPCI-X1, ZPCI-X3)', () => {
  it('write an id that QEMU made (ZPCI-A13) as one that it takes', () => {
    const made = { ...VIRTIO, id: 'auto_00:04.0' };
    const text = exported(qemuExport, state(null, { devices: [made] })).files[0]!.text;
    expect([text.includes('auto_00:04.0'), text.match(/(?:target|id)=auto_00-04\.0/g)]).toEqual([
      false,
      ['target=auto_00-04.0', 'id=auto_00-04.0'],
    ]);
  });

  it('have the zpci device before its card (ZPCI-A12), and no interpret for emulated cards', () => {
    const { files } = exported(qemuExport, state(null));
    expect(
      files.map(({ path, text }) => [path, text.split('\n').filter((line) => !line.startsWith('#'))]),
    ).toEqual([
      [
        'qemu-pay-roll.args',
        [
          '-device zpci,uid=0x31,fid=0x41,target=h0,id=zpci49',
          '-device vfio-pci,host=0001:00:00.0,id=h0',
          '-device zpci,uid=0x1a2b,fid=0xcafe,target=b0,id=zpci6699',
          '-device virtio-blk-pci,id=b0,drive=d1',
          '',
        ],
      ],
      [
        'qemu-pay-roll.json.args',
        [
          `-device '{"driver":"zpci","uid":49,"fid":65,"target":"h0","id":"zpci49"}'`,
          `-device '{"driver":"vfio-pci","host":"0001:00:00.0","id":"h0"}'`,
          `-device '{"driver":"zpci","uid":6699,"fid":51966,"target":"b0","id":"zpci6699"}'`,
          `-device '{"driver":"virtio-blk-pci","id":"b0","drive":"d1"}'`,
          '',
        ],
      ],
    ]);
  });

  it('open functions through iommufd where the guest does, and are read back so (ZPCI-D5)', () => {
    const before = state(null, { iommu: 'iommufd', running: true, devices: [] });
    const wish = state(null, { iommu: 'iommufd', running: true, devices: [H0] });
    const { files, notes: said } = exported(qemuExport, wish, before);
    const read = qemuExport.read!(files, state(null, { devices: [] }));
    expect([
      files.map(({ text }) => text.split('\n').filter((line) => /iommufd/.test(line))),
      read.ok && read.state.guests.map(({ iommu }) => iommu),
      said.filter((note) => note.includes('iommufd')).length,
    ]).toEqual([
      [
        ['-object iommufd,id=iommufd0', '-device vfio-pci,host=0001:00:00.0,id=h0,iommufd=iommufd0'],
        [
          '-object iommufd,id=iommufd0',
          `-device '{"driver":"vfio-pci","host":"0001:00:00.0","id":"h0","iommufd":"iommufd0"}'`,
        ],
        [
          '{"execute":"object-add","arguments":{"qom-type":"iommufd","id":"iommufd0"}}',
          '{"execute":"device_add","arguments":{"driver":"vfio-pci","host":"0001:00:00.0","id":"h0","iommufd":"iommufd0"}}',
        ],
      ],
      ['iommufd'],
      1,
    ]);
  });

  it('say a property only where the machine type has another (ZPCI-D6)', () => {
    const asked = (machine: string | null, relaxedTranslation: boolean) => {
      const device = { ...H0, zpci: { ...H0.zpci!, relaxedTranslation } };
      return exported(qemuExport, state(null, { machine, devices: [device] })).files[0]!.text.includes(
        'relaxed',
      );
    };
    expect([asked(null, true), asked(null, false), asked('9.2', true), asked('9.2', false)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('are read back as the guest they were written for', () => {
    const wish = state(null);
    const { files } = exported(qemuExport, wish);
    const base = { ...wish, guests: [{ ...wish.guests[0]!, devices: [] }] };
    const read = qemuExport.read!(files, base);
    expect(
      read.ok &&
        read.state.guests[0]!.devices.map(({ id, card, zpci }) => [id, card?.kind, zpci?.uid, zpci?.fid]),
    ).toEqual([
      ['h0', 'vfio', 0x31, 0x41],
      ['b0', 'emulated', 0x1a2b, 0xcafe],
    ]);
  });

  it('refuse UID 0 (ZPCI-R4)', () => {
    const zero = state(null, { devices: [{ ...H0, zpci: { ...H0.zpci!, uid: 0 } }] });
    expect(() => exported(qemuExport, zero)).toThrow('ZPCI-R4');
    expect(() => exported(libvirtExport, { ...zero, guests: [{ ...zero.guests[0]!, domain: 'p' }] })).toThrow(
      'ZPCI-R4',
    );
  });

  it('tell the monitor of a running guest to remove first, and never a waiting device (ZPCI-R1, ZPCI-R2, ZPCI-X5)', () => {
    const was = state(null, { running: true });
    const moved = { ...H0, zpci: { ...H0.zpci!, uid: 0x32 } };
    const wish = state(null, { running: true, devices: [moved, VIRTIO] });
    expect(exported(qemuExport, wish, was).files.at(-1)).toEqual({
      path: 'qemu-pay-roll.qmp',
      text: [
        '{"execute":"device_del","arguments":{"id":"h0"}}',
        '{"execute":"device_add","arguments":{"driver":"zpci","uid":50,"fid":65,"target":"h0","id":"zpci50"}}',
        '{"execute":"device_add","arguments":{"driver":"vfio-pci","host":"0001:00:00.0","id":"h0"}}',
        '',
      ].join('\n'),
      executable: false,
    });
    const waiting = state(null, { running: true, devices: [{ ...H0, card: null }] });
    expect(() => exported(qemuExport, state(null, { running: true, devices: [] }), waiting)).toThrow(
      'ZPCI-R1',
    );
  });
});

describe('libvirt XML (ZPCI-X7, ZPCI-X9)', () => {
  it('writes both numbers below the guest’s address, and what managed says', () => {
    const text = exported(libvirtExport, state('pay')).files.find(({ path }) =>
      path.startsWith('hostdev'),
    )!.text;
    expect(text).toBe(
      [
        "<!-- pay roll: h0, uid='0x0031' fid='0x00000041' -->",
        "<hostdev mode='subsystem' type='pci' managed='yes'>",
        "  <driver name='vfio'/>",
        '  <source>',
        "    <address domain='0x0001' bus='0x00' slot='0x00' function='0x0'/>",
        '  </source>',
        "  <address type='pci'>",
        "    <zpci uid='0x0031' fid='0x00000041'/>",
        '  </address>',
        '</hostdev>',
        '',
      ].join('\n'),
    );
  });

  it('writes numbers down that libvirt would choose (ZPCI-V5, ZPCI-K9)', () => {
    const automatic = state('pay', { devices: [{ ...H0, zpci: { ...H0.zpci!, uid: null, fid: null } }] });
    const { files, notes } = exported(libvirtExport, automatic);
    expect([
      files[0]!.text.includes("<zpci uid='0x0001' fid='0x00000000'/>"),
      notes.some((note) => note.includes('ZPCI-K9')),
    ]).toEqual([true, true]);
  });

  it('is read back as the wish it was written from', () => {
    const wish = state('pay');
    const { files } = exported(libvirtExport, wish);
    const read = libvirtExport.read!(files, { ...wish, guests: [] });
    expect(read.ok && findDifferences(read.state, wish)).toEqual([]);
  });

  it('goes into a domain that is there, once, and byte for byte otherwise', () => {
    const wish = state('pay');
    const domain = `<domain type="kvm">\n  <name>pay</name>\n  <devices>\n    <emulator>/usr/bin/qemu</emulator>\n  </devices>\n</domain>\n`;
    const put = libvirtExport.putIntoDomain!(wish, 'h0', domain).xml;
    const again = libvirtExport.putIntoDomain!(wish, 'dev:g/h0', put);
    const moved = state('pay', { devices: [{ ...H0, zpci: { ...H0.zpci!, uid: 0x99 } }] });
    const changed = libvirtExport.putIntoDomain!(moved, 'g', put).xml;
    expect([
      put.replace(/ {4}<hostdev[\s\S]*<\/hostdev>\n/, ''),
      put.includes('      <zpci uid="0x0031" fid="0x00000041"/>'),
      again.xml === put,
      changed === put.replace('0x0031', '0x0099'),
    ]).toEqual([domain, true, true, true]);
  });
});

const NETWORK = `<domain type='kvm'>
  <name>pay</name>
  <os>
    <type arch='s390x' machine='s390-ccw-virtio-9.2'>hvm</type>
  </os>
  <devices>
    <interface type='hostdev' managed='yes'>
      <mac address='52:54:00:6d:90:02'/>
      <driver name='vfio'/>
      <source>
        <address type='pci' domain='0x0001' bus='0x00' slot='0x00' function='0x0'/>
      </source>
      <boot order='1'/>
      <vlan><tag id='42'/></vlan>
      <address type='pci'>
        <zpci uid='0x0031' fid='0x00000041'/>
      </address>
    </interface>
  </devices>
</domain>
`;

describe('a network card that a domain has as an interface (ZPCI-X7)', () => {
  const observed = () => {
    const guests = [createGuest({ id: 'g', name: 'pay', domain: 'pay' })];
    const none = createState({ functions: [hostFunction(0), hostFunction(1)], guests });
    const read = libvirtExport.read!([{ path: 'pay.xml', text: NETWORK, executable: false }], none);
    if (!read.ok) throw new Error(read.refusal.message);
    return read.state;
  };

  it('is read, and written again with its MAC, VLAN and boot order', () => {
    const read = observed();
    const { files } = exported(libvirtExport, read);
    const again = libvirtExport.read!(files, { ...read, guests: [] });
    const wanted = /<interface[\s\S]*<\/interface>/;
    expect([
      wanted.exec(files[0]!.text)?.[0],
      again.ok && again.state.guests[0]!.devices,
      read.guests[0]!.devices.map(({ deviceClass }) => deviceClass),
    ]).toEqual([wanted.exec(NETWORK)![0], read.guests[0]!.devices, ['interface']]);
  });

  it('is planned away neither by its own domain nor by new numbers, which keep the rest', () => {
    const before = observed();
    const [guest] = before.guests;
    const [device] = guest!.devices;
    const moved = { ...device!, zpci: { ...device!.zpci!, uid: 0x99 } };
    const wish = { ...before, guests: [{ ...guest!, devices: [moved] }] };
    const plan = planZpci(before, wish, { style: 'both', restart: [] });
    const inputs = [...plan.steps, ...plan.steps.flatMap(({ reverse }) => reverse)].flatMap(({ action }) =>
      action.kind === 'run' ? action.commands.flatMap(({ stdin }) => stdin ?? []) : [],
    );
    const isWhole = (xml: string) =>
      ["<interface type='hostdev'", '52:54:00:6d:90:02', "<vlan><tag id='42'/></vlan>"].every((part) =>
        xml.includes(part),
      );
    expect([findDifferences(before, observed()), inputs.length > 2, inputs.every(isWhole)]).toEqual([
      [],
      true,
      true,
    ]);
    expect(libvirtExport.putIntoDomain!(wish, 'g', NETWORK).xml).toBe(NETWORK.replace('0x0031', '0x0099'));
  });

  it('keeps nothing that is no element of such a device', () => {
    const device = { ...H0, elements: ["<boot order='2'/>", "</kept><disk type='file'/>", '<emulator/>'] };
    const odd = { ...H0, elements: ["<boot order='2'/><emulator/>"] };
    const text = (one: typeof device) =>
      exported(libvirtExport, state('pay', { devices: [one] })).files[1]!.text;
    expect([/disk|boot/.test(text(device)), /emulator/.test(text(odd)), /boot/.test(text(odd))]).toEqual([
      false,
      false,
      true,
    ]);
  });
});

it('puts a function beside another one whose numbers are none, and never in its place', () => {
  const broken = (slot: string) =>
    `<domain><name>pay</name><devices><hostdev mode='subsystem' type='pci'><source><address domain='0x0001' bus='0x00' slot='${slot}' function='0x0'/></source><address type='pci'><zpci uid='0x12345'/></address></hostdev></devices></domain>`;
  const count = (slot: string) =>
    libvirtExport.putIntoDomain!(state('pay'), 'h0', broken(slot)).xml.match(/<hostdev /g)?.length;
  expect([count('0x01'), count('0x00')]).toEqual([2, 1]);
});

it('cuts long names in a remark, and never the numbers behind them', () => {
  const long = { ...VIRTIO, id: `b${'0'.repeat(63)}` };
  const { files } = exported(libvirtExport, state('pay', { name: 'n'.repeat(64), devices: [H0, long] }));
  expect(files.map(({ text }) => /uid='0x0031'|uid='0x1a2b'.* -->/.test(text))).toEqual([true, true]);
  expect(files[0]!.text).toContain("<zpci uid='0x1a2b' fid='0x0000cafe'/></address> -->");
});

it('says in every export that such a guest can be neither migrated nor saved (ZPCI-K10)', () => {
  const said = (notes: readonly string[]) => notes.some((note) => note.includes('ZPCI-K10'));
  expect([
    said(exported(libvirtExport, state('pay')).notes),
    said(exported(qemuExport, state(null)).notes),
    said(libvirtExport.putIntoDomain!(state('pay'), 'h0', NETWORK).notes),
    said(exported(qemuExport, state(null, { devices: [] })).notes),
  ]).toEqual([true, true, true, false]);
});
