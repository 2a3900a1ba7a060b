/** Hosts and runs for the tests of plans: literal steps through the performer, as a rehearsal does. */
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import type { Ref } from '../../../../shared/findings.ts';
import type { Plan, PlanOptions, PlanStep, StepAction } from '../../../../shared/plan.ts';
import { FULL_MASK, maskOf, minus } from '../../../../shared/mask.ts';
import { applyEdit } from '../edits.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { createApState, createMdev, masksOf } from '../model.ts';
import { checkExpectation } from '../perform/check.ts';
import { performAction } from '../perform/perform.ts';
import { planAp } from './plan.ts';

export function uuid(index: number): string {
  return `0000000${index}-0000-4000-8000-000000000000`;
}

/** The edits one by one; a refused one is left out and told. */
export function wish(state: ApState, ...edits: readonly ApEdit[]): ApState {
  return edits.reduce((now, edit) => {
    const outcome = applyEdit(now, edit);
    if (!outcome.ok) throw new Error(outcome.refusal.message);
    return outcome.state;
  }, state);
}

export function plan(observed: ApState, desired: ApState, options: Partial<PlanOptions> = {}): Plan {
  return planAp(observed, desired, { style: 'immediate', restart: [], ...options });
}

export function titles({ steps }: Pick<Plan, 'steps'>): string[] {
  return steps.map(({ title }) => title);
}

/** One literal action; throws what the performer says against it. */
export function performed(state: ApState, action: StepAction, refs: readonly Ref[]): ApState {
  const result = performAction(state, action, refs);
  if (result === null) throw new Error(`not of AP: ${JSON.stringify(action)}`);
  if (result.message !== null) throw new Error(`${result.message} (${JSON.stringify(action)})`);
  return result.state;
}

/** States before the first and after each step; every expectation of a step must hold after it. */
export function rehearsed(observed: ApState, steps: readonly PlanStep[]): ApState[] {
  const states = [observed];
  for (const step of steps) {
    const next = performed(states.at(-1)!, step.action, step.refs);
    for (const expectation of step.expect) {
      const back = checkExpectation(next, expectation);
      if (!back?.ok)
        throw new Error(`${step.title}: ${JSON.stringify(expectation)} shows ${JSON.stringify(back?.got)}`);
    }
    states.push(next);
  }
  return states;
}

/** Adapters 5 to 7 belong to guests, domains 4, 71 and 72; shadows as FILTER makes them. */
export function host(mdevs: readonly Mdev[], parts: Partial<ApState> = {}): ApState {
  const state = createApState({
    lpar: masksOf([5, 6, 7], [4, 71, 72], [4, 71]),
    apmask: minus(FULL_MASK, maskOf([5, 6, 7])),
    mdevs,
    ...parts,
  });
  return refreshShadows(state);
}

export function guest(
  id: string,
  name: string,
  adapters: number[],
  domains: number[],
  parts: Partial<Mdev> = {},
): Mdev {
  return createMdev(id, { name, matrix: masksOf(adapters, domains), ...parts });
}

export function withMatrices(state: ApState, matrices: Record<string, ReturnType<typeof masksOf>>): ApState {
  return refreshShadows({
    ...state,
    mdevs: state.mdevs.map((mdev) => ({ ...mdev, matrix: matrices[mdev.id] ?? mdev.matrix })),
  });
}
