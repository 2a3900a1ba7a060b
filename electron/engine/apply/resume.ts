/** What became of an interrupted run. */
import type { PlanStep } from '../../../shared/plan.ts';
import type { DeviceFamily } from '../family.ts';
import type { States } from '../plan/rehearse.ts';
import { continueJournal, readRecords } from './journal-file.ts';
import { type Journal, journalsOf } from './journal.ts';
import { performAction, stateDifferences, statesFromFile } from './states.ts';
import type { Target } from './target.ts';

/** Runs of a target that are not over, oldest first. */
export async function openJournals(target: Target, folder: string): Promise<readonly Journal[]> {
  return (await journalsOf(folder, target.key)).filter(({ closed }) => closed === null);
}

/** What the models make of the first `count` steps. */
export function statesAfter(
  families: readonly DeviceFamily[],
  before: States,
  steps: readonly PlanStep[],
  count: number,
): States {
  return steps
    .slice(0, count)
    .reduce((states, { action, refs }) => performAction(families, states, action, refs).states, before);
}

export interface Stand {
  /** Steps that are done; null when the host is neither as before nor as after the step that was running. */
  readonly done: number | null;
  /** What differs from the host after the last verified step. */
  readonly differences: readonly string[];
  readonly before: States;
}

/** The step that was running when the run ended may have been done or not; anything else is not explained by it. */
export function whereItStands(
  families: readonly DeviceFamily[],
  journal: Journal,
  steps: readonly PlanStep[],
  now: States,
): Stand {
  const before = statesFromFile(families, journal.header.before);
  const verified = statesAfter(families, before, steps, journal.done);
  const differences = stateDifferences(families, verified, now);
  if (differences.length === 0) return { done: journal.done, differences, before };
  const next = steps[journal.done];
  const further = next ? performAction(families, verified, next.action, next.refs).states : null;
  const isFurther = further !== null && stateDifferences(families, further, now).length === 0;
  return { done: isFurther ? journal.done + 1 : null, differences, before };
}

/** Their content is read again: the file may have grown since. */
export async function closeJournals(
  journals: readonly Journal[],
  status: 'superseded' | 'rolled-back',
): Promise<void> {
  for (const { file } of journals) {
    const writer = await continueJournal(file, await readRecords(file));
    try {
      await writer.append({ record: 'closed', status, at: new Date().toISOString() });
    } finally {
      await writer.close();
    }
  }
}
