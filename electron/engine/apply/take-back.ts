/** A run taken back: the host goes to what it was before, by a plan from what it is now, with a journal of its own. */
import { StudioError } from '../../../shared/errors.ts';
import type { Plan, PlanOptions } from '../../../shared/plan.ts';
import { type ApplyParts, type Applied, carryThrough, lastWord, readTarget, reportOf } from './apply-plan.ts';
import { createJournal } from './journal-file.ts';
import { headerRecord, type Journal, journalsOf, newJournalFile, readJournal } from './journal.ts';
import { lockTarget } from './lock.ts';
import { type Beginning, beginningOf } from './half-done.ts';
import { closeJournals, openJournals } from './resume.ts';
import { isEmptyPlan, namesIn, planBack } from './roll-back.ts';
import { statesFromFile, statesOf, statesToFile } from './states.ts';
import type { States } from '../plan/rehearse.ts';
import type { Target } from './target.ts';

export interface TakeBackParts extends Omit<ApplyParts, 'options'> {
  /** Guests that may be restarted for it, beyond those that the run itself was allowed to restart. */
  readonly restart?: PlanOptions['restart'];
}

/** The way back as it is shown before it is gone. */
export interface WayBack {
  readonly plan: Plan;
  readonly beginning: Beginning;
  readonly before: States;
}

/** The run to take back when none is named: the oldest that is still open, else the newest that was done. Null when there is none. */
export async function runToTakeBack(folder: string, target: Target): Promise<Journal | null> {
  const applies = (await journalsOf(folder, target.key)).filter(({ header }) => header.kind === 'apply');
  return (
    applies.find(({ closed }) => closed === null) ??
    applies.findLast(({ closed }) => closed === 'done') ??
    null
  );
}

/** Throws `not-found`, `unreadable`, `io`, or `bad-request` for a journal of another target. */
async function journalFor(file: string, target: Target): Promise<Journal> {
  const journal = await readJournal(file);
  if (!journal)
    throw new StudioError('not-found', `The journal ${file} tells of no step, so nothing was changed.`);
  if (journal.header.target.key !== target.key)
    throw new StudioError(
      'bad-request',
      `That journal is of ${journal.header.target.label}, not of ${target.label}.`,
    );
  return journal;
}

function restartOf({ restart = [] }: TakeBackParts, { header }: Journal): PlanOptions['restart'] {
  return [...new Set([...header.restart, ...restart])];
}

async function wayBackFrom(
  parts: TakeBackParts,
  journal: Journal,
  open: readonly Journal[],
): Promise<WayBack> {
  const { target, families, context } = parts;
  context.progress(`Reading ${target.label}`, null);
  const seen = await readTarget(target, context.signal);
  const beginning = await beginningOf(target, families, open, seen);
  const before = statesFromFile(families, journal.header.before);
  const restart = restartOf(parts, journal);
  const names = [statesFromFile(families, journal.header.wish), ...namesIn(parts.host)];
  const plan = planBack(families, statesOf(beginning.now, 'observed'), before, restart, names);
  return { plan, beginning, before };
}

/** What taking that run back would do now: looked at, and nothing else. */
export async function wayBack(parts: TakeBackParts, file: string): Promise<WayBack> {
  const journal = await journalFor(file, parts.target);
  const release = await lockTarget(parts.journals, parts.target.key, parts.target.label);
  try {
    return await wayBackFrom(parts, journal, await openJournals(parts.target, parts.journals));
  } finally {
    await release();
  }
}

/** Throws as `applyPlan` does. */
export async function takeBack(parts: TakeBackParts, file: string): Promise<Applied> {
  const { target, families, host, journals } = parts;
  const release = await lockTarget(journals, target.key, target.label);
  try {
    const journal = await journalFor(file, target);
    const open = await openJournals(target, journals);
    const { plan, beginning, before } = await wayBackFrom(parts, journal, open);
    const { now, seen, isHalfDone } = beginning;
    if (plan.blocks.length > 0) {
      const differences = plan.blocks.map(({ message }) => message);
      return { report: reportOf('stale', 0, { differences, rollBack: plan }), now: seen };
    }
    const over = () =>
      closeJournals([journal, ...open.filter((other) => other.file !== file)], 'rolled-back');
    if (isEmptyPlan(plan) && !isHalfDone) {
      await over();
      return { report: reportOf('nothing', 0), now };
    }
    const refused = await lastWord(parts, plan, 0, beginning);
    if (refused) return refused;
    const writer = await createJournal(newJournalFile(journals, target.key));
    const there = statesOf(now, 'observed');
    const options = { style: plan.style, restart: restartOf(parts, journal) };
    await writer.append(
      headerRecord({
        kind: 'roll-back',
        target,
        host,
        planHash: '',
        options,
        steps: plan.steps,
        before: statesToFile(families, there),
        wish: journal.header.before,
      }),
    );
    const prepared = { journal: writer, plan, from: 0, start: now, before: there, after: before };
    const applied = await carryThrough({ ...parts, options }, prepared);
    if (applied.report.status === 'done') await over();
    return applied;
  } finally {
    await release();
  }
}
