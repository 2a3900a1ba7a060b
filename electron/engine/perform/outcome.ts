/** What an action did to a family's model, in the form every family answers in. */
import type { ScriptRehearsal } from '../../../shared/plan.ts';
import type { Performed } from '../plan/planning.ts';

export type Advice = ScriptRehearsal['advice'][number];

export function done<State>(state: State, parts: Partial<Performed<State>> = {}): Performed<State> {
  return { state, errno: null, rule: null, message: null, output: [], notes: [], lost: [], ...parts };
}

export function failed<State>(
  state: State,
  errno: string | null,
  rule: string | null,
  message: string,
  output: readonly string[] = [],
): Performed<State> {
  return { ...done(state), errno, rule, message, output };
}

export function withAdvice<State>(outcome: Performed<State>, advice: readonly Advice[]): Performed<State> {
  return advice.length === 0 ? outcome : { ...outcome, advice: [...(outcome.advice ?? []), ...advice] };
}

/** One action behind another: the second saw the state of the first. */
export function followedBy<State>(first: Performed<State>, second: Performed<State>): Performed<State> {
  return {
    ...second,
    rule: second.rule ?? first.rule,
    output: [...first.output, ...second.output],
    notes: [...first.notes, ...second.notes],
    lost: [...first.lost, ...second.lost],
    advice: [...(first.advice ?? []), ...(second.advice ?? [])],
  };
}
