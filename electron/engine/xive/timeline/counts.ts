/** The numbers a step is told by, of one guest or of the whole host, and as a row of integers for every step of a branch. */
import type { MomentCounts } from '../../../../shared/xive/moment.ts';
import type { Intervals, Machine, Vm } from '../kernel/machine.ts';
import { writtenIn } from './columns.ts';
import { pageTally } from './page-tally.ts';
import { slotCount } from './regions.ts';

const NAMES = [
  'vmas',
  'slots',
  'sources',
  'passedThrough',
  'populated',
  'fromSetup',
  'stale',
  'misresolved',
  'orphans',
  'zaps',
  'sets',
  'clears',
  'faults',
] as const satisfies readonly (keyof MomentCounts)[];

/** Integers of one step. */
export const COUNT_WORDS = NAMES.length;

function lengthOf(intervals: Intervals): number {
  return intervals.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

export function vmCounts(machine: Machine, vm: Vm): MomentCounts {
  return {
    vmas: vm.vmas.reduce((sum, { kind }) => (kind === 'esb' ? sum + 1 : sum), 0),
    slots: slotCount(machine, vm),
    sources: writtenIn(vm.ipi),
    passedThrough: writtenIn(vm.pt),
    ...pageTally(machine, vm),
    orphans: lengthOf(vm.orphans),
    ...machine.counters,
  };
}

export function hostCounts(machine: Machine): MomentCounts {
  const each = [...machine.vms.values()].map((vm) => vmCounts(machine, vm));
  const sum = (name: (typeof NAMES)[number]) => each.reduce((total, counts) => total + counts[name], 0);
  return {
    vmas: sum('vmas'),
    slots: sum('slots'),
    sources: sum('sources'),
    passedThrough: sum('passedThrough'),
    populated: sum('populated'),
    fromSetup: sum('fromSetup'),
    stale: sum('stale'),
    misresolved: sum('misresolved'),
    orphans: sum('orphans'),
    ...machine.counters,
  };
}

export function writeCounts(words: Int32Array, step: number, counts: MomentCounts): void {
  for (const [at, name] of NAMES.entries()) words[step * COUNT_WORDS + at] = counts[name];
}

export function readCounts(words: Int32Array, step: number): MomentCounts {
  const entries = NAMES.map((name, at) => [name, words[step * COUNT_WORDS + at]!]);
  return Object.fromEntries(entries);
}
