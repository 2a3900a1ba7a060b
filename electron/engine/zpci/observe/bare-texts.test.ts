import { expect, test } from 'vitest';
import { createFunction } from '../model.ts';
import { HostTree } from '../../hosts/tree.ts';
import { observeZpci } from '../observe.ts';
import { GREP_TEXT, LINKS_TEXT } from './places.ts';
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
