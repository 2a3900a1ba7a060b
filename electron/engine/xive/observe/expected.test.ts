import { expect, test } from 'vitest';
import type { Reading } from '../../../../shared/xive/types.ts';
import { isOrphan } from './facts.ts';
import { observeFixture } from './testing/fixture-readings.ts';

function numbers(reading: Reading) {
  const count = (fits: (source: Reading['sources'][number]) => boolean) =>
    reading.sources.filter(fits).length;
  return [
    reading.name.split('-')[0],
    reading.irqchip,
    reading.vcpus.length,
    count(({ pic }) => pic !== null),
    count(({ kvm }) => kvm !== null),
    count(({ kvm }) => kvm?.type === 'PT'),
    count((source) => isOrphan(reading, source)),
    count(({ linux }) => linux !== null),
    count(({ host }) => host?.linux !== null && host?.irq !== null && host !== null),
    reading.devices.map(({ id }) => id).join(' '),
  ];
}

test('a guest without KVM, moment by moment: 41 claimed after boot, orphans from the unclean removal on (XIVE-F2)', async () => {
  const { readings } = await observeFixture('tcg-pseries');
  expect(readings.map(numbers)).toEqual([
    ['00', 'emulated', 4, 16, 0, 0, 0, 0, 0, 'vnet0 e1000a'],
    ['01', 'emulated', 4, 41, 0, 0, 0, 25, 0, 'vnet0 vblk0 e1000a nvme0'],
    ['02', 'emulated', 4, 41, 0, 0, 0, 25, 0, 'vnet0 vblk0 e1000a nvme0 hp0'],
    ['03', 'emulated', 4, 45, 0, 0, 0, 29, 0, 'vnet0 vblk0 e1000a nvme0 hp0'],
    ['04', 'emulated', 4, 41, 0, 0, 0, 25, 0, 'vnet0 vblk0 e1000a nvme0'],
    ['05', 'emulated', 4, 57, 0, 0, 0, 34, 0, 'vnet0 vblk0 e1000a nvme0 hp1'],
    ['06', 'emulated', 4, 57, 0, 0, 16, 34, 0, 'vnet0 vblk0 e1000a nvme0'],
    ['07', 'emulated', 4, 62, 0, 0, 16, 39, 0, 'vnet0 vblk0 e1000a nvme0 hp2'],
    ['08', 'emulated', 5, 62, 0, 0, 16, 40, 0, 'vnet0 vblk0 e1000a nvme0 hp2'],
    ['09', 'emulated', 5, 32, 0, 0, 16, 8, 0, 'vblk0 e1000a nvme0 hp2'],
    ['10', 'emulated', 5, 58, 0, 0, 16, 27, 0, 'vblk0 e1000a nvme0 hp2'],
  ]);
});

test('a guest with KVM, moment by moment: freed numbers stay valid, passed-through ones are told by the table only', async () => {
  const { readings } = await observeFixture('kvm-vfio');
  expect(readings.map(numbers)).toEqual([
    ['00', 'in-kernel', 2, 10, 10, 0, 0, 5, 0, ''],
    ['01', 'in-kernel', 2, 14, 14, 4, 0, 8, 4, 'vf0'],
    ['02', 'in-kernel', 2, 10, 14, 0, 0, 5, 0, ''],
    ['03', 'in-kernel', 2, 14, 14, 4, 0, 8, 4, 'vf1'],
    ['04', 'in-kernel', 2, 14, 14, 0, 4, 8, 0, ''],
    ['05', 'in-kernel', 2, 18, 18, 4, 4, 8, 4, 'vf2'],
    ['06', 'in-kernel', 2, 14, 18, 4, 0, 5, 4, 'vf2'],
    ['outer', null, 0, 0, 0, 0, 0, 0, 0, ''],
  ]);
});

test('QEMU 10 prints the same rows, and lines that are skipped', async () => {
  const { readings, findings } = await observeFixture('qemu10-sample');
  expect([readings.map(numbers), findings]).toEqual([
    [['power9', 'emulated', 2, 19, 0, 0, 0, 12, 0, 'net0 nvme0']],
    [],
  ]);
});

test('one vector with its five numbers, from LISN to the function of the host', async () => {
  const { readings } = await observeFixture('kvm-vfio/01-nvme1-hotplugged');
  const source = readings[0]!.sources.find(({ lisn }) => lisn === 0x1300)!;
  expect({
    eisn: source.pic?.eisn,
    lirq: source.guest?.lirq,
    linux: [source.linux?.irq, source.linux?.name],
    device: source.device,
    hw: source.kvm?.hw,
    host: [source.host?.linux?.irq, source.host?.linux?.name, source.host?.irq?.eoiPage],
  }).toEqual({
    eisn: 0x16,
    lirq: 0x16,
    linux: [22, 'nvme0q0'],
    device: { bdf: '0000:00:00.0', driver: null, vector: 0 },
    hw: 0xfd800,
    host: [43, 'vfio-msix[0](0001:01:00.0)', 0x600c320000000],
  });
});

test('a masked vector of a queue that is not in use gets its Linux irq through its block', async () => {
  const { readings } = await observeFixture('tcg-pseries/01-booted');
  const masked = readings[0]!.sources.filter(
    ({ lisn }) => lisn === 0x130f || lisn === 0x1309 || lisn === 0x1319,
  );
  expect(masked.map(({ device, linux }) => [device?.bdf, device?.vector, linux?.name ?? null])).toEqual([
    ['0000:00:00.0', 3, null],
    ['0000:00:03.0', 5, 'nvme0q5'],
    ['0000:00:03.0', 15, null],
  ]);
});
