/** What an action did to the model, in the form every family answers in. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Performed } from '../../plan/planning.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp, OpResult } from '../kernel/kernel.ts';

export type Outcome = Performed<DsaState>;
export type Advice = NonNullable<Outcome['advice']>[number];

export function done(state: DsaState, parts: Partial<Outcome> = {}): Outcome {
  return { state, errno: null, rule: null, message: null, output: [], notes: [], lost: [], ...parts };
}

export function failed(
  state: DsaState,
  errno: string | null,
  rule: string | null,
  message: string,
  output: readonly string[] = [],
): Outcome {
  return { ...done(state), errno, rule, message, output };
}

/** A refused operation leaves its traces, cmd_status above all. */
export function fromOp(result: OpResult, op: DsaOp): Outcome {
  const { failure, state, picks } = result;
  if (failure !== null) {
    const status = failure.cmdStatus === null ? '' : ` cmd_status shows 0x${failure.cmdStatus.toString(16)}.`;
    return failed(state, failure.errno, failure.rule, `${failure.message}${status}`);
  }
  const notes = op.op === 'mdev-create' && picks !== null ? [`The kernel takes ${picks} (DSA-O32).`] : [];
  return done(state, { notes });
}

export function runOp(state: DsaState, op: DsaOp): Outcome {
  return fromOp(applyOp(state, op), op);
}

export function withAdvice(outcome: Outcome, advice: readonly Advice[]): Outcome {
  return advice.length === 0 ? outcome : { ...outcome, advice: [...(outcome.advice ?? []), ...advice] };
}

/** One action behind another: the second saw the state of the first. */
export function followedBy(first: Outcome, second: Outcome): Outcome {
  return {
    ...second,
    rule: second.rule ?? first.rule,
    output: [...first.output, ...second.output],
    notes: [...first.notes, ...second.notes],
    lost: [...first.lost, ...second.lost],
    advice: [...(first.advice ?? []), ...(second.advice ?? [])],
  };
}
