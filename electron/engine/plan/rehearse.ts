import type { Plan, Rehearsal, ScriptRehearsal } from '../../../shared/plan.ts';
import type { FamilyPlanning } from './planning.ts';

/** States of one host by family id. */
export type States = ReadonlyMap<string, unknown>;
export type Plannings = ReadonlyMap<string, FamilyPlanning>;

/** The result and the state after each step (`states[0]` is the start), for the scrubber. */
export interface Run<Result> {
  readonly result: Result;
  readonly states: readonly States[];
}

export function rehearsePlan(
  _plannings: Plannings,
  _observed: States,
  _target: States,
  _plan: Plan,
): Run<Rehearsal> {
  throw new Error('to be built');
}

/** `target` null = the script is judged by itself, without a wish to end in. */
export function rehearseScript(
  _plannings: Plannings,
  _observed: States,
  _target: States | null,
  _text: string,
): Run<ScriptRehearsal> {
  throw new Error('to be built');
}
