/** The steps a run was agreed to, as its journal tells them, against those that would be planned now. */
import type { NamedPlan, Plan, PlanStep } from '../../../shared/plan.ts';
import { hashOf } from '../plan/named-plan.ts';
import type { Journal } from './journal.ts';

/** All steps of the run, done or not. */
export function approvedSteps({ header }: Journal): NamedPlan {
  const plan: Plan = {
    style: header.style,
    // Written by us from steps; the journal's own checks have found every byte of it.
    steps: header.steps as unknown as readonly PlanStep[],
    blocks: [],
    notes: [],
  };
  return { ...plan, hash: hashOf(plan) };
}

function exact({ family, layer, action, expect }: PlanStep): string {
  return JSON.stringify({ family, layer, action, expect });
}

/** Steps of `steps` that `others` has not, each as often as it is missing. */
function missing(steps: readonly PlanStep[], others: readonly PlanStep[]): PlanStep[] {
  const left = others.map(exact);
  return steps.filter((step) => {
    const at = left.indexOf(exact(step));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/**
 * How a plan made now differs from what is left of a run, in sentences; none when it is the same, or is all of the run
 * because the host was not read since. The step that was running when the run broke off may be done or not.
 */
export function planChanges({ header, done }: Journal, now: Plan): readonly string[] {
  if (now.blocks.length > 0) return now.blocks.map(({ message }) => message);
  const all = header.steps as unknown as readonly PlanStep[];
  const text = now.steps.map(exact).join();
  if ([0, done, done + 1].some((from) => all.slice(from).map(exact).join() === text)) return [];
  const left = all.slice(done);
  const [gone, come] = [missing(left, now.steps), missing(now.steps, left)];
  if (gone.length + come.length === 0) return ['The steps would now be run in another order.'];
  return [
    ...gone.map(({ title }) => `“${title}” would be no step any more.`),
    ...come.map(({ title }) => `“${title}” would be a step now.`),
  ];
}
