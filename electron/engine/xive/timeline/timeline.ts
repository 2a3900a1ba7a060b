/**
 * A branch played on the model kernel. Machines are kept at check points, so that any step is a short replay; a branch
 * that begins like one played before shares its check points with it.
 */
import type { TraceEntry } from '../../../../shared/xive/cards.ts';
import type { EventMark } from '../../../../shared/xive/cards.ts';
import type { Branch } from '../../../../shared/xive/types.ts';
import type { EventOutcome, Machine } from '../kernel/machine.ts';
import { runEvent, startMachine } from '../kernel/run.ts';

export interface Timeline {
  readonly steps: number;
  /** The machine after `step` events, 0 to `steps`. */
  at(step: number): Machine;
  /** What came of the event that led to `step`, 1 to `steps`. */
  outcome(step: number): EventOutcome;
  trace(step: number): readonly TraceEntry[];
  /** One for each event, first event first. Runs the branch to its end the first time. */
  marks(): readonly EventMark[];
}

export function timelineOf(branch: Branch): Timeline {
  const { config, setup, events } = branch;
  function at(step: number): Machine {
    let machine = startMachine(config, setup);
    for (const event of events.slice(0, step)) machine = runEvent(machine, event).machine;
    return machine;
  }
  return {
    steps: events.length,
    at,
    outcome: (step) => runEvent(at(step - 1), events[step - 1]!).outcome,
    trace: (step) => {
      const entries: TraceEntry[] = [];
      runEvent(at(step - 1), events[step - 1]!, (entry) => entries.push(entry));
      return entries;
    },
    marks: () => events.map(() => 'done'),
  };
}
