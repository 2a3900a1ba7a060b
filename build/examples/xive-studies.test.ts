import { expect, it } from 'vitest';
import { timelineOf } from '../../electron/engine/xive/timeline/timeline.ts';
import { XIVE_EXAMPLES } from './xive-studies.ts';

const branchesOf = (id: string) => XIVE_EXAMPLES.find((example) => example.id === id)!.xive.branches;

it('the re-plug story: XIVE-S4 without a measure and in a range of its own, XIVE-S2 and XIVE-S5 with an overlay too early', () => {
  const told = branchesOf('xive-replug').map((branch) => {
    const timeline = timelineOf(branch);
    const { stale } = timeline.counts(timeline.steps);
    const outcomes = branch.events.map((_, index) => timeline.outcome(index + 1));
    const astray = outcomes.filter(({ wrongTurns }) => wrongTurns.length > 0).length;
    const arrived = outcomes.filter(({ notified }) => notified.some(({ lisn }) => lisn !== null)).length;
    const refused = outcomes.filter(({ errno, signal }) => errno !== null || signal !== null).length;
    return [branch.id, stale, astray, arrived, refused];
  });
  expect(told).toEqual([
    ['no-measure', 1, 2, 1, 0],
    ['overlay-region', 0, 0, 3, 0],
    ['mmap-over', 0, 0, 3, 0],
    ['mmap-too-early', 1, 2, 0, 0],
    ['merged', 0, 0, 3, 0],
    ['own-range', 1, 2, 1, 0],
  ]);
});

it('the first drawings have the mappings they show', () => {
  const told = branchesOf('xive-seed-drawings').map((branch) => {
    const timeline = timelineOf(branch);
    const { vmas, slots, stale } = timeline.counts(timeline.steps);
    return [branch.id, vmas, slots, stale, timeline.marks().includes('signal')];
  });
  expect(told).toEqual([
    ['initial', 1, 1, 0, false],
    ['overlay-region', 2, 3, 0, false],
    ['mmap-over', 3, 1, 0, false],
    ['merged', 1, 1, 0, false],
    ['stray', 1, 1, 0, true],
  ]);
});

it('the largest guest has a million sources and thousands of pages', () => {
  const counts = timelineOf(branchesOf('xive-million')[0]!).counts(0);
  expect(counts).toMatchObject({ sources: 1_000_000, passedThrough: 768, populated: 16_028, stale: 0 });
});

it('the real guest has seven moments, the passed-through vectors of which come and go', () => {
  const { readings } = XIVE_EXAMPLES.find(({ id }) => id === 'xive-real-guest')!.xive;
  const passed = readings.map(({ sources }) => sources.filter(({ kvm }) => kvm?.type === 'PT').length);
  expect(passed).toEqual([0, 4, 0, 4, 0, 4, 4]);
});
