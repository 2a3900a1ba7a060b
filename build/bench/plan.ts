/** What a large change costs from wish to rehearsed plan, against a model that is worked out anew after every step. */
import { allConflicts } from '../../electron/engine/ap/derive/conflicts.ts';
import { shadowOf } from '../../electron/engine/ap/kernel/filter.ts';
import { sameMatrix } from '../../electron/engine/ap/model.ts';
import { apPlanning } from '../../electron/engine/ap/plan/planning.ts';
import { rehearsePlan } from '../../electron/engine/plan/rehearse.ts';
import type { FamilyPlanning } from '../../electron/engine/plan/planning.ts';
import { predictedQueues } from '../../shared/ap/predict.ts';
import type { ApState, MatrixMasks, Mdev } from '../../shared/ap/types.ts';
import { maskOf, minus, union } from '../../shared/mask.ts';
import type { Plan, PlanOptions } from '../../shared/plan.ts';
import { fullMachine } from './engine.ts';
import { timedInTurns } from './timed.ts';

const OPTIONS: PlanOptions = { style: 'both', restart: [] };

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => first + at);
}

/** `rings` rings of `size` guests taken from the front of `guests`; in each, everyone gets the queues of the next. */
function rotate(
  wishes: Map<string, MatrixMasks>,
  guests: Mdev[],
  { rings, size }: { readonly rings: number; readonly size: number },
): void {
  for (let ring = 0; ring < rings; ring++) {
    const members = guests.splice(0, size);
    for (const [at, { id }] of members.entries()) wishes.set(id, members[(at + 1) % size]!.matrix);
  }
}

/**
 * 60 of the 200 guests of the full machine change: 20 in swaps, 18 in rings of three, 10 in rings of five, 8 move to
 * blocks that are free, and 4 get queues the host releases. The masks change both ways: the host gives adapters 8
 * to 15 and takes 240 to 247, each in its 16 domains.
 */
function busyWish(observed: ApState): ApState {
  const guests = observed.mdevs.filter(({ active }) => active);
  const wishes = new Map<string, MatrixMasks>();
  rotate(wishes, guests, { rings: 10, size: 2 });
  rotate(wishes, guests, { rings: 6, size: 3 });
  rotate(wishes, guests, { rings: 2, size: 5 });
  for (const [at, { id, matrix }] of guests.splice(0, 8).entries()) {
    const block = 208 + at;
    wishes.set(id, {
      ...matrix,
      apm: maskOf(range((block >> 4) * 16, 12)),
      aqm: maskOf(range((block & 15) * 16, 12)),
    });
  }
  for (const [at, { id, matrix }] of guests.splice(0, 4).entries())
    wishes.set(id, { ...matrix, apm: maskOf([8 + 2 * at, 9 + 2 * at]), aqm: maskOf(range(0, 16)) });
  const bus = {
    ...observed,
    apmask: union(minus(observed.apmask, maskOf(range(8, 8))), maskOf(range(240, 8))),
  };
  const state: ApState = { ...bus, queues: { ...observed.queues, state: predictedQueues(bus) } };
  return {
    ...state,
    mdevs: state.mdevs.map((mdev) => {
      const matrix = wishes.get(mdev.id);
      return matrix ? { ...mdev, matrix, shadow: shadowOf(state, matrix) } : mdev;
    }),
  };
}

/** The plain way to be sure of a state: every queue, every guest's view and every conflict from the masks alone, all compared. */
function sameWhenRecomputed(state: ApState): boolean {
  const table = predictedQueues(state);
  const rebuilt = { ...state, queues: { ...state.queues, state: table } };
  const shadows = state.mdevs.map((mdev) => (mdev.active ? shadowOf(rebuilt, mdev.matrix) : mdev.shadow));
  return (
    table.every((value, apqn) => value === state.queues.state[apqn]) &&
    shadows.every((shadow, at) => sameMatrix(shadow, state.mdevs[at]!.shadow)) &&
    allConflicts(rebuilt).length === 0
  );
}

function performAndRecompute(observed: ApState, plan: Plan): ApState {
  let state = observed;
  for (const { title, action } of plan.steps) {
    const answer = apPlanning.perform(state, action);
    if (answer === null || answer.message !== null)
      throw new Error(`the benchmark's step was refused: ${title}: ${answer?.message}`);
    state = answer.state;
    if (!sameWhenRecomputed(state)) throw new Error(`the recomputed model differs after: ${title}`);
  }
  return state;
}

export function measurePlan() {
  const observed = fullMachine();
  const desired = busyWish(observed);
  const target = apPlanning.target(observed, desired, OPTIONS.style);
  const plannings = new Map([['ap', apPlanning as FamilyPlanning]]);
  const plan = () => apPlanning.plan(observed, desired, OPTIONS);
  const rehearse = (made: Plan) =>
    rehearsePlan(plannings, new Map([['ap', observed]]), new Map([['ap', target]]), made).result;
  const made = plan();
  const rehearsal = rehearse(made);
  const told = [...made.blocks.map(({ message }) => message), ...rehearsal.differences];
  if (told.length > 0 || rehearsal.failedAt !== null)
    throw new Error(`the benchmark's plan must reach the wish: ${told.join(' ')} ${rehearsal.failedAt}`);
  const [ours, baseline] = timedInTurns(
    [() => void rehearse(plan()), () => void performAndRecompute(observed, made)],
    7,
  );
  return { steps: made.steps.length, ours: ours!, baseline: baseline! };
}
