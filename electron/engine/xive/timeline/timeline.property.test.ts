import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import type { Branch, StrategyId } from '../../../../shared/xive/types.ts';
import { vmMoment } from '../derive/moment.ts';
import { branchOf, M16, PROPOSAL } from '../derive/testing.ts';
import type { EventOutcome, Machine } from '../kernel/machine.ts';
import { pageState } from '../kernel/page-state.ts';
import { runEvent, startMachine } from '../kernel/run.ts';
import { timelineOf } from './timeline.ts';
import { forgetTracks } from './track.ts';

afterEach(forgetTracks);

const lisn = fc.nat(15);
const parity = fc.constantFrom(0 as const, 1 as const);
const at = fc.nat(31);
const pages = fc.integer({ min: 1, max: 8 });
const owner = fc.tuple(fc.constantFrom('phb1', 'phb2'), fc.nat(15)).map(([phb, index]) => `${phb}[${index}]`);
const event: fc.Arbitrary<XiveEvent> = fc.oneof(
  fc.record({ op: fc.constant('guestTouch' as const), lisn, parity }),
  fc.record({ op: fc.constant('touch' as const), page: at }),
  fc.record({ op: fc.constant('setMapped' as const), lisn, owner }),
  fc.record({ op: fc.constant('clrMapped' as const), lisn }),
  fc.record({ op: fc.constant('zap' as const), lisn }),
  fc.record({ op: fc.constant('munmap' as const), at, pages }),
  fc.record({ op: fc.constant('mmapFixed' as const), at, pages, pgoff: fc.integer({ min: 4, max: 35 }) }),
  fc.record({
    op: fc.constant('overlayRegion' as const),
    firstLisn: lisn,
    count: fc.integer({ min: 1, max: 4 }),
    at: fc.integer({ min: 100, max: 110 }),
    name: fc.constantFrom('pt0', 'pt1'),
  }),
  fc.record({ op: fc.constant('removeOverlayRegion' as const), name: fc.constantFrom('pt0', 'pt1') }),
  fc.record({ op: fc.constant('createSource' as const), lisn: fc.integer({ min: 0, max: 20 }) }),
  fc.record({ op: fc.constant('load' as const), lisn, offset: fc.constantFrom(0, 0x800, 0xc00, 0xd00) }),
);
const strategy = fc.constantFrom<StrategyId[]>('none', 'B0', 'B1', 'A2');
const branch = fc
  .record({
    events: fc.array(event, { maxLength: 200 }),
    strategy,
    proposal: fc.boolean(),
    two: fc.boolean(),
  })
  .map((made) =>
    branchOf(
      made.events,
      { strategy: made.strategy, ...(made.proposal ? PROPOSAL : {}) },
      made.two ? [M16, { ...M16, name: 'B', sources: [{ from: 0, to: 15, ipi: 0x80, lsi: false }] }] : [M16],
    ),
  );

/** Every page of every guest looked at, nothing kept. */
function recount(machine: Machine) {
  const count = { populated: 0, stale: 0, misresolved: 0 };
  for (const vm of machine.vms.values())
    for (let page = -64; page < 256; page += 1) {
      const state = pageState(machine, vm, page);
      if (state !== 'hole' && state !== 'empty') count.populated += 1;
      if (state === 'stale' || state === 'misresolved') count[state] += 1;
    }
  return count;
}

function naiveMark(outcome: EventOutcome, before: number, after: number): string {
  if (outcome.errno !== null) return 'refused';
  if (outcome.signal !== null) return 'signal';
  if (outcome.wrongTurns.length > 0) return 'wrongTurn';
  return after > before ? 'staleMade' : after < before ? 'mended' : 'done';
}

function replayed({ config, setup, events }: Branch) {
  let machine = startMachine(config, setup);
  const machines = [machine];
  const marks: string[] = [];
  for (const one of events) {
    const ran = runEvent(machine, one);
    const wrong = (of: Machine) => recount(of).stale + recount(of).misresolved;
    marks.push(naiveMark(ran.outcome, wrong(machine), wrong(ran.machine)));
    machine = ran.machine;
    machines.push(machine);
  }
  return { machines, marks };
}

function moments(machine: Machine) {
  return [...machine.vms.values()].map((vm) => vmMoment(machine, vm));
}

function pagesOf({ populated, stale, misresolved }: ReturnType<typeof recount>) {
  return { populated, stale, misresolved };
}

describe('a timeline', () => {
  test('marks and counts are those of a recount of every page after every event', () => {
    fc.assert(
      fc.property(branch, (one) => {
        forgetTracks();
        const { machines, marks } = replayed(one);
        const timeline = timelineOf(one);
        expect(timeline.marks()).toEqual(marks);
        expect(machines.map((_, step) => pagesOf(timeline.counts(step)))).toEqual(machines.map(recount));
      }),
      { numRuns: 40 },
    );
  });

  test('any step is what a replay from the start gives, whatever was asked before', () => {
    fc.assert(
      fc.property(branch, fc.array(fc.nat(200), { minLength: 1, maxLength: 8 }), (one, asked) => {
        forgetTracks();
        const { machines } = replayed(one);
        const timeline = timelineOf(one);
        for (const step of asked.map((wish) => Math.min(wish, one.events.length)))
          expect(moments(timeline.at(step))).toEqual(moments(machines[step]!));
      }),
      { numRuns: 30 },
    );
  });

  test('an edited branch that shares check points is what it is alone', () => {
    fc.assert(
      fc.property(branch, event, fc.nat(200), (one, added, wish) => {
        forgetTracks();
        timelineOf(one).marks();
        const cut = Math.min(wish, one.events.length);
        const events = [...one.events.slice(0, cut), added, ...one.events.slice(cut)];
        const edited = { ...one, events };
        const { machines, marks } = replayed(edited);
        const timeline = timelineOf(edited);
        expect(timeline.marks()).toEqual(marks);
        expect(moments(timeline.at(events.length))).toEqual(moments(machines.at(-1)!));
        expect(pagesOf(timeline.counts(events.length))).toEqual(recount(machines.at(-1)!));
      }),
      { numRuns: 30 },
    );
  });

  test('a step that is not there is a range error', () => {
    const timeline = timelineOf(branchOf([{ op: 'zap', lisn: 1 }]));
    expect(() => timeline.at(2)).toThrow(RangeError);
    expect(() => timeline.outcome(0)).toThrow(RangeError);
  });

  test('the small steps of a huge event end with how many more there are', () => {
    const sources = [{ from: 0, to: 8191, ipi: 0x40, lsi: false }];
    const vm = { ...M16, sources, vmas: [{ start: 0, end: 16_384, pgoff: 4, name: 'VMA0' }] };
    const trace = timelineOf(branchOf([{ op: 'infoPic' }], {}, [vm])).trace(1);
    expect([trace.length, trace.at(-1)?.text]).toEqual([
      4001,
      expect.stringMatching(/^[\d,]+ more small steps like these\.$/),
    ]);
  });
});
