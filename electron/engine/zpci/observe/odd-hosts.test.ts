/** Hosts that differ from the recorded ones: renamed, old, with standby slots, virtual functions and other cards. */
import { expect, test } from 'vitest';
import { observeZpci, wantsZpci } from '../observe.ts';
import { textOfEbcdic } from './numbers.ts';
import { windowOf } from './regions.ts';
import { functionFiles, known, line, treeWith } from './testing/captures.ts';

const ROCE = {
  function_id: '0x000010af\n',
  function_handle: '0x80000c21\n',
  pchid: '0x0238\n',
  pfgid: '0x05\n',
  pft: '0x0a\n',
  port: '1\n',
  vfn: '0x0000\n',
  uid: '0x77ab\n',
  uid_is_unique: '1\n',
  mio_enabled: '1\n',
  'pfip/segment0': '0x80\n',
  'pfip/segment1': '0x00\n',
  'pfip/segment2': '0x03\n',
  'pfip/segment3': '0x00\n',
  util_string: `hex:${'d9d6c3c5f0f1'.padEnd(128, '40')}`,
  vendor: '0x15b3\n',
  device: '0x1016\n',
  class: '0x020000\n',
  driver: '-> ../../../bus/pci/drivers/mlx5_core',
  iommu_group: '-> ../../../kernel/iommu_groups/12',
  sriov_numvfs: '2\n',
  sriov_totalvfs: '8\n',
  virtfn0: '-> ../77ab:00:00.2',
  virtfn1: '-> ../77ab:00:00.3',
  cable_colour: 'orange\n',
};

const REAL = {
  ...functionFiles('77ab:00:00.0', ROCE),
  ...functionFiles('77ab:00:00.2', {
    function_id: '0x000010b0\n',
    function_handle: '0x80000c22\n',
    vfn: '0x0001\n',
    physfn: '-> ../77ab:00:00.0',
    uevent: 'PCI_SLOT_NAME=77ab:00:00.2\n',
  }),
  '/sys/kernel/iommu_groups/12/reserved_regions':
    '0x0000000000000000 0x0000000007ffffff reserved\n0x0000000208000000 0x000003ffffffffff reserved\n',
  '/sys/bus/pci/slots/000010af/power': '1\n',
  '/sys/bus/pci/slots/000010af/max_bus_speed': '5.0 GT/s PCIe\n',
  '/sys/bus/pci/slots/00002222/power': '0\n',
  '/sys/bus/pci/slots/00002222/address': '1234:00:00\n',
  '/proc/cmdline': 'root=/dev/dasda1 s390_iommu_aperture=2\n',
  '/proc/iomem': '00000000-1ffffffff : System RAM\n  00100000-00ffffff : Kernel code\n',
  '/captured/uname-r': '5.14.0-427.el9.s390x\n',
  '/sys/module/vfio_iommu_type1/parameters/dma_entry_limit': '65535\n',
  '/etc/modprobe.d/vfio.conf': '# ours\noptions vfio_iommu_type1 dma_entry_limit=200000\n',
};

test('ZPCI-M4 ZPCI-M5 a machine with a card, its virtual functions and a standby function', () => {
  const { state, findings } = observeZpci(treeWith(REAL))!;
  expect([
    known(state.host),
    state.functions.map(line),
    state.functions.map(({ virtualFunctions, physicalFunction, activeVfs, totalVfs, others }) => [
      virtualFunctions,
      physicalFunction,
      activeVfs,
      totalVfs,
      others,
    ]),
    findings,
  ]).toEqual([
    {
      capabilities: 'v1',
      memory: 0x2_00_00_00_00,
      apertureFactor: 2,
      dmaEntryLimit: 65_535,
      dmaEntryLimitFiles: ['/etc/modprobe.d/vfio.conf'],
      dmaEntryLimitKept: 200_000,
      uidChecking: true,
      isGuest: false,
    },
    [
      '000010af 77ab:00:00.0 uid 77ab configured fh 80000c21 | pchid 238 vfn 0 pft a group 5 80.00.03.00 ROCE01 | mlx5_core iommu 12 msix ? bars ? | ? 0x8000000-0x207ffffff | noi ? stbl ? mui ? v 1 - | sysfs',
      '000010b0 77ab:00:00.2 uid ? configured fh 80000c22 | pchid ? vfn 1 pft ? group ? ? ? | none iommu ? msix ? bars ? | ? ? | noi ? stbl ? mui ? v ? - | sysfs',
      '00002222 1234:00:00.0 uid 1234 standby fh ? | pchid ? vfn ? pft ? group ? ? ? | none iommu ? msix ? bars ? | ? ? | noi ? stbl ? mui ? v ? - | sysfs',
    ],
    [
      [['77ab:00:00.2', '77ab:00:00.3'], null, 2, 8, { cable_colour: 'orange' }],
      [[], '77ab:00:00.0', null, null, {}],
      [[], null, null, null, {}],
    ],
    [],
  ]);
});

test('ZPCI-M1 a file that an old kernel does not have is unknown, never 0', () => {
  const { state } = observeZpci(treeWith(functionFiles('0000:00:00.0', { function_id: '0x00000001\n' })))!;
  const told = Object.entries(state.functions[0]!).filter(
    ([, value]) =>
      value !== null && value !== false && JSON.stringify(value) !== '[]' && JSON.stringify(value) !== '{}',
  );
  expect([Object.fromEntries(told), state.untold]).toEqual([
    { fid: 1, address: '0000:00:00.0', state: 'configured', toldBy: ['sysfs'] },
    ['drivers', 'answers', 'windows', 'guests', 'slots'],
  ]);
});

test('ZPCI-M2 the window is the gap of the reserved regions', () => {
  expect(
    [
      '0x0000000000000000 0x00000000ffffffff reserved\n0x0000000140000000 0x000003ffffffffff reserved\n',
      '0x0000000000000000 0x00000000ffffffff reserved\n',
      '0x0000000140000000 0x000003ffffffffff reserved\n0x0000000000000000 0x00000000ffffffff reserved\n',
      '0x0000000000000000 0x000003ffffffffff reserved\n',
      '',
      'nothing of the kind\n',
    ].map(windowOf),
  ).toEqual([
    { start: '0x100000000', end: '0x13fffffff' },
    { start: '0x100000000', end: '0x3ffffffffff' },
    { start: '0x100000000', end: '0x13fffffff' },
    null,
    null,
    null,
  ]);
});

test('ZPCI-M3 a utility string is code page 037 without its padding; zeros are none', () => {
  const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));
  expect([
    textOfEbcdic(bytes('d3c1c24040')),
    textOfEbcdic(bytes('0000')),
    textOfEbcdic(bytes('8182a9f0f96d6000')),
    textOfEbcdic(bytes('0541ff')),
  ]).toEqual(['LAB', '', 'abz09_-', '???']);
});

test('ZPCI-M7 handles tell a guest from a machine', () => {
  const isGuest = (handle: string) =>
    observeZpci(treeWith(functionFiles('0001:00:00.0', { function_id: '0x1\n', function_handle: handle })))!
      .state.host.isGuest;
  expect(['0x80010000\n', '0x80020007\n', '0x80000101\n', 'junk\n'].map(isGuest)).toEqual([
    true,
    true,
    false,
    null,
  ]);
});

test('ZPCI-S9 the last word of the kernel’s log about a function is its state', () => {
  const stateAfter = (log: string) =>
    observeZpci(
      treeWith({
        ...functionFiles('0001:00:00.0', { function_id: '0x41\n' }),
        '/sys/kernel/debug/s390dbf/pci_msg/sprintf': log,
      }),
    )!.state.functions[0]!.state;
  const entry = (text: string) => `00 017951:681 3 - 0000 000003fffe93b80a  ${text}\n`;
  expect([
    stateAfter(entry('err fid:41, fh:80000001, pec:9')),
    stateAfter(entry('err fid:41, fh:80000001, pec:3b')),
    stateAfter(entry('err fid:41, fh:80000001, pec:2a')),
    stateAfter(entry('err fid:41, fh:80000001, pec:9') + entry('ena fid:41, fh:80000001, rc:0')),
    stateAfter(entry('err fid:42, fh:80000002, pec:9')),
  ]).toEqual(['error', 'permanent-error', 'configured', 'configured', 'configured']);
});

test('a machine without functions of IBM Z has no state of this family', () => {
  const tree = treeWith({
    '/sys/bus/pci/devices/0000:00:1f.2': '-> ../../../devices/pci0000:00/0000:00:1f.2',
    '/sys/devices/pci0000:00/0000:00:1f.2/vendor': '0x8086\n',
    '/sys/bus/pci/slots/2/power': '1\n',
    '/captured/domains/web.xml':
      "<domain type='kvm'><name>web</name><os><type arch='x86_64' machine='q35'>hvm</type></os><devices><hostdev type='pci'><source><address domain='0x0000' bus='0x06' slot='0x00' function='0x0'/></source></hostdev></devices></domain>",
  });
  expect(observeZpci(tree)).toBe(null);
});

test('of a function the dangerous and the large files are not wanted', () => {
  const folder = '/sys/devices/pci0001:00/0001:00:00.0';
  const names = [
    'resource0',
    'resource0_wc',
    'rom',
    'vpd',
    'recover',
    'reset',
    'net/eth0',
    'pfip/segment3',
    'config',
    'pchid',
    'new_one',
  ];
  expect(names.filter((name) => wantsZpci(`${folder}/${name}`))).toEqual([
    'pfip/segment3',
    'config',
    'pchid',
    'new_one',
  ]);
});

test('prose about functions is no host, whatever it quotes', () => {
  const prose = `# Notes\n\nQEMU says \`uid 5 already in use\`.\n| \`-device zpci,uid=5,target=h0\` | h0 |\n`;
  expect(observeZpci(treeWith({ '/captured/zpci-texts/README.md': prose }))).toBeNull();
});

test('messages beside a host without functions make no functions there', () => {
  const message = '[    0.7] zpci: PCI is not supported because CPU facilities 69 or 71 are not available\n';
  const text = { '/captured/zpci-texts/dmesg': message };
  expect([
    observeZpci(treeWith({ ...text, '/sys/bus/ap/apmask': '0x0\n' })),
    observeZpci(treeWith(text))!.state.functions,
  ]).toEqual([null, []]);
});
