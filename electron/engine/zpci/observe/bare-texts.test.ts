import { expect, test } from 'vitest';
import { createFunction } from '../model.ts';
import { HostTree } from '../../hosts/tree.ts';
import { observeZpci } from '../observe.ts';
import { GREP_TEXT, LINKS_TEXT } from './places.ts';
import { guestLines, observedText } from './testing/captures.ts';
import { readVfioText, withVfio } from './vfio.ts';

function seen(texts: Readonly<Record<string, string>>) {
  const tree = new HostTree();
  for (const [path, text] of Object.entries(texts)) tree.add(path, { kind: 'file', text });
  return observeZpci(tree)?.state.functions ?? [];
}

const VALUES = [1, 2]
  .map((fid) => `sys/devices/pci000${fid}:00/000${fid}:00:00.0/function_id:0x0000000${fid}`)
  .join('\r\n');
const LINKS = [1, 2]
  .map((uid) => `sys/bus/pci/devices/000${uid}:00:00.0 -> ../../../devices/pci000${uid}:00/000${uid}:00:00.0`)
  .join('\n');

test('ZPCI-M1 lines that end as those of Windows are read', () => {
  expect(seen({ [GREP_TEXT]: VALUES }).map(({ fid }) => fid)).toEqual([1, 2]);
});

test('ZPCI-M4 where links to drivers are told, a function without one has none', () => {
  const driver = 'sys/devices/pci0001:00/0001:00:00.0/driver -> ../../../bus/pci/drivers/vfio-pci';
  const drivers = (links: string) =>
    seen({ [GREP_TEXT]: VALUES, [LINKS_TEXT]: links }).map((one) => [one.driver, one.driverTold]);
  expect([drivers(LINKS), drivers(`${LINKS}\n${driver}`)]).toEqual([
    [
      [null, false],
      [null, false],
    ],
    [
      ['vfio-pci', true],
      [null, true],
    ],
  ]);
});

test('ZPCI-S5 a slot alone is configured, in standby, or not known', () => {
  const text =
    'sys/bus/pci/slots/00000001/power:1\nsys/bus/pci/slots/00000002/power:0\nsys/bus/pci/slots/00000003/adapter:0003';
  expect(seen({ [GREP_TEXT]: text }).map(({ state }) => state)).toEqual([
    'configured',
    'standby',
    'reserved',
  ]);
});

const THERE =
  'Whether the slot is powered is not told; its device is there, so its function is taken as configured.';

test('ZPCI-S1 without power, a slot’s own device says that its function is configured; else nothing is said', () => {
  const files = [
    'sys/devices/pci0001:00/0001:00:00.0/function_id:0x00000001',
    'sys/bus/pci/slots/00000002/address:0002:00:00',
    'sys/bus/pci/slots/00000003/address:0003:00:00',
    'sys/bus/pci/slots/00000004/address:0004:00:00',
    'sys/bus/pci/slots/00000004/power:0',
    'sys/bus/pci/slots/00000005/address:0005:00:00',
  ].join('\n');
  const links = ['0002:00:00.1', '0005:00:00.0', '0005:00:00.1']
    .map(
      (address) =>
        `sys/bus/pci/devices/${address} -> ../../../devices/pci${address.slice(0, 4)}:00/${address}`,
    )
    .join('\n');
  const tree = new HostTree();
  tree.add(GREP_TEXT, { kind: 'file', text: files });
  tree.add(LINKS_TEXT, { kind: 'file', text: links });
  const { state, findings } = observeZpci(tree)!;
  const ofSlots = findings.filter(({ file }) => file.includes('/slots/'));
  expect([
    state.functions.map((one) => [one.fid, one.state, one.address]),
    ofSlots.map(({ severity, file, message }) => [severity, file.slice(-1), message]),
  ]).toEqual([
    [
      [1, 'configured', '0001:00:00.0'],
      [2, 'configured', '0002:00:00.1'],
      [3, 'reserved', '0003:00:00.0'],
      [4, 'standby', '0004:00:00.0'],
      [5, 'configured', null],
    ],
    [
      ['info', '2', THERE],
      [
        'warning',
        '3',
        'Whether the slot is powered is not told, and no function is there: it can be in standby or worse. It is known by name only.',
      ],
      ['info', '5', THERE],
    ],
  ]);
});

const COMMAND =
  'qemu-system-s390x\0-machine\0s390-ccw-virtio-10.0\0-name\0guest=db\0-device\0zpci,uid=7,fid=8,target=h0\0-device\0virtio-rng-pci,id=h0\0';

test.each([
  ['as bytes in hex', `hex:${Buffer.from(COMMAND).toString('hex')}`],
  ['with its zeros', COMMAND],
])('ZPCI-M1 a command line %s among lines of values tells its guest', async (_, value) => {
  const text = `sys/devices/pci0001:00/0001:00:00.0/function_id:0x00000001\nproc/4711/cmdline:${value}\n`;
  const { state } = await observedText('host.grep.txt', text);
  expect([state.functions.map(({ fid }) => fid), guestLines(state)]).toEqual([
    [1],
    ['db qemu merged-10.0 10.0 tcg: h0=virtio-rng-pci 7/8'],
  ]);
});

test.each(['hex:7', 'hex:zz', 'hex:', ''])('ZPCI-M1 a command line of %j is none', async (value) => {
  const text = `sys/devices/pci0001:00/0001:00:00.0/function_id:0x00000001\nproc/4711/cmdline:${value}\n`;
  expect((await observedText('host.grep.txt', text)).state.guests).toEqual([]);
});

const BLOCK = `DEVICE_INFO argsz=4096 flags=0x83
CAP offset=24 id=1 version=1 next=64
 BASE start_dma=0x100000000 end_dma=0x1ffffffff pchid=0x01c0 vfn=0x0001 fmb_length=128 pft=0x0a gid=0x07
CAP offset=64 id=2 version=1 next=0
 GROUP dasm=0x3ffffffffff msi_addr=0xfe00000000000000 flags=0x1 mui=2000 noi=64 maxstbl=128 version=1
`;

test('ZPCI-M6 lines without words are read, and blocks alike go to functions alike in their order', () => {
  const blocks = readVfioText(`${BLOCK}${BLOCK.replace('noi=64', 'noi=32')}`);
  const known = [5, 6].map((fid) => createFunction({ fid, pchid: 0x1c0, vfn: 1, group: 7 }));
  const joined = withVfio(known, blocks).functions;
  expect(joined.map(({ fid, noi, dasm, window }) => [fid, noi, dasm, window?.end])).toEqual([
    [5, 64, '0x3ffffffffff', '0x1ffffffff'],
    [6, 32, '0x3ffffffffff', '0x1ffffffff'],
  ]);
});
