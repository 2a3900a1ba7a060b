/** A run taken back: the host goes to what it was before, by a plan from what it is now, with a journal of its own. */
import { StudioError } from '../../../shared/errors.ts';
import type { Plan } from '../../../shared/plan.ts';
import type { HostDocument } from '../workspace/document.ts';
import { type ApplyParts, type Applied, carryThrough, lastWord, readTarget, reportOf } from './apply-plan.ts';
import { createJournal } from './journal-file.ts';
import { headerRecord, type Journal, journalsOf, newJournalFile, readJournal } from './journal.ts';
import { lockTarget } from './lock.ts';
import { closeJournals, settledJournals } from './resume.ts';
import { isEmptyPlan, namesIn, planBack } from './roll-back.ts';
import { statesFromFile, statesOf, statesToFile } from './states.ts';
import type { States } from '../plan/rehearse.ts';
import type { Target } from './target.ts';

export type TakeBackParts = Omit<ApplyParts, 'options'>;

/** The way back as it is shown before it is gone. */
export interface WayBack {
  readonly plan: Plan;
  readonly now: HostDocument;
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

async function wayBackFrom(parts: TakeBackParts, journal: Journal): Promise<WayBack> {
  const { target, families, context } = parts;
  context.progress(`Reading ${target.label}`, null);
  const now = await readTarget(target, context.signal);
  const { restart } = journal.header;
  const before = statesFromFile(families, journal.header.before);
  const names = [statesFromFile(families, journal.header.wish), ...namesIn(parts.host)];
  return { plan: planBack(families, statesOf(now, 'observed'), before, restart, names), now, before };
}

/** What taking that run back would do now. Half-done changes are finished first. */
export async function wayBack(parts: TakeBackParts, file: string): Promise<WayBack> {
  const journal = await journalFor(file, parts.target);
  const release = await lockTarget(parts.journals, parts.target.key, parts.target.label);
  try {
    await settledJournals(parts.target, parts.journals);
    return await wayBackFrom(parts, journal);
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
    const open = await settledJournals(target, journals);
    const { plan, now, before } = await wayBackFrom(parts, journal);
    if (plan.blocks.length > 0) {
      const differences = plan.blocks.map(({ message }) => message);
      return { report: reportOf('stale', 0, { differences, rollBack: plan }), now };
    }
    const over = () =>
      closeJournals([journal, ...open.filter((other) => other.file !== file)], 'rolled-back');
    if (isEmptyPlan(plan)) {
      await over();
      return { report: reportOf('nothing', 0), now };
    }
    const refused = await lastWord(parts, plan, 0, now);
    if (refused) return refused;
    const writer = await createJournal(newJournalFile(journals, target.key));
    const there = statesOf(now, 'observed');
    const options = { style: plan.style, restart: journal.header.restart };
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
