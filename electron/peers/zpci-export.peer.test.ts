/** What the studio writes of zPCI guests, before libvirt's schemas, libvirt's own reader, the shells and a real QEMU. */
import { describe, expect, it } from 'vitest';
import type { GuestDevice, ZpciState } from '../../shared/zpci/types.ts';
import type { WrittenFormat } from '../engine/export/exporting.ts';
import { libvirtExport } from '../engine/zpci/export/libvirt.ts';
import { qemuExport } from '../engine/zpci/export/qemu.ts';
import { wordsOf } from '../engine/zpci/observe/guests/words-of-line.ts';
import { createDevice, createGuest, createState } from '../engine/zpci/model.ts';
import { hostFunction, vfioDevice } from '../engine/zpci/plan/testing.ts';
import { defineComplaint, domainAround, schemaComplaint } from './harness/libvirt.ts';
import { findProgram, needsPrograms } from './harness/needs.ts';
import { startQmp } from './harness/qmp.ts';
import { BARE_GUEST, devicesOfQemu, QEMU } from './harness/zpci-qemu.ts';

function rng(at: number, uid: number | null, fid: number | null): GuestDevice {
  return createDevice({
    id: `r${at}`,
    card: {
      kind: 'emulated',
      driver: 'virtio-rng-pci',
      msix: null,
      options: at % 2 === 0 ? [] : [['max-bytes', '64']],
    },
    zpci: { id: null, uid, fid, interpret: null, forwardingAssist: null, relaxedTranslation: null },
    deviceClass: 'other',
  });
}

function stateWith(domain: string | null, devices: readonly GuestDevice[]): ZpciState {
  return createState({
    functions: [0, 1, 2, 3].map((at) => hostFunction(at)),
    guests: [
      createGuest({ id: 'g', name: 'pay & roll', domain, profile: 'merged-7.2', machine: '7.2', devices }),
    ],
  });
}

function exported(by: typeof libvirtExport, desired: ZpciState): WrittenFormat {
  const plan = { style: 'both' as const, steps: [], blocks: [], notes: [] };
  return by.write({ name: 'lpar', observed: desired, desired, plan });
}

const FUNCTIONS = [
  vfioDevice(0, 0x31),
  vfioDevice(1, 0x1234, { managed: false }),
  vfioDevice(2, 7, { zpci: null }),
  rng(3, 0xffff, 0xff_ff_ff_ff),
];

describe('libvirt XML of zPCI guests (ZPCI-V2, ZPCI-V3, ZPCI-X7)', () => {
  it('is accepted by libvirt’s schemas, whole and device by device', async (context) => {
    needsPrograms(context, 'virt-xml-validate');
    const { files } = exported(libvirtExport, stateWith('pay & roll', FUNCTIONS));
    const answers = await Promise.all(
      files.map(async ({ path, text }) => {
        const xml = path.startsWith('domain') ? text : domainAround(text.replace(/^<!--.*-->\n/, ''));
        return [path, await schemaComplaint(xml, 'domain')];
      }),
    );
    expect(answers).toEqual([
      ['domain-pay-roll.xml', null],
      ['hostdev-pay-roll-hostdev0.xml', null],
      ['hostdev-pay-roll-hostdev1.xml', null],
      ['hostdev-pay-roll-hostdev2.xml', null],
    ]);
  });

  it('is accepted where a network card is an interface, with what else stood there', async (context) => {
    needsPrograms(context, 'virt-xml-validate');
    const card = vfioDevice(0, 0x31);
    const network = createDevice({
      ...card,
      card: { kind: 'vfio', host: hostFunction(0).address!, options: [['mac', '52:54:00:6d:90:02']] },
      deviceClass: 'interface',
      elements: ["<boot order='1'/>", "<vlan><tag id='42'/></vlan>"],
    });
    const { files } = exported(libvirtExport, stateWith('p', [network]));
    const put = libvirtExport.putIntoDomain!(stateWith('p', [network]), 'g', domainAround('')).xml;
    expect([
      files[0]!.text.includes("<vlan><tag id='42'/></vlan>"),
      await schemaComplaint(files[0]!.text, 'domain'),
      await schemaComplaint(put, 'domain'),
    ]).toEqual([true, null, null]);
  });

  it('is no longer accepted with a UID out of range, so that the judge can refuse', async (context) => {
    needsPrograms(context, 'virt-xml-validate', 'virsh');
    const { files } = exported(libvirtExport, stateWith('p', [vfioDevice(0, 0x31)]));
    const text = files[0]!.text.replace("uid='0x0031'", "uid='0x10031'");
    expect([await schemaComplaint(text, 'domain'), await defineComplaint(text)]).not.toContain(null);
  });

  it('is accepted inside a domain that was there', async (context) => {
    needsPrograms(context, 'virt-xml-validate');
    const domain = domainAround('').replace("machine='s390-ccw-virtio'", "machine='s390-ccw-virtio-7.2'");
    const { xml } = libvirtExport.putIntoDomain!(stateWith('p', FUNCTIONS), 'g', domain);
    expect([await schemaComplaint(xml, 'domain'), xml.match(/<hostdev /g)?.length]).toEqual([null, 3]);
  });
});

/** Arguments of a file, without its remarks. */
function argumentsOf(text: string): readonly string[] {
  return wordsOf(
    text
      .split('\n')
      .filter((line) => !line.startsWith('#'))
      .join(' '),
  );
}

describe('arguments for QEMU (ZPCI-X1, ZPCI-X2, ZPCI-X3)', () => {
  it.for(['args', 'json.args'])(
    'start a QEMU with the devices as they are written (%s)',
    async (ending, context) => {
      needsPrograms(context, QEMU);
      const devices = [
        rng(0, 0x31, 0x41),
        rng(1, null, null),
        rng(2, 0xffff, 0xff_ff_ff_ff),
        rng(3, 3, null),
      ];
      const { files } = exported(qemuExport, stateWith(null, devices));
      const file = files.find(({ path }) => path === `qemu-pay-roll.${ending}`)!;
      const qmp = await startQmp([findProgram(QEMU)!, ...BARE_GUEST, ...argumentsOf(file.text)]);
      expect(await devicesOfQemu(qmp)).toEqual([
        '49 65 r0 zpci49',
        '1 0 r1 zpci1',
        '65535 4294967295 r2 zpci65535',
        '3 1 r3 zpci3',
      ]);
      await qmp.end();
    },
  );

  it.for(['args', 'json.args'])(
    'have vectors and commas that reach the card (%s)',
    async (ending, context) => {
      needsPrograms(context, QEMU);
      const many: GuestDevice['card'] = { kind: 'emulated', driver: 'virtio-rng-pci', msix: 5, options: [] };
      const named: GuestDevice['card'] = {
        kind: 'emulated',
        driver: 'virtio-net-pci',
        msix: null,
        options: [
          ['romfile', ''],
          ['tx', 'a,b=c'],
        ],
      };
      const cards = [
        { ...rng(0, 0x31, 0x41), card: many },
        { ...rng(1, 0x32, 0x42), card: named },
      ];
      const { files } = exported(qemuExport, stateWith(null, cards));
      const file = files.find(({ path }) => path === `qemu-pay-roll.${ending}`)!;
      const qmp = await startQmp([findProgram(QEMU)!, ...BARE_GUEST, ...argumentsOf(file.text)]);
      const told = (id: string, property: string) =>
        qmp.ask('qom-get', { path: `/machine/peripheral/${id}`, property });
      expect([await told('r0', 'vectors'), await told('r1', 'tx')]).toEqual([
        { returned: 5 },
        { returned: 'a,b=c' },
      ]);
      await qmp.end();
    },
  );

  it('are the lines that its monitor takes while it runs (ZPCI-X5)', async (context) => {
    needsPrograms(context, QEMU);
    const was = stateWith(null, [rng(0, 0x31, 0x41)]);
    const running = { ...was, guests: was.guests.map((guest) => ({ ...guest, running: true })) };
    const wish = {
      ...running,
      guests: running.guests.map((guest) => ({ ...guest, devices: [...guest.devices, rng(1, 0x32, 0x42)] })),
    };
    const plan = { style: 'both' as const, steps: [], blocks: [], notes: [] };
    const { files } = qemuExport.write({ name: 'lpar', observed: running, desired: wish, plan });
    const qmp = await startQmp([
      findProgram(QEMU)!,
      ...BARE_GUEST,
      ...argumentsOf(exported(qemuExport, was).files[0]!.text),
    ]);
    for (const line of files.at(-1)!.text.trim().split('\n')) {
      const { execute, arguments: args } = JSON.parse(line) as {
        execute: string;
        arguments: Record<string, unknown>;
      };
      expect(await qmp.ask(execute, args)).toEqual({ returned: {} });
    }
    expect(await devicesOfQemu(qmp)).toEqual(['49 65 r0 zpci49', '50 66 r1 zpci50']);
    await qmp.end();
  });
});
