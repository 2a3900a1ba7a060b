/** A plan carried out on a target: checked against what is there, journaled, read back, gone on with after an interruption. */
import { StudioError } from '../../../shared/errors.ts';
import type { ApplyReport, NamedPlan, Plan, PlanOptions } from '../../../shared/plan.ts';
import type { DeviceFamily } from '../family.ts';
import type { CallContext } from '../session/dispatch.ts';
import type { HostDocument } from '../workspace/document.ts';
import { type Beginning, beginningOf } from './half-done.ts';
import { continueJournal, createJournal, type JournalWriter, readRecords } from './journal-file.ts';
import { dropOldJournals, headerRecord, type Journal, journalsOf, newJournalFile } from './journal.ts';
import { approvedSteps } from './approved-steps.ts';
import { closeJournals, openJournals, type Stand, statesAfter, whereItStands } from './resume.ts';
import { lockTarget } from './lock.ts';
import { madeBy } from './made-folders.ts';
import { type Patience, PATIENCE } from './read-back.ts';
import { carrierFor } from './carry-out.ts';
import { isEmptyPlan, namesIn, planBack } from './roll-back.ts';
import { type RunEnd, runSteps } from './run-steps.ts';
import { stateDifferences, statesOf, statesToFile, targetStates } from './states.ts';
import type { Target } from './target.ts';

export interface ApplyParts {
  readonly target: Target;
  readonly families: readonly DeviceFamily[];
  /** The host the plan was made for: what was read of it and what is wished. */
  readonly host: HostDocument;
  readonly options: PlanOptions;
  readonly journals: string;
  readonly context: CallContext;
  /**
   * Asked once everything is checked and before anything is run; `from` steps were done by an interrupted run, and
   * `replaced` is one of other steps that could go on until these are run. Without agreement the report is `cancelled`.
   */
  readonly agreed?: (plan: Plan, from: number, replaced: Journal | null) => Promise<boolean>;
  readonly patience?: Patience;
}

/** `now` is the host as it was read last; null when nothing but the start was read and it was as expected. */
export interface Applied {
  readonly report: ApplyReport;
  readonly now: HostDocument | null;
}

/** Reads the host; what is read is told once, not its files. */
export function readTarget(target: Target, signal: AbortSignal): Promise<HostDocument> {
  return target.capture({ signal, progress: () => {} });
}

export function reportOf(
  status: ApplyReport['status'],
  total: number,
  rest: Partial<ApplyReport> = {},
): ApplyReport {
  return {
    status,
    total,
    steps: [],
    resumedAfter: 0,
    differences: [],
    advice: '',
    journal: null,
    rollBack: null,
    ...rest,
  };
}

export interface Prepared {
  readonly journal: JournalWriter;
  readonly plan: Pick<NamedPlan, 'steps'>;
  readonly from: number;
  /** The host as it is at the start of this run. */
  readonly start: HostDocument;
  /** What the host was before the first step, and what it must be after the last one. */
  readonly before: ReturnType<typeof statesOf>;
  readonly after: ReturnType<typeof statesOf>;
}

/** Runs what was prepared and reads the host afterwards. */
export async function carryThrough(parts: ApplyParts, prepared: Prepared): Promise<Applied> {
  const { target, families, options, journals, context, patience = PATIENCE } = parts;
  const { journal, plan, from, start, before, after } = prepared;
  try {
    const made = madeBy(await journalsOf(journals, target.key));
    const end = await runSteps({
      target,
      carry: carrierFor(target, families, statesOf(start, 'observed'), made),
      journal,
      steps: plan.steps,
      from,
      patience,
      signal: context.signal,
      progress: context.progress,
    });
    context.progress('Reading the host again', null);
    // Also after a cancel: what was done must be seen.
    const now = await readTarget(target, new AbortController().signal);
    const there = statesOf(now, 'observed');
    const differences = end.status === 'done' ? stateDifferences(families, after, there) : end.differences;
    const status: RunEnd['status'] =
      end.status === 'done' && differences.length > 0 ? 'surprise' : end.status;
    await journal.append(
      status === 'done'
        ? { record: 'closed', status, at: new Date().toISOString() }
        : { record: 'stopped', status, at: new Date().toISOString() },
    );
    const back = planBack(families, there, before, options.restart, namesIn(parts.host));
    const report = reportOf(status, plan.steps.length, {
      steps: end.steps,
      resumedAfter: from,
      differences,
      journal: journal.file,
      rollBack: isEmptyPlan(back) ? null : back,
    });
    return { report, now };
  } finally {
    await journal.close();
  }
}

/** What keeps a run from starting: no agreement, or a host that changed while somebody was thinking about it. */
export async function lastWord(
  parts: Omit<ApplyParts, 'options'>,
  plan: Plan,
  from: number,
  beginning: Beginning,
  replaced: Journal | null = null,
): Promise<Applied | null> {
  const { target, families, context, agreed } = parts;
  const { now: start, seen, isHalfDone, finish } = beginning;
  const total = plan.steps.length;
  if (isHalfDone)
    context.progress(
      'An earlier run broke off in the middle of a step; the rest of that step is done first.',
      null,
    );
  if (agreed && !(await agreed(plan, from, replaced)))
    return { report: reportOf('cancelled', total), now: seen };
  await finish();
  if (!agreed && !isHalfDone) return null;
  const now = await readTarget(target, context.signal);
  const differences = stateDifferences(families, statesOf(start, 'observed'), statesOf(now, 'observed'));
  return differences.length === 0
    ? null
    : { report: reportOf('stale', total, { differences, advice: ADVICE }), now };
}

const ADVICE = 'Plan again from what is there now.';

function staleAfterRun({ done, header }: Journal): string {
  return `An earlier run stopped after step ${done} of ${header.steps.length}, and the host is not as it left it. Plan again from what is there now, or take the run back.`;
}

/** The newest run of this very plan that can go on. */
function interrupted(open: readonly Journal[], planHash: string): Journal | undefined {
  return open.findLast(({ header }) => header.kind === 'apply' && header.planHash === planHash);
}

/** The steps behind the last verified one, on a host that is as the run left it. */
async function goOn(
  parts: ApplyParts,
  plan: Plan,
  journal: Journal,
  stand: Stand,
  beginning: Beginning,
): Promise<Applied> {
  const { families, options } = parts;
  const { now, changed } = beginning;
  const there = statesOf(now, 'observed');
  if (stand.done === null || changed.length > 0)
    return {
      report: reportOf('stale', plan.steps.length, {
        differences: [...changed, ...stand.differences],
        advice: staleAfterRun(journal),
        journal: journal.file,
        rollBack: planBack(families, there, stand.before, options.restart, namesIn(parts.host)),
      }),
      now,
    };
  const refused = await lastWord(parts, plan, stand.done, beginning);
  if (refused) return refused;
  const writer = await continueJournal(journal.file, await readRecords(journal.file));
  await writer.append({ record: 'resumed', after: stand.done, at: new Date().toISOString() });
  const after = statesAfter(families, stand.before, plan.steps, plan.steps.length);
  return carryThrough(parts, {
    journal: writer,
    plan,
    from: stand.done,
    start: now,
    before: stand.before,
    after,
  });
}

async function startAnew(
  parts: ApplyParts,
  plan: NamedPlan,
  open: readonly Journal[],
  beginning: Beginning,
): Promise<Applied> {
  const { target, families, host, options, journals } = parts;
  const { now, isHalfDone } = beginning;
  const [there, observed] = [statesOf(now, 'observed'), statesOf(host, 'observed')];
  const after = targetStates(families, observed, statesOf(host, 'desired'), options.style);
  const differences = stateDifferences(families, observed, there);
  if (differences.length > 0) {
    // A wish that the host fulfils already needs no plan, whoever fulfilled it.
    if (!isHalfDone && stateDifferences(families, after, there).length === 0)
      return { report: reportOf('nothing', plan.steps.length), now };
    const last = open.at(-1);
    const advice = last ? staleAfterRun(last) : ADVICE;
    return { report: reportOf('stale', plan.steps.length, { differences, advice }), now };
  }
  if (plan.steps.length === 0 && !isHalfDone) return { report: reportOf('nothing', 0), now: null };
  const replaced = open.findLast(({ header }) => header.planHash !== plan.hash) ?? null;
  const refused = await lastWord(parts, plan, 0, beginning, replaced);
  if (refused) return refused;
  const journal = await createJournal(newJournalFile(journals, target.key));
  await journal.append(
    headerRecord({
      kind: 'apply',
      target,
      host,
      planHash: plan.hash,
      options,
      steps: plan.steps,
      before: statesToFile(families, there),
      wish: statesToFile(families, statesOf(host, 'desired')),
    }),
  );
  return carryThrough(parts, { journal, plan, from: 0, start: now, before: there, after });
}

/** One run at a time on a target; one that got through makes those before it history: what they did is where it began. */
async function alone(
  { target, families, journals, context }: Omit<ApplyParts, 'options'>,
  work: (open: readonly Journal[], beginning: Beginning) => Promise<Applied>,
): Promise<Applied> {
  const release = await lockTarget(journals, target.key, target.label);
  try {
    const open = await openJournals(target, journals);
    context.progress(`Reading ${target.label}`, null);
    const seen = await readTarget(target, context.signal);
    const applied = await work(open, await beginningOf(target, families, open, seen));
    const { status, journal: own } = applied.report;
    if (own !== null && status !== 'stale') {
      await closeJournals(
        open.filter(({ file }) => file !== own),
        'superseded',
      );
      await dropOldJournals(journals, target.key);
    }
    return applied;
  } finally {
    await release();
  }
}

/**
 * Carries a plan out. Nothing is run on a host that is not in the state the plan was made for (`stale`), unless an
 * interrupted run of the same plan explains it: then the run goes on behind its last verified step. Throws StudioError
 * `bad-request` for a blocked plan, `busy`, and what the target or the journal throws.
 */
export async function applyPlan(parts: ApplyParts, plan: NamedPlan): Promise<Applied> {
  if (plan.blocks.length > 0)
    throw new StudioError('bad-request', `No plan can be run: ${plan.blocks[0]!.message}`);
  return alone(parts, async (open, beginning) => {
    const { families, host } = parts;
    const journal = interrupted(open, plan.hash);
    if (!journal) return startAnew(parts, plan, open, beginning);
    const there = statesOf(beginning.now, 'observed');
    const stand = whereItStands(families, journal, plan.steps, there);
    // Somebody put the host back to where the plan begins: nothing is left of the run to go on with.
    const isPutBack =
      stand.done === null && stateDifferences(families, statesOf(host, 'observed'), there).length === 0;
    return isPutBack
      ? startAnew(parts, plan, [journal], beginning)
      : goOn(parts, plan, journal, stand, beginning);
  });
}

/**
 * Goes on with the run of that journal: the very steps that were agreed to and are not done, whatever is wished or
 * planned by now. `hash` names all of them, as {@link approvedSteps} does. Throws `not-found` for a run that is over,
 * `stale` for other steps, and as {@link applyPlan}.
 */
export function continueRun(
  parts: Omit<ApplyParts, 'options'>,
  file: string,
  hash: string,
): Promise<Applied> {
  return alone(parts, async (open, beginning) => {
    const journal = open.find((one) => one.file === file);
    if (!journal) throw new StudioError('not-found', 'That run is over on this target, so it cannot go on.');
    const plan = approvedSteps(journal);
    if (plan.hash !== hash)
      throw new StudioError('stale', 'These are not the steps of that run. Look at them again.');
    const stand = whereItStands(parts.families, journal, plan.steps, statesOf(beginning.now, 'observed'));
    const { style, restart } = journal.header;
    return goOn({ ...parts, options: { style, restart } }, plan, journal, stand, beginning);
  });
}
