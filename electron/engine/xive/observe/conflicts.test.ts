import { expect, test } from 'vitest';
import { readingConflicts } from './conflicts.ts';
import { observeFixture, observeTexts } from './testing/fixture-readings.ts';

async function found(path: string): Promise<[string, string | null][]> {
  const { readings } = await observeFixture(path);
  return readings
    .flatMap(readingConflicts)
    .map(({ rule, lisns }) => [rule, lisns?.map((lisn) => `0x${lisn.toString(16)}`).join('-') ?? null]);
}

test('numbers of a device that left without releasing them (XIVE-F2), passed through but masked (XIVE-F4), lines that tell nothing (XIVE-F5), PTEs unknown (XIVE-F6)', async () => {
  expect(await found('kvm-vfio/05-e1000e-plugged-second-vm-also-zapped')).toEqual([
    ['XIVE-F2', '0x1300-0x1303'],
    ['XIVE-F4', '0x1304-0x1307'],
    ['XIVE-F5', null],
    ['XIVE-F6', null],
  ]);
});

test('numbers that QEMU freed and KVM keeps (XIVE-F3)', async () => {
  expect(await found('kvm-vfio/02-nvme1-removed-cleanly')).toEqual([
    ['XIVE-F3', '0x1300-0x1303'],
    ['XIVE-F6', null],
  ]);
});

test('a host with 4 KiB pages (XIVE-F7), an emulated controller (XIVE-F8), the table of a bare-metal machine (XIVE-F9)', async () => {
  expect([
    await found('vma-ops/host-4k-pages'),
    await found('tcg-pseries/01-booted'),
    await found('kvm-vfio/outer-powernv'),
  ]).toEqual([
    [
      ['XIVE-F6', null],
      ['XIVE-F7', null],
    ],
    [['XIVE-F8', null]],
    [['XIVE-F9', null]],
  ]);
});

test('without the table of KVM nobody knows what is passed through (XIVE-F1)', () => {
  const { readings } = observeTexts({
    'pic.txt':
      '  LISN         PQ    EISN     CPU/PRIO EQ\n  00001300 MSI -Q  M 00000000 \nirqchip: in-kernel\n',
  });
  expect(readings.flatMap(readingConflicts).map(({ rule }) => rule)).toEqual(['XIVE-F1', 'XIVE-F6']);
});

test('passed through but masked is a note that says it is not used yet (XIVE-F4)', async () => {
  const { readings } = await observeFixture('kvm-vfio/05-e1000e-plugged-second-vm-also-zapped');
  expect(
    readings
      .flatMap(readingConflicts)
      .filter(({ lisns }) => lisns !== null)
      .map(({ rule, tone, text }) => [rule, tone, / but not used yet/.test(text)]),
  ).toEqual([
    ['XIVE-F2', 'contradiction', false],
    ['XIVE-F4', 'note', true],
  ]);
});
