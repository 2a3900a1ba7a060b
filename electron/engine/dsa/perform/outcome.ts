/** What an operation of the kernel did, told as an action. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { done, failed } from '../../perform/outcome.ts';
import type { Performed } from '../../plan/planning.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp, OpResult } from '../kernel/kernel.ts';

export type Outcome = Performed<DsaState>;
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
