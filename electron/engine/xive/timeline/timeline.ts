/**
 * A branch played on the model kernel. Machines are kept at check points, so that any step is a short replay; a branch
 * that begins like one played before shares its check points with it.
 */
import { EVENT_MARKS, type EventMark, type TraceEntry } from '../../../../shared/xive/cards.ts';
import type { MomentCounts } from '../../../../shared/xive/moment.ts';
import type { Branch } from '../../../../shared/xive/types.ts';
import type { EventOutcome, Machine } from '../kernel/machine.ts';
import { runEvent } from '../kernel/run.ts';
import { boundedTrace } from './bounded-trace.ts';
import { readCounts } from './counts.ts';
import { trackOf } from './track.ts';

export interface Timeline {
  readonly steps: number;
  /** The machine after `step` events, 0 to `steps`. */
  at(step: number): Machine;
  /** What came of the event that led to `step`, 1 to `steps`. */
  outcome(step: number): EventOutcome;
  trace(step: number): readonly TraceEntry[];
  /** One for each event, first event first. Runs the branch to its end the first time. */
  marks(): readonly EventMark[];
  /** The same as indexes into EVENT_MARKS; not to be changed. */
  markCodes(): Uint8Array;
  /** Of the whole host after `step` events. */
  counts(step: number): MomentCounts;
}

export function timelineOf(branch: Branch): Timeline {
  const { events } = branch;
  const steps = events.length;
  function checked(step: number, first: number): number {
    if (Number.isInteger(step) && step >= first && step <= steps) return step;
    throw new RangeError(`step ${step} is not between ${first} and ${steps}`);
  }
  function markCodes(): Uint8Array {
    const track = trackOf(branch);
    track.runTo(steps);
    return track.marks;
  }
  return {
    steps,
    at: (step) => trackOf(branch).at(checked(step, 0)),
    outcome: (step) => trackOf(branch).run(checked(step, 1)).outcome,
    trace: (step) => {
      const before = trackOf(branch).at(checked(step, 1) - 1);
      const { tracer, entries } = boundedTrace();
      runEvent(before, events[step - 1]!, tracer);
      return entries();
    },
    marks: () => [...markCodes()].map((code) => EVENT_MARKS[code]!),
    markCodes,
    counts: (step) => {
      const track = trackOf(branch);
      track.runTo(checked(step, 0));
      return readCounts(track.counts, step);
    },
  };
}
