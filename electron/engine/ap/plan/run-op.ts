/** One operation on a host: the model kernel, and what mdevctl's definition keeps of a device that goes. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { KernelOp, OpResult } from '../kernel/kernel.ts';
import { findMdev } from '../model.ts';
import { applyOp } from '../rules.ts';
import { definitionOf, onlyDefined } from './target.ts';

/** The model kernel forgets a removed mdev altogether; its definition is a file that stays. */
export function runOp(state: ApState, op: KernelOp): OpResult {
  const result = applyOp(state, op);
  if (op.op !== 'remove' || result.failure !== null) return result;
  const removed = findMdev(state, op.mdev)!;
  const definition = definitionOf(removed);
  if (definition === null) return result;
  const kept = onlyDefined(removed, definition, state.lpar);
  const mdevs = state.mdevs.map((mdev) => (mdev === removed ? kept : mdev));
  return { ...result, state: { ...result.state, mdevs } };
}
