/** Plans and hand-written scripts run against the families' models; nothing touches a host. */
import type {
  Plan,
  PlanStep,
  ReadBack,
  RehearsedStep,
  Rehearsal,
  ScriptRehearsal,
  StepAnswer,
} from '../../../shared/plan.ts';
import type { Performed } from './planning.ts';
import type { Plannings, States } from './script/machine.ts';
import { runScript } from './script/run-script.ts';

export type { Plannings, States } from './script/machine.ts';

/** The result and the state after each step (`states[0]` is the start), for the scrubber. */
export interface Run<Result> {
  readonly result: Result;
  readonly states: readonly States[];
}

/** How the states differ, in sentences of all families. */
function differences(plannings: Plannings, states: States, target: States): string[] {
  return [...plannings].flatMap(([family, planning]) => {
    const [left, right] = [states.get(family), target.get(family)];
    return left === undefined || right === undefined ? [] : planning.differences(left, right);
  });
}

function performStep(plannings: Plannings, states: States, step: PlanStep): Performed<States> | null {
  const families = [step.family, ...[...plannings.keys()].filter((family) => family !== step.family)];
  for (const family of families) {
    const state = states.get(family);
    const outcome =
      state === undefined ? null : plannings.get(family)?.perform(state, step.action, step.refs);
    if (outcome && outcome.passedOver === undefined)
      return { ...outcome, state: new Map(states).set(family, outcome.state) };
  }
  return null;
}

function readBack(plannings: Plannings, states: States, step: PlanStep): ReadBack[] {
  return step.expect.flatMap((expectation) => {
    for (const [family, planning] of plannings) {
      const state = states.get(family);
      const back = state === undefined ? null : planning.check(state, expectation);
      if (back) return [back];
    }
    return [];
  });
}

function unmetSentence({ expectation, got }: ReadBack): string {
  const found = got === null ? 'is not there' : `shows “${got.trimEnd().slice(0, 200)}”`;
  return `The step ran, but ${expectation.path} ${found}, which is not what it should have brought.`;
}

function answerOf(outcome: Performed<States> | null, readBacks: readonly ReadBack[]): StepAnswer {
  if (outcome === null) {
    const message = 'The model knows nothing of this action, so it cannot be rehearsed.';
    return { ok: false, errno: null, rule: null, message, output: [], readBack: [], notes: [], lost: [] };
  }
  const unmet = readBacks.find(({ ok }) => !ok);
  const { errno, rule, output, lost } = outcome;
  const message = outcome.message ?? (unmet ? unmetSentence(unmet) : null);
  const notes = [...outcome.notes, ...(outcome.advice ?? []).map(({ text }) => text)];
  return { ok: message === null, errno, rule, message, output, readBack: readBacks, notes, lost };
}

/** Steps in order until one does not answer as planned; `differences` are those from `target` at the end. */
export function rehearsePlan(
  plannings: Plannings,
  observed: States,
  target: States,
  plan: Plan,
): Run<Rehearsal> {
  const steps: RehearsedStep[] = [];
  const states: States[] = [observed];
  let current = observed;
  let failedAt: number | null = null;
  for (const [index, step] of plan.steps.entries()) {
    const outcome = performStep(plannings, current, step);
    current = outcome?.state ?? current;
    states.push(current);
    const backs = outcome === null || outcome.message !== null ? [] : readBack(plannings, current, step);
    const answer = answerOf(outcome, backs);
    steps.push({ title: step.title, action: step.action, ...answer });
    if (answer.ok) continue;
    failedAt = index;
    break;
  }
  return { result: { steps, failedAt, differences: differences(plannings, current, target) }, states };
}

/**
 * A hand-written script, statement by statement. `states[k]` is the state after `lines[0..k-1]`. `target` null = the
 * script is judged by itself, without a wish to end in.
 */
export function rehearseScript(
  plannings: Plannings,
  observed: States,
  target: States | null,
  text: string,
): Run<ScriptRehearsal> {
  const { lines, states, advice } = runScript(plannings, observed, text);
  const end = states.at(-1) ?? observed;
  const failed = lines.findIndex(({ status, ok }) => status === 'ran' && !ok);
  const atEnd = [...plannings].flatMap(([family, planning]) => {
    const [before, after] = [observed.get(family), end.get(family)];
    return before === undefined || after === undefined ? [] : (planning.advice?.(before, after) ?? []);
  });
  const result: ScriptRehearsal = {
    lines,
    failedAt: failed < 0 ? null : failed,
    differences: target === null ? [] : differences(plannings, end, target),
    advice: [...advice, ...atEnd.map((entry) => ({ ...entry, line: null }))],
  };
  return { result, states };
}
