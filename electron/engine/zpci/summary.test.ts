import { expect, test } from 'vitest';
import { ZPCI_EXAMPLES } from '../../../build/examples/zpci-machines.ts';
import { createFunction, createGuest, createState, withGuest } from './model.ts';
import { zpciSummary } from './summary.ts';

const [captured] = ZPCI_EXAMPLES.map(({ zpci }) => zpci);

test('ZPCI-K12 the captured guest in a few lines, and what the wish has otherwise', () => {
  const guest = captured!.guests[0]!;
  const wish = withGuest(captured!, guest.id, { devices: guest.devices.slice(0, 1), running: false });
  expect(zpciSummary(captured!, wish)).toEqual([
    'RoCE Express2 or 3: 2 functions, 1 for guests, 1 of vfio-pci (wished; read: 2 functions, 2 for guests)',
    'unclassified: 1 function, 1 of virtio-pci',
    'ISM: 1 function, 1 of vfio-pci (wished; read: 1 function, 1 for guests)',
    'NVMe: 1 function, 1 of vfio-pci (wished; read: 1 function, 1 for guests)',
    'DMA mappings of a container: 65,535',
    'guest s1: not running, QEMU 10.0, h0 = ROC2 0001:00:00.0 (UID 0x0031, FID 0x00000041) (wished; read: running, QEMU 10.0, h0 = ROC2 0001:00:00.0 (UID 0x0031, FID 0x00000041), h1 = ROC2 0002:00:00.0 (UID 0x0032, FID 0x00000042), h2 = ISM 0003:00:00.0 (UID 0x0033, FID 0x00000043), h3 = NVMe 1a2b:00:00.0 (UID 0x0034, FID 0x00000044), r0 = virtio-rng-pci (UID 0x0035, FID 0x00000045))',
  ]);
});

test('a host of any size stays a few lines', () => {
  const many = createState({
    functions: Array.from({ length: 300 }, (_, fid) => createFunction({ fid, pft: fid % 256 })),
    guests: Array.from({ length: 200 }, (_, at) => createGuest({ id: `g${at}`, name: `g${at}` })),
    untold: ['drivers'],
  });
  expect(zpciSummary(many, many).length).toBeLessThan(40);
});
