/** Steps one after another: told to the journal, carried out, read back. The first surprise ends it. */
import { StudioError } from '../../../shared/errors.ts';
import type { AppliedStep, PlanStep, StepAction } from '../../../shared/plan.ts';
import type { JournalWriter } from './journal-file.ts';
import { tracesOf } from './half-done.ts';
import type { JournalRecord } from './journal.ts';
import { type Patience, readBack, readBackSentences } from './read-back.ts';
import type { Carrier, Target } from './target.ts';

export interface RunParts {
  readonly target: Target;
  readonly carry: Carrier;
  readonly journal: JournalWriter;
  readonly steps: readonly PlanStep[];
  /** Index of the first step to run. */
  readonly from: number;
  readonly patience: Patience;
  readonly signal: AbortSignal;
  readonly progress: (text: string, fraction: number | null) => void;
}

export interface RunEnd {
  readonly status: 'done' | 'cancelled' | 'surprise';
  readonly steps: readonly AppliedStep[];
  /** What differs from the expectation, in sentences. */
  readonly differences: readonly string[];
}

/** A target that fails in the middle leaves the run open: the next apply finds out what happened. */
function duringStep(error: unknown, index: number, total: number): unknown {
  if (!(error instanceof StudioError)) return error;
  return new StudioError(
    error.code,
    `During step ${index + 1} of ${total}: ${error.message} What was done is in the journal; apply again to go on.`,
  );
}

/** How long a step's programs may wait by themselves: `timeout SECONDS PROGRAM …`. */
function waitSeconds(action: StepAction): number | null {
  const waits = action.kind === 'write' ? [] : action.commands.filter(({ argv }) => argv[0] === 'timeout');
  return waits.length === 0 ? null : waits.reduce((sum, { argv }) => sum + Number(argv[1]), 0);
}

async function runOne(parts: RunParts, step: PlanStep, index: number): Promise<AppliedStep> {
  const { target, carry, journal, patience } = parts;
  const tell = (record: JournalRecord) => journal.append(record);
  await tell({ record: 'starting', step: index });
  const outcome = await carry(step.action, step.refs, async (effects) =>
    tell({
      record: 'effects',
      step: index,
      effects: [...effects],
      was: [...(await tracesOf(target, effects))],
    }),
  );
  const answers = outcome.ok ? await readBack(target, step.expect, step.action, patience) : [];
  const unmet = readBackSentences(answers);
  const message = outcome.message ?? (unmet.length === 0 ? null : `The step ran, but ${unmet[0]!}`);
  const ok = outcome.ok && unmet.length === 0;
  const answer = { ...outcome, ok, message, readBack: answers };
  await tell(
    ok
      ? { record: 'done', step: index, readBack: answers, output: answer.output }
      : {
          record: 'failed',
          step: index,
          message,
          errno: answer.errno,
          readBack: answers,
          output: answer.output,
        },
  );
  return { ...answer, title: step.title };
}

export async function runSteps(parts: RunParts): Promise<RunEnd> {
  const { steps, from, signal, progress } = parts;
  const answers: AppliedStep[] = [];
  for (const [index, step] of steps.entries()) {
    if (index < from) continue;
    if (signal.aborted) return { status: 'cancelled', steps: answers, differences: [] };
    const patience = waitSeconds(step.action);
    const waits = patience === null ? '' : ` (waits for its end, up to ${patience} s)`;
    progress(`Step ${index + 1} of ${steps.length}: ${step.title}${waits}`, index / steps.length);
    const answer = await runOne(parts, step, index).catch((error: unknown) => {
      throw duringStep(error, index, steps.length);
    });
    answers.push(answer);
    if (!answer.ok) {
      const unmet = readBackSentences(answer.readBack);
      return {
        status: 'surprise',
        steps: answers,
        differences: unmet.length > 0 ? unmet : [answer.message!],
      };
    }
  }
  return { status: 'done', steps: answers, differences: [] };
}
