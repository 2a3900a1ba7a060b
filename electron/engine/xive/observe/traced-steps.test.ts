import { describe, expect, it } from 'vitest';
import type { Reading } from '../../../../shared/xive/types.ts';
import { readingMoment } from './reading-moment.ts';
import { observeFixture } from './testing/fixture-readings.ts';
import { tracedSteps } from './traced-steps.ts';

function readingOf(trace: Reading['trace']): Reading {
  const blank = { phbs: [], vmas: [], regions: [], flat: [], sources: [], populated: null };
  return { pageSize: 65_536, ...blank, trace } as unknown as Reading;
}

describe('a kernel trace as small steps', () => {
  it('XIVE-R10 to R13: says of every line which LISN and which pages it is about', () => {
    const steps = tracedSteps(
      readingOf([
        {
          time: 85.7055,
          task: 'CPU 0/KVM',
          event: { kind: 'fault', pgoff: 0x2605, address: 0x7000_0000_0000, vmaStart: 0, vmaPgoff: 4 },
        },
        { time: 85.712, task: 'qemu', event: { kind: 'set', lisn: 0x1300, hostIrq: 42, hw: null } },
        { time: 85.712, task: 'qemu', event: { kind: 'zap', begin: 0x2604_0000, length: 0x2_0000 } },
        { time: 85.7569, task: 'qemu', event: { kind: 'clear', lisn: 0x1300, hostIrq: 42 } },
      ]),
    );
    expect(steps.map(({ stage, rule, lisns, pages }) => [stage, rule, lisns, pages])).toEqual([
      ['fault', 'XIVE-R10', [0x1300, 0x1300], [0x2601, 0x2601]],
      ['set', 'XIVE-R12', [0x1300, 0x1300], null],
      ['zap', 'XIVE-R11', [0x1300, 0x1300], [0x2600, 0x2601]],
      ['clear', 'XIVE-R13', [0x1300, 0x1300], null],
    ]);
    expect(steps[0]?.text).toBe(
      '85.7055 s, CPU 0/KVM: A fault at file page 0x2605: the management page of LISN 0x1300.',
    );
  });

  it('XIVE-R10 to R13: tells of the captures what their counts say, by time, of sources that there are', async () => {
    const { readings } = await observeFixture('kvm-vfio');
    const told = readings.map((reading) => {
      const steps = tracedSteps(reading);
      const count = (stage: string) => steps.filter((step) => step.stage === stage).length;
      const times = steps.map(({ text }) => Number(/^[\d.]+/.exec(text)?.[0]));
      return {
        zaps: count('zap'),
        sets: count('set'),
        clears: count('clear'),
        faults: count('fault'),
        inserts: count('insert'),
        byTime: times.every((time, at) => at === 0 || time >= times[at - 1]!),
        strange: steps.filter(({ lisns, text }) => (lisns?.[0] ?? 0) < 0 || / xvma-|the page at /.test(text)),
      };
    });
    expect(told).toEqual(
      readings.map((reading) => {
        const { zaps, sets, clears, faults } = readingMoment(reading).counts;
        return { zaps, sets, clears, faults, inserts: faults, byTime: true, strange: [] };
      }),
    );
    expect(told[1]).toMatchObject({ zaps: 18, sets: 11, clears: 7 });
  });

  it('XIVE-R2: does not tell of sources that the messages tell of another guest', async () => {
    const { readings } = await observeFixture('kvm-vfio');
    const created = tracedSteps(readings[5]!).filter(({ stage }) => stage === 'create');
    const lisns = new Set(created.map(({ lisns: range }) => range?.[0]));
    expect([lisns.has(0), lisns.has(0x1304), lisns.has(0x1400)]).toEqual([false, true, false]);
  });
});
