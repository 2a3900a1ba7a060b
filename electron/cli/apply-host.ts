/** What `studio apply` says and asks, apart from the process it runs in. */
import { type ApplyParts, type Applied, applyPlan, reportOf } from '../engine/apply/apply-plan.ts';
import { readAgain } from '../engine/apply/same-wish.ts';
import type { Journal } from '../engine/apply/journal.ts';
import { runToTakeBack, takeBack } from '../engine/apply/take-back.ts';
import type { Target } from '../engine/apply/target.ts';
import type { DeviceFamily } from '../engine/family.ts';
import { planHost } from '../engine/plan/named-plan.ts';
import type { HostDocument } from '../engine/workspace/document.ts';
import type { ApplyReport, Plan, PlanOptions } from '../../shared/plan.ts';
import { counted, EXIT } from './command.ts';
import { answerLines, planLines } from './say-steps.ts';

export interface ApplyConversation {
  readonly families: readonly DeviceFamily[];
  readonly host: HostDocument;
  readonly target: Target;
  readonly options: PlanOptions;
  readonly journals: string;
  readonly signal: AbortSignal;
  /** `replan`: as `apply`, and on a host that is not as it was read, a plan from what is there. */
  readonly task: 'apply' | 'replan' | 'roll-back';
  readonly ask: (question: string) => Promise<boolean>;
  readonly say: (line: string) => void;
  /** Takes the report as JSON; null when it is told in words. */
  readonly json: ((text: string) => void) | null;
}

function ending({ status, steps, total, resumedAfter }: ApplyReport): string {
  const done = resumedAfter + steps.filter(({ ok }) => ok).length;
  switch (status) {
    case 'done':
      return `Done: ${counted(total, 'step')}, each read back.`;
    case 'nothing':
      return 'Nothing to do: the host is as wished.';
    case 'cancelled':
      return `Cancelled after ${done} of ${counted(total, 'step')}.`;
    case 'stale':
      return 'Nothing was run: the host is not in the state the plan is for.';
    case 'surprise':
      return `Stopped after ${done} of ${counted(total, 'step')}: the host did not answer as planned. Nothing more was run.`;
  }
}

function tell(report: ApplyReport, task: ApplyConversation['task'], say: (line: string) => void): void {
  for (const step of report.steps.filter(({ ok }) => !ok)) {
    say(`FAILED: ${step.title}`);
    for (const line of answerLines(step)) say(`   ${line}`);
  }
  const told = new Set(report.steps.map(({ message }) => message));
  for (const text of report.differences) if (!told.has(text)) say(`differs: ${text}`);
  say(ending(report));
  if (report.advice !== '') say(report.advice);
  if (report.journal !== null) say(`Journal: ${report.journal}`);
  if (report.status === 'stale' && task === 'apply')
    say('--replan plans from what is there now to the same wish, shows the steps and asks again.');
  if (task !== 'roll-back' && report.rollBack && report.status !== 'done')
    say(
      `--roll-back takes the host back to what it was before (${counted(report.rollBack.steps.length, 'step')}).`,
    );
}

async function rollBack(conversation: ApplyConversation, parts: ApplyParts): Promise<Applied> {
  const { target, journals, say } = conversation;
  const run = await runToTakeBack(journals, target);
  if (run) {
    const { startedAt, steps } = run.header;
    say(`Taking back the run of ${startedAt} (${run.done} of ${counted(steps.length, 'step')} done).`);
    return takeBack({ ...parts, restart: parts.options.restart }, run.file);
  }
  say(`There is no run on ${target.label} to take back.`);
  return { report: reportOf('nothing', 0), now: null };
}

async function apply(conversation: ApplyConversation, parts: ApplyParts): Promise<Applied> {
  const { families, host, options, task, say } = conversation;
  const plan = planHost(families, host, options);
  const blocked = ({ blocks }: Plan) => blocks.length > 0;
  const stop = (what: Plan): Applied => {
    for (const line of planLines(what)) say(line);
    const differences = what.blocks.map(({ message }) => message);
    return { report: reportOf('stale', 0, { differences }), now: null };
  };
  if (blocked(plan)) return stop(plan);
  const first = await applyPlan(parts, plan);
  if (task !== 'replan' || first.report.status !== 'stale' || !first.now) return first;
  for (const text of first.report.differences) say(`differs: ${text}`);
  say('Planning again from what is there now to the same wish.');
  const again = readAgain(families, host, first.now);
  const next = planHost(families, again, options);
  return blocked(next) ? stop(next) : applyPlan({ ...parts, host: again }, next);
}

/** Answers the exit code. Throws StudioError. */
export async function applyToHost(conversation: ApplyConversation): Promise<number> {
  const { families, host, target, options, journals, signal, task, ask, say, json } = conversation;
  const agreed = (plan: Plan, from: number, replaced: Journal | null): Promise<boolean> => {
    for (const line of planLines(plan)) say(line);
    if (replaced)
      say(
        `A run of ${replaced.header.startedAt} stopped after step ${replaced.done} of ${replaced.header.steps.length}. It was for other steps than these, which take its place; it does not go on.`,
      );
    const { root } = target.where;
    if (root !== null)
      say(`Every path is below ${root}; programs are not run there, only the files they leave are written.`);
    if (from > 0)
      say(
        `An interrupted run had done ${counted(from, 'step')}; this one goes on behind the last verified step.`,
      );
    const what = counted(plan.steps.length - from, from > 0 ? 'remaining step' : 'step');
    return ask(`Apply these ${what} to ${target.label}?`);
  };
  const context = { signal, progress: (text: string) => say(text) };
  const parts: ApplyParts = { target, families, host, options, journals, context, agreed };
  const { report } = await (task === 'roll-back'
    ? rollBack(conversation, parts)
    : apply(conversation, parts));
  if (json) json(JSON.stringify(report, null, 2));
  else tell(report, task, say);
  return report.status === 'done' || report.status === 'nothing' ? EXIT.fine : EXIT.found;
}
