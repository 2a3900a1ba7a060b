/** Two places side by side: the same life under another strategy, two branches, a branch and the real guest. */
import type { ComparedFact, Comparison, Difference } from '../../../../shared/xive/cards.ts';
import type { MomentCounts, Place, VmMoment } from '../../../../shared/xive/moment.ts';
import type { Reading, XiveState } from '../../../../shared/xive/types.ts';
import { countOf } from '../../summary.ts';
import { compareReadings } from '../observe/compare-readings.ts';
import { differencesOf, lonelyGuest } from './differences.ts';
import { lisnRange } from './event-words.ts';
import { momentAt } from './moment.ts';
import { branchNamed, readingNamed } from './places.ts';

/** Differences that a list is given; the rest is counted. */
const MOST_DIFFERENCES = 500;

export interface Side {
  readonly state: XiveState;
  readonly place: Place;
}

interface Told {
  readonly name: string;
  readonly strategy: string;
  readonly phbPages: 1 | 2;
  /** Own range, and nothing takes its pages away when a number is used again. */
  readonly uncleaned: boolean;
  readonly vms: readonly VmMoment[];
}

function told({ state, place }: Side): Told {
  const { vms } = momentAt(state, place);
  if (place.kind === 'reading')
    return {
      name: readingNamed(state, place.reading).name,
      strategy: 'real guest',
      phbPages: 1,
      uncleaned: false,
      vms,
    };
  const { name, config } = branchNamed(state, place.branch, place.strategy);
  const { strategy, phbPages } = config;
  const uncleaned = strategy === 'C' && config.cleaning === 'none' && config.numbering !== 'neverReuse';
  return { name: `${name}, step ${place.step}`, strategy, phbPages, uncleaned, vms };
}

/** Counters are the host's, the rest is of each guest. */
function sum(vms: readonly VmMoment[], name: keyof MomentCounts): number {
  const counters: readonly (keyof MomentCounts)[] = ['zaps', 'sets', 'clears', 'faults'];
  if (counters.includes(name)) return vms[0]?.counts[name] ?? 0;
  return vms.reduce((total, { counts }) => total + counts[name], 0);
}

const FACTS: readonly (readonly [name: string, count: keyof MomentCounts, lessIsBetter: boolean])[] = [
  ['stale pages', 'stale', true],
  ['misresolved pages', 'misresolved', true],
  ['ESB lines in maps', 'vmas', true],
  ['memory slots', 'slots', true],
  ['LISNs passed through', 'passedThrough', false],
  ['orphans', 'orphans', true],
  ['populated pages', 'populated', false],
  ['set_mapped', 'sets', false],
  ['clr_mapped', 'clears', false],
  ['zaps', 'zaps', true],
  ['faults', 'faults', false],
];

function devicesOf(vms: readonly VmMoment[]): string {
  const words = vms.flatMap(({ devices }) =>
    devices.flatMap(({ name, lisns, plugged }) =>
      lisns === null || !plugged ? [] : [`${name} ${lisnRange(...lisns)}`],
    ),
  );
  return words.length === 0 ? 'none' : words.join(', ');
}

function factsOf(left: Told, right: Told): readonly ComparedFact[] {
  const counted = FACTS.map(([name, count, less]): ComparedFact => {
    const [before, after] = [sum(left.vms, count), sum(right.vms, count)];
    const better = !less || before === after ? null : before < after ? 'left' : 'right';
    return { name, left: `${before}`, right: `${after}`, better };
  });
  const running = ({ vms }: Told) => (vms.every((vm) => vm.running) ? 'runs' : 'paused');
  return [
    { name: 'strategy', left: left.strategy, right: right.strategy, better: null },
    ...counted,
    { name: 'LISNs of devices', left: devicesOf(left.vms), right: devicesOf(right.vms), better: null },
    {
      name: 'guest',
      left: running(left),
      right: running(right),
      better: running(left) === running(right) ? null : running(left) === 'runs' ? 'left' : 'right',
    },
  ];
}

function labels(left: Told, right: Told): readonly [string, string] {
  return left.strategy === right.strategy || right.strategy === 'real guest' || left.strategy === 'real guest'
    ? [left.name, right.name]
    : [`strategy ${left.strategy}`, `strategy ${right.strategy}`];
}

/** Devices that are plugged on both sides, with other numbers. */
function movedDevices(left: Told, right: Told, other: string): string {
  const others = new Map(right.vms.flatMap((vm) => vm.devices.map((device) => [device.name, device])));
  const moved = left.vms.flatMap(({ devices }) =>
    devices.flatMap(({ name, lisns, plugged }) => {
      const twin = others.get(name);
      if (!plugged || lisns === null || !twin?.plugged || twin.lisns === null) return [];
      return twin.lisns[0] === lisns[0]
        ? []
        : [`${name} ${lisnRange(...twin.lisns)} for ${lisnRange(...lisns)}`];
    }),
  );
  if (moved.length === 0) return '';
  const more = moved.length > 3 ? ` and ${moved.length - 3} more` : '';
  return ` ${sentenceStart(other)} gives other LISNs: ${moved.slice(0, 3).join(', ')}${more}.`;
}

/** What is left to do about stale pages in a range of its own (XIVE-C). */
function cleaningHint(right: Told): string {
  return right.uncleaned && sum(right.vms, 'stale') > 0
    ? ' A range of its own does not clean by itself: choose a cleaning at unplug, or numbers that are never used again.'
    : '';
}

function sentenceStart(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function summaryOf(left: Told, right: Told, differences: number): string {
  const [one, other] = labels(left, right);
  if (differences === 0) return `Nothing differs between ${one} and ${other}.`;
  const wrong = ({ vms }: Told) => sum(vms, 'stale') + sum(vms, 'misresolved');
  const [before, after] = [wrong(left), wrong(right)];
  const pages =
    before === after
      ? before === 0
        ? 'No page is wrong on either side.'
        : `${countOf(before, 'page')} ${before === 1 ? 'is' : 'are'} wrong on both sides.`
      : `${countOf(before, 'page')} ${before === 1 ? 'is' : 'are'} wrong with ${one}, ${after} with ${other}.`;
  const costs = (['zaps', 'vmas', 'slots'] as const).flatMap((name) => {
    const [was, is] = [sum(left.vms, name), sum(right.vms, name)];
    const word = { zaps: 'zap', vmas: 'line', slots: 'memory slot' }[name];
    const where = name === 'vmas' ? ' in maps' : '';
    return was === is ? [] : [`${countOf(is, word)}${where} instead of ${was}`];
  });
  const cost = costs.length === 0 ? '' : ` ${sentenceStart(other)} has ${costs.join(', ')}.`;
  return `${pages}${cost}${movedDevices(left, right, other)}${cleaningHint(right)}`;
}

/** Guests by name, then those whose names differ in their order; the rest is on one side only. */
function twins(left: Told, right: Told): readonly Difference[] {
  const phbPages = [left.phbPages, right.phbPages] as const;
  const named = left.vms.flatMap((vm) => {
    const twin = right.vms.find((other) => other.vm === vm.vm);
    return twin === undefined ? [] : [{ vm, twin }];
  });
  const ones = left.vms.filter((vm) => named.every((pair) => pair.vm !== vm));
  const others = right.vms.filter((vm) => named.every((pair) => pair.twin !== vm));
  const paired = Math.min(ones.length, others.length);
  const pairs = [...named, ...ones.slice(0, paired).map((vm, at) => ({ vm, twin: others[at]! }))];
  return [
    ...ones.slice(paired).map((vm) => lonelyGuest(vm, 'left')),
    ...others.slice(paired).map((vm) => lonelyGuest(vm, 'right')),
    ...pairs.flatMap(({ vm, twin }) => differencesOf(vm, twin, phbPages)),
  ];
}

function mirrored(comparison: Comparison): Comparison {
  const better = { left: 'right', right: 'left' } as const;
  return {
    ...comparison,
    left: comparison.right,
    right: comparison.left,
    facts: comparison.facts.map((fact) => ({
      ...fact,
      left: fact.right,
      right: fact.left,
      better: fact.better === null ? null : better[fact.better],
    })),
    differences: comparison.differences.map((one) => ({ ...one, left: one.right, right: one.left })),
  };
}

/** Of one guest the earlier reading comes first in what is told, on whichever side it is. */
function readingsInTime(state: XiveState, left: Reading, right: Reading): Comparison {
  const later = state.readings.indexOf(left) > state.readings.indexOf(right);
  const [before, after] = later ? [right, left] : [left, right];
  const comparison = compareReadings(before, after);
  const summary = `From ${before.name} to ${after.name}: ${comparison.summary}`;
  return { ...(later ? mirrored(comparison) : comparison), summary };
}

/** Throws StudioError `not-found` for a place that is not there. */
export function comparePlaces(left: Side, right: Side): Comparison {
  if (left.place.kind === 'reading' && right.place.kind === 'reading') {
    const [one, other] = [
      readingNamed(left.state, left.place.reading),
      readingNamed(right.state, right.place.reading),
    ];
    return left.state === right.state && one !== other
      ? readingsInTime(left.state, one, other)
      : compareReadings(one, other);
  }
  const [one, other] = [told(left), told(right)];
  const differences = twins(one, other);
  return {
    left: left.place,
    right: right.place,
    facts: factsOf(one, other),
    differences: differences.slice(0, MOST_DIFFERENCES),
    more: Math.max(0, differences.length - MOST_DIFFERENCES),
    summary: summaryOf(one, other, differences.length),
  };
}
