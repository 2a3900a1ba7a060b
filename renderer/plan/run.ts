/** A rehearsal as the list and the scrubber show it: the steps of the plan, or the lines of a script. Pure. */
import type { NamedPlan, Rehearsal, ScriptLine, ScriptRehearsal, StepAnswer } from '../../shared/plan.ts';
import { actionText } from './command-text.ts';

export type RunStatus = 'ok' | 'failed' | 'skipped' | 'unknown' | 'unreached';

export interface RunEntry {
  /** What stands before it: the number of the step, or of the line. */
  readonly number: number;
  readonly title: string;
  /** As it is typed. */
  readonly text: string;
  readonly status: RunStatus;
  /** Null when it was not run. */
  readonly answer: StepAnswer | null;
  /** What is worth changing about this very line. */
  readonly advice: ScriptRehearsal['advice'];
}

export interface Run {
  readonly word: 'step' | 'line';
  readonly entries: readonly RunEntry[];
  /** States that can be shown are 0..reached. */
  readonly reached: number;
  /** Index of the first entry that failed. */
  readonly failedAt: number | null;
  readonly differences: readonly string[];
  /** About the whole, not about one line. */
  readonly advice: ScriptRehearsal['advice'];
}

/** Steps behind the one that failed were not run; they are listed all the same. */
export function runOfPlan(plan: NamedPlan, rehearsal: Rehearsal): Run {
  return {
    word: 'step',
    entries: plan.steps.map((step, at) => {
      const answer = rehearsal.steps[at] ?? null;
      return {
        number: at + 1,
        title: step.title,
        text: actionText(step.action),
        status: answer === null ? 'unreached' : answer.ok ? 'ok' : 'failed',
        answer,
        advice: [],
      };
    }),
    reached: Math.min(rehearsal.steps.length, plan.steps.length),
    failedAt: rehearsal.failedAt,
    differences: rehearsal.differences,
    advice: [],
  };
}

function statusOf(line: ScriptLine): RunStatus {
  if (line.status === 'ran') return line.ok ? 'ok' : 'failed';
  return line.status;
}

/** Of the statements of one line it stands at the one that fails, since that is what one reads first; else at the last. */
function adviceAt({ lines, advice }: ScriptRehearsal, at: number): ScriptRehearsal['advice'] {
  const { line } = lines[at]!;
  const failing = lines.findIndex((one) => one.line === line && statusOf(one) === 'failed');
  const place = failing < 0 ? lines.findLastIndex((one) => one.line === line) : failing;
  return place === at ? advice.filter((one) => one.line === line) : [];
}

export function runOfScript(script: ScriptRehearsal): Run {
  const known = new Set(script.lines.map(({ line }) => line));
  return {
    word: 'line',
    entries: script.lines.map((line, at) => ({
      number: line.line,
      title: line.text,
      text: line.text,
      status: statusOf(line),
      answer: line.status === 'unreached' ? null : line,
      advice: adviceAt(script, at),
    })),
    reached: script.lines.length,
    failedAt: script.failedAt,
    differences: script.differences,
    advice: script.advice.filter(({ line }) => line == null || !known.has(line)),
  };
}

export interface RunCount {
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
}

export function countRun({ entries }: Pick<Run, 'entries'>): RunCount {
  const of = (status: RunStatus) => entries.filter((entry) => entry.status === status).length;
  return { ok: of('ok'), failed: of('failed'), unknown: of('unknown') };
}
