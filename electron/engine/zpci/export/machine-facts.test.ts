/** What of a machine the exports say, and take back when they are read. */
import { describe, expect, it } from 'vitest';
import { createGuest, createState } from '../model.ts';
import type { ExportFile } from '../../../../shared/plan.ts';
import type { ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { hostFunction, vfioDevice } from '../plan/testing.ts';
import { libvirtExport } from './libvirt.ts';
import { qemuExport } from './qemu.ts';

const FUNCTIONS = [0, 1, 2].map((at) => hostFunction(at));

function state(...guests: readonly ZpciGuest[]): ZpciState {
  return createState({ functions: FUNCTIONS, guests });
}

function guest(parts: Partial<ZpciGuest>): ZpciGuest {
  return createGuest({ id: 'g', name: 'pay', domain: 'pay', devices: [vfioDevice(0, 0x31)], ...parts });
}

function exported(from: typeof libvirtExport, wish: ZpciState) {
  const plan = { style: 'both', steps: [], blocks: [], notes: [] } as const;
  return from.write({ name: 'lpar', observed: wish, desired: wish, plan });
}

function readBack(from: typeof libvirtExport, files: readonly ExportFile[], base: ZpciState): ZpciState {
  const read = from.read!(files, base);
  if (!read.ok) throw new Error(read.refusal.message);
  return read.state;
}

function domainFile(text: string): readonly ExportFile[] {
  return [{ path: 'pay.xml', text, executable: false }];
}

describe('a domain file (ZPCI-X7)', () => {
  it('says machine type, protection, CPU and memory as the guest has them, and is read back so', () => {
    const own = { profile: 'merged-7.2', machine: null, isProtected: true, memory: 2 ** 31 } as const;
    const wish = state(guest({ ...own, cpuZpci: false }));
    const { files, notes } = exported(libvirtExport, wish);
    const text = files[0]!.text;
    expect([
      text.includes("machine='s390-ccw-virtio-7.2'"),
      text.includes("<launchSecurity type='s390-pv'/>"),
      text.includes("<feature policy='disable' name='zpci'/>"),
      text.includes("<memory unit='b'>2147483648</memory>"),
      /placeholder/i.test(text + notes.join('')),
    ]).toEqual([true, true, true, true, false]);
    expect(readBack(libvirtExport, files, wish).guests).toEqual(wish.guests);
    const empty = state(createGuest({ id: 'g', name: 'pay', domain: 'pay', profile: 'merged-7.2' }));
    const { isProtected, cpuZpci, memory } = readBack(libvirtExport, files, empty).guests[0]!;
    expect([isProtected, cpuZpci, memory]).toEqual([true, false, 2 ** 31]);
  });

  it('says that its memory is a placeholder, which is not taken back, and what it cannot say of iommufd', () => {
    const wish = state(guest({ machine: '9.2', iommu: 'iommufd' }));
    const { files, notes } = exported(libvirtExport, wish);
    expect([
      files[0]!.text.includes('<!-- A placeholder: the source does not tell the memory of this guest. -->'),
      notes.some((note) => note.includes('1 GiB')),
      notes.some((note) => note.includes('iommufd')),
      readBack(libvirtExport, files, wish).guests,
    ]).toEqual([true, true, true, wish.guests]);
  });
});

const DOMAIN = `<domain type='kvm'><name>pay</name><os><type arch='s390x' machine='s390-ccw-virtio-8.2'>hvm</type></os><devices>
<controller type='pci' index='0' model='pci-root'/>
<hostdev mode='subsystem' type='pci' managed='yes'><driver name='vfio'/><source><address domain='0x0001' bus='0x00' slot='0x00' function='0x0'/></source><address type='pci'><zpci uid='020' fid='10'/></address></hostdev>
<hostdev mode='subsystem' type='pci' managed='yes'><source><address domain='0x0003' bus='0x00' slot='0x00' function='0x0'/></source></hostdev>
<disk type='file' device='disk'><source file='/x'/><target dev='vda' bus='virtio'/><address type='pci'><zpci uid='0x7'/></address></disk>
<interface type='hostdev' managed='yes'><mac address='52:54:00:00:00:01'/><source><address type='pci' domain='0x0002' bus='0x00' slot='0x00' function='0x0'/></source></interface>
</devices></domain>
`;

describe('a domain of the host', () => {
  it('is read whole: machine type, disks on PCI, interfaces, in the order that libvirt counts in (ZPCI-V5)', () => {
    const [read] = readBack(libvirtExport, domainFile(DOMAIN), state()).guests;
    expect([
      read!.machine,
      read!.devices.map(({ card, deviceClass, zpci }) => [card?.kind, deviceClass, zpci?.uid, zpci?.fid]),
    ]).toEqual([
      '8.2',
      [
        ['emulated', 'disk', 7, null],
        ['vfio', 'interface', null, null],
        ['vfio', 'hostdev', 16, 10],
        ['vfio', 'hostdev', null, null],
      ],
    ]);
  });

  it('changes nothing when it is read once more, and keeps cards that it does not name', () => {
    const once = readBack(libvirtExport, domainFile(DOMAIN), state());
    expect(readBack(libvirtExport, domainFile(DOMAIN), once)).toEqual(once);
    const { files } = exported(libvirtExport, once);
    const kinds = ({ guests }: ZpciState) => guests[0]!.devices.map(({ id, card }) => [id, card?.kind]);
    expect(kinds(readBack(libvirtExport, files, once))).toEqual(kinds(once));
  });

  it('gets all devices of its guest, with a count of what was there (ZPCI-X7)', () => {
    const devices = [vfioDevice(0, 0x31), vfioDevice(1, 0x32)];
    const bare = '<domain><name>pay</name><devices></devices></domain>';
    const put = (xml: string, of: ZpciGuest) => libvirtExport.putIntoDomain!(state(of), 'g', xml);
    const counts = ({ notes }: { readonly notes: readonly string[] }) =>
      notes.filter((note) => /\bdevices?\b.*(?:already|replaced|none)/.test(note));
    const one = put(bare, guest({ devices: [devices[0]!] })).xml;
    const both = put(one, guest({ devices }));
    const moved = [devices[0]!, vfioDevice(1, 0x33)];
    expect([
      counts(put(bare, guest({ devices }))),
      counts(both),
      counts(put(both.xml, guest({ devices }))),
      counts(put(both.xml, guest({ devices: moved }))),
      counts(put(one, guest({ devices: [devices[0]!] }))),
    ]).toEqual([
      [],
      ['1 of 2 devices is in the domain already; 1 is put in.'],
      ['The domain has all 2 devices already; nothing is changed.'],
      [
        '1 of 2 devices is in the domain already; 1 is in another form and replaced, with what else its element held.',
      ],
      ['The domain has this device already; nothing is changed.'],
    ]);
  });
});

describe('a command line of QEMU (ZPCI-X1)', () => {
  const LINE =
    'qemu-system-s390x -machine s390-ccw-virtio-9.2,accel=kvm -device zpci,uid=1,fid=1,target=h0 -device vfio-pci,host=0001:00:00.0,id=h0 -device vfio-pci,host=0002:00:00.0,id=h1,iommufd=iommufd0';

  it('keeps its machine type, and opens only those functions through iommufd that it says', () => {
    const read = readBack(qemuExport, [{ path: 'q.args', text: LINE, executable: false }], state());
    const { files } = exported(qemuExport, read);
    const lines = files[0]!.text.split('\n');
    expect([
      read.guests[0]!.machine,
      lines[1],
      lines.filter((line) => line.includes('vfio-pci')),
      readBack(qemuExport, files, read).guests[0]!.devices.map(({ iommufd }) => iommufd),
      readBack(qemuExport, files, state()).guests[0]!.machine,
    ]).toEqual([
      '9.2',
      '# -machine s390-ccw-virtio-9.2',
      [
        '-device vfio-pci,host=0001:00:00.0,id=h0',
        '-device vfio-pci,host=0002:00:00.0,id=h1,iommufd=iommufd0',
      ],
      [false, true],
      '9.2',
    ]);
  });

  it('says nothing of a machine that it does not name', () => {
    const own = guest({ domain: null, machine: '8.1', isProtected: true, cpuZpci: false, memory: 2 ** 30 });
    const text = LINE.replace(/^.*accel=kvm/, '# pay\n');
    const [read] = readBack(qemuExport, [{ path: 'pay.args', text, executable: false }], state(own)).guests;
    const facts = ({ machine, isProtected, cpuZpci, memory, kvm }: ZpciGuest) => [
      machine,
      isProtected,
      cpuZpci,
      memory,
      kvm,
    ];
    expect(facts(read!)).toEqual(facts(own));
  });
});
