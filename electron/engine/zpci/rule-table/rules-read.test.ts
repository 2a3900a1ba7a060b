/** Rules of reading and writing that no other test is about. */
import { expect, it } from 'vitest';
import { runCase } from '../cases/runner.ts';
import { qemuExport } from '../export/qemu.ts';
import { builtGuest } from '../kernel/of-guest.ts';
import { createDevice, createFunction, createGuest, createState } from '../model.ts';
import { observeZpci } from '../observe.ts';
import { functionFiles, treeWith } from '../observe/testing/captures.ts';
import { limitAction, keepLimit } from '../plan/actions.ts';

const ONE = functionFiles('0010:00:00.0', { function_id: '0x00000020\n', uid: '0x10\n' });
const SLOT = '/sys/bus/pci/slots/00000020';

it('ZPCI-S6 ZPCI-M5 a slot is called after its FID, and its speed tells version 1 or nothing', () => {
  const versions = ['5.0 GT/s PCIe\n', 'Unknown\n'].map((speed) =>
    observeZpci(
      treeWith({
        ...ONE,
        [`${SLOT}/power`]: '1\n',
        [`${SLOT}/max_bus_speed`]: speed,
        '/sys/bus/pci/slots/00000021/power': '0\n',
        '/sys/bus/pci/slots/00000021/address': '0011:00:00\n',
      }),
    )?.state.functions.map(({ fid, state, address, version }) => [fid, state, address, version]),
  );
  const standby = [0x21, 'standby', '0011:00:00.0', null];
  expect(versions).toEqual([
    [[0x20, 'configured', '0010:00:00.0', 1], standby],
    [[0x20, 'configured', '0010:00:00.0', null], standby],
  ]);
});

it('ZPCI-S7 the aperture is an option of the kernel, and 1 without it', () => {
  const factors = ['root=/dev/dasda1\n', 's390_iommu_aperture=4\n', 's390_iommu_aperture=0 pci=nomio\n'].map(
    (cmdline) => observeZpci(treeWith({ ...ONE, '/proc/cmdline': cmdline }))?.state.host.apertureFactor,
  );
  expect(factors).toEqual([1, 4, 0]);
});

it('ZPCI-L10 the CLP ioctl answers for all functions of the machine, VFIO for the one that was opened', () => {
  const { differences } = runCase({
    id: 'rule',
    name: 'rule',
    source: 'rule',
    profile: 'host',
    initial: {},
    steps: [{ op: 'sources', args: { fields: ['uid', 'noi'] } }],
    expect: {
      clpIoctl: ['uid', 'noi'],
      clpIoctlScope: 'all functions of the machine',
      vfio: ['noi'],
      vfioScope: 'one function',
    },
    certainty: 'code-read',
  });
  expect(differences).toEqual([]);
});

it('ZPCI-N3 the guest is told the MSI address of the host, not QEMU’s', () => {
  const guest = createGuest({
    id: 'g',
    name: 'g',
    kvm: false,
    devices: [createDevice({ id: 'h0', card: { kind: 'vfio', host: '0001:00:00.0', options: [] } })],
  });
  const one = createFunction({ fid: 1, address: '0001:00:00.0', group: 7, msia: '0xfd00000000000000' });
  const state = createState({ host: { capabilities: 'v2' }, functions: [one], guests: [guest] });
  const { groups } = builtGuest(state, guest, {}).machine;
  expect(groups.map(({ id, values }) => [id, values.msia])).toEqual([
    [0xff, 0xfe00_0000_0000_0000n],
    [0xf0, 0xfd00_0000_0000_0000n],
  ]);
});

it('ZPCI-V1 every PCI card of a domain has numbers of libvirt’s, by class; without libvirt QEMU counts in order', () => {
  const card = (id: string, deviceClass: 'disk' | 'hostdev') =>
    createDevice({
      id,
      card: { kind: 'emulated', driver: 'virtio-blk-pci', msix: null, options: [] },
      deviceClass,
      zpci: null,
    });
  const devices = [card('net0', 'hostdev'), card('disk0', 'disk')];
  const numbers = [null, 'web'].map((domain) => {
    const guest = createGuest({ id: 'g', name: 'g', domain, devices });
    return builtGuest(createState({ guests: [guest] }), guest, {}).machine.functions.map(
      ({ target, uid, fid }) => [target, uid, fid],
    );
  });
  expect(numbers).toEqual([
    [
      ['net0', 1, 0],
      ['disk0', 2, 1],
    ],
    [
      ['net0', 2, 1],
      ['disk0', 1, 0],
    ],
  ]);
});

it('ZPCI-X2 a command line is read in pairs by target: what has no partner waits, or gets its own', () => {
  const line =
    '# web\n-device zpci,uid=0x40,fid=0x40,target=roce0\n-device vfio-pci,host=0001:00:00.0,id=roceO\n-device zpci,uid=5,fid=6,target=b0\n-device virtio-blk-pci,id=b0\n';
  const base = createState({ functions: [createFunction({ fid: 1, address: '0001:00:00.0' })] });
  const read = qemuExport.read!([{ path: 'web.args', text: line, executable: false }], base);
  expect(
    read.ok &&
      read.state.guests[0]!.devices.map(({ id, card, zpci }) => [
        id,
        card?.kind ?? null,
        zpci === null ? null : [zpci.uid, zpci.fid],
      ]),
  ).toEqual([
    ['roce0', null, [0x40, 0x40]],
    ['roceO', 'vfio', null],
    ['b0', 'emulated', [5, 6]],
  ]);
});

it('ZPCI-X4 the address on the host is the one that was read, whatever its UID', () => {
  const one = createFunction({
    fid: 1,
    uid: 0x77,
    address: '0100:00:00.3',
    driver: 'vfio-pci',
    driverTold: true,
  });
  const line = { ...createDevice({ id: 'any' }).zpci!, uid: 5, fid: 5 };
  const state = createState({
    functions: [one],
    guests: [
      createGuest({
        id: 'g',
        name: 'g',
        devices: [
          createDevice({ id: 'h0', card: { kind: 'vfio', host: '0100:00:00.3', options: [] }, zpci: line }),
        ],
      }),
    ],
  });
  const { files } = qemuExport.write({
    name: 'lpar',
    observed: state,
    desired: state,
    plan: { style: 'both', steps: [], blocks: [], notes: [] },
  });
  expect(files.some(({ text }) => text.includes('vfio-pci,host=0100:00:00.3,id=h0'))).toBe(true);
});

it('ZPCI-X6 the limit of mappings is written now, and kept as an option of its module', () => {
  expect([JSON.stringify(limitAction(200_000)), JSON.stringify(keepLimit(200_000))]).toEqual([
    expect.stringContaining('/sys/module/vfio_iommu_type1/parameters/dma_entry_limit'),
    expect.stringMatching(/\/etc\/modprobe\.d\/.*options vfio_iommu_type1 dma_entry_limit=200000/s),
  ]);
});

it('ZPCI-X8 a domain’s interface of type hostdev is a function of the host too', () => {
  const domain = `<domain type='kvm'>
  <name>web</name>
  <devices>
    <interface type='hostdev' managed='yes'>
      <mac address='52:54:00:00:00:01'/>
      <source><address type='pci' domain='0x0010' bus='0x00' slot='0x00' function='0x0'/></source>
      <address type='pci'><zpci uid='0x0031' fid='0x00000041'/></address>
    </interface>
  </devices>
</domain>
`;
  const seen = observeZpci(treeWith({ ...ONE, '/etc/libvirt/qemu/web.xml': domain }));
  expect(
    seen?.state.guests.map(({ name, devices }) => [
      name,
      devices.map(({ card, zpci }) => [card?.kind === 'vfio' ? card.host : null, zpci?.uid, zpci?.fid]),
    ]),
  ).toEqual([['web', [['0010:00:00.0', 0x31, 0x41]]]]);
});
