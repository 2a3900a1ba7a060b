/** Rows of a timeline, what an event would do at a place, and the small steps of one. */
import {
  EVENT_MARKS,
  type TimelineAnswer,
  type TimelineRow,
  type TraceEntry,
} from '../../../../shared/xive/cards.ts';
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import type { Branch } from '../../../../shared/xive/types.ts';
import { runEvent } from '../kernel/run.ts';
import { boundedTrace } from '../timeline/bounded-trace.ts';
import { hostCounts } from '../timeline/counts.ts';
import { timelineOf } from '../timeline/timeline.ts';
import { markOf } from '../timeline/track.ts';
import { eventTitle, resultWords } from './event-words.ts';
import type { BranchPlace } from './places.ts';

export function timelineRows(branch: Branch, from: number, count: number): TimelineAnswer {
  const timeline = timelineOf(branch);
  const marks = timeline.markCodes();
  const rows: TimelineRow[] = [];
  for (let step = from + 1; step <= Math.min(timeline.steps, from + count); step += 1) {
    const event = branch.events[step - 1]!;
    const outcome = timeline.outcome(step);
    const [before, after] = [timeline.counts(step - 1), timeline.counts(step)];
    rows.push({
      step,
      event,
      title: eventTitle(event, branch.setup.vms.length),
      result: resultWords(event, outcome, { before, after, phbPages: branch.config.phbPages }),
      mark: EVENT_MARKS[marks[step - 1]!]!,
      errno: outcome.errno,
      counts: after,
    });
  }
  return { total: timeline.steps, marks: marks.slice(), rows };
}

/** Nothing is put in: the machine of the place stays what it is. */
export function previewEvent(
  { branch, machine, step }: BranchPlace,
  event: XiveEvent,
): { readonly row: TimelineRow; readonly trace: readonly TraceEntry[] } {
  const { tracer, entries } = boundedTrace();
  const ran = runEvent(machine, event, tracer);
  const [before, after] = [hostCounts(machine), hostCounts(ran.machine)];
  return {
    row: {
      step: step + 1,
      event,
      title: eventTitle(event, machine.vms.size),
      result: resultWords(event, ran.outcome, { before, after, phbPages: branch.config.phbPages }),
      mark: markOf(ran.outcome, before, after),
      errno: ran.outcome.errno,
      counts: after,
    },
    trace: entries(),
  };
}
