import { describe, expect, it } from 'vitest';
import { observeFixture } from '../observe/testing/fixture-readings.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { checkConfig, checkSetup } from './check-setup.ts';
import { fromReading } from './from-reading.ts';

describe('a branch that goes on from a reading', () => {
  it.each(['kvm-vfio', 'tcg-pseries', 'qemu10-sample'])(
    'can be played for every moment of %s',
    async (name) => {
      const { readings } = await observeFixture(name);
      const played = readings
        .filter(({ sources }) => sources.length > 0)
        .map((reading) => {
          const { branch } = fromReading(reading, { id: 'r', name: 'R' });
          const { sources, passedThrough, stale, misresolved, orphans } = timelineOf(branch).counts(0);
          const vectors = reading.sources.filter(({ kvm }) => kvm?.type === 'PT').length;
          const problems = [...checkConfig(branch.config), ...checkSetup(branch.setup, branch.config)];
          return {
            problems,
            hasSources: sources > 0,
            same: passedThrough === vectors,
            stale,
            misresolved,
            orphans: orphans > 0,
          };
        });
      const fine = { problems: [], hasSources: true, same: true, stale: 0, misresolved: 0 };
      expect(played.length).toBeGreaterThan(0);
      expect(played).toEqual(played.map(({ orphans }) => ({ ...fine, orphans })));
      if (name === 'kvm-vfio')
        expect(played.map(({ orphans }) => orphans)).toEqual([false, false, false, false, true, true, false]);
    },
  );

  it('has the host’s numbers, the device by its name in QEMU, and its pages from the trace', async () => {
    const { readings } = await observeFixture('kvm-vfio');
    const { branch } = fromReading(readings[1]!, { id: 'r', name: 'R' });
    const [vm] = branch.setup.vms;
    expect(vm!.sources[0]).toEqual({ from: 0, to: 1, ipi: 0x14, lsi: false });
    expect(vm!.devices.map(({ first, owners, mapped }) => [first, owners, mapped])).toEqual([
      [0x1300, ['phb1[0]', 'phb1[1]', 'phb1[2]', 'phb1[3]'], true],
    ]);
    expect(vm!.vmas[0]).toMatchObject({ start: 0, end: 0x4000, pgoff: 4 });
    expect(vm!.populated.length).toBeGreaterThan(0);
  });
});
