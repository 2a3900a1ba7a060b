import { expect, test } from 'vitest';
import { compareReadings } from './compare-readings.ts';
import { observeFixture } from './testing/fixture-readings.ts';

async function summaries(path: string, count: number): Promise<string[]> {
  const { readings } = await observeFixture(path);
  return readings.slice(1, count).map((reading, index) => compareReadings(readings[index]!, reading).summary);
}

test('what happened between the moments of a guest with passed-through devices', async () => {
  expect(await summaries('kvm-vfio', 7)).toEqual([
    'vf0 (0001:01:00.0 of the host) was plugged into slot 00:00.0: LISNs 0x1300 to 0x1303 claimed, 0x1300 to 0x1303 passed through (phb1[0] to phb1[3]); the XIVE lines of maps did not change, one kvm-spapr-tce line was added, one vfio-device line was added.',
    'vf0 (0001:01:00.0 of the host) was removed from slot 00:00.0: LISNs 0x1300 to 0x1303 released, 0x1300 to 0x1303 back on their internal sources; the XIVE lines of maps did not change.',
    'vf1 (0002:01:00.0 of the host) was plugged into slot 00:00.0: LISNs 0x1300 to 0x1303 claimed again, 0x1300 to 0x1303 passed through (phb2[0] to phb2[3]); the XIVE lines of maps did not change, one vfio-device line was added.',
    'vf1 (0002:01:00.0 of the host) was removed from slot 00:00.0: 0x1300 to 0x1303 back on their internal sources, 0x1300 to 0x1303 left behind as orphans, claimed without a device; the XIVE lines of maps did not change.',
    'vf2 (0000:01:00.0 of the host) was plugged into slot 00:02.0: LISNs 0x1304 to 0x1307 claimed, 0x1304 to 0x1307 passed through (phb0[0] to phb0[3]); the XIVE lines of maps did not change, three vfio-device lines were added.',
    'LISNs 0x1304 to 0x1307 released, 0x1300 to 0x1303 passed through (phb0[0] to phb0[3]), 0x1304 to 0x1307 back on their internal sources, 0x1300 to 0x1303 no longer orphaned, vf2 has 0x1300 to 0x1303 instead of 0x1304 to 0x1307; the XIVE lines of maps did not change.',
  ]);
});

test('a reading of the host alone is not taken for a guest whose devices are gone', async () => {
  const { readings } = await observeFixture('kvm-vfio');
  const { summary, differences } = compareReadings(readings[6]!, readings[7]!);
  expect({ summary, differences }).toEqual({
    summary: 'Nothing to compare: the texts of outer-powernv tell nothing of a guest’s interrupts.',
    differences: [],
  });
});

test('what happened between the moments of a guest without KVM', async () => {
  const told = await summaries('tcg-pseries', 11);
  expect(told.slice(1)).toEqual([
    'hp0 was plugged into slot 00:04.0.',
    'LISNs 0x131a to 0x131d claimed.',
    'hp0 was removed from slot 00:04.0: LISNs 0x131a to 0x131d released.',
    'hp1 was plugged into slot 00:04.0: LISNs 0x131a to 0x1329 claimed.',
    'hp1 was removed from slot 00:04.0: 0x131a to 0x1329 left behind as orphans, claimed without a device.',
    'hp2 was plugged into slot 00:05.0: LISNs 0x132a to 0x132e claimed.',
    'One vCPU was added.',
    'vnet0 was removed from slot 00:00.0: LISNs 0x1300 to 0x1304, 0x1306 to 0x1319, 0x132a to 0x132e released.',
    'LISNs 0x1300 to 0x1304, 0x1308 to 0x130c, 0x132a to 0x1339 claimed.',
  ]);
});

test('a device keeps its name over a rescan that gives it other numbers', async () => {
  const { readings } = await observeFixture('tcg-pseries');
  const { summary } = compareReadings(readings[8]!, readings[10]!);
  expect(summary).toContain('nvme0 has 0x132a to 0x1339 instead of 0x130a to 0x1319');
});

test('a clean removal: every difference, neighbours in one', async () => {
  const { readings } = await observeFixture('kvm-vfio');
  const { differences, more } = compareReadings(readings[1]!, readings[2]!);
  expect([differences.map(({ kind, left, right, lisns }) => [kind, left, right, lisns?.[0]]), more]).toEqual([
    [
      ['device', 'vfio-pci', null, undefined],
      ['source', 'claimed', 'free', 0x1300],
      ['owner', 'phb1[0] to phb1[3]', 'ipi(0x1e) to ipi(0x21)', 0x1300],
      ['page', 'phb1[0]', 'ipi(0x1e):E', 0x1300],
      ['page', 'phb1[1]', 'ipi(0x1f):E', 0x1301],
      ['page', 'phb1[2]', 'ipi(0x20):E', 0x1302],
      ['page', 'phb1[3]', 'empty', 0x1303],
    ],
    0,
  ]);
});

test('a reading against itself', async () => {
  const { readings } = await observeFixture('kvm-vfio/01-nvme1-hotplugged');
  const { differences, summary } = compareReadings(readings[0]!, readings[0]!);
  expect([differences, summary]).toEqual([
    [],
    'No device came or went, and every LISN has the owner it had; the XIVE lines of maps did not change.',
  ]);
});
