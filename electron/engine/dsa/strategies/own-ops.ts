/** What the stories need and sysfs has no file for: opening a user queue's node (O24), loading vfio-pci with its denylist off (S8). */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Failure, OpResult } from '../kernel/kernel.ts';
import { closeNode, openNode } from '../kernel/user-node.ts';

export type OwnOp =
  /** `program`: who opens it. */
  | { readonly op: 'open' | 'close'; readonly wq: string; readonly program: string }
  | { readonly op: 'denylist-off' };

export function isOwnOp(op: { readonly op: string }): op is OwnOp {
  return op.op === 'open' || op.op === 'close' || op.op === 'denylist-off';
}

function answer(state: DsaState, failure: Failure | null): OpResult {
  return { state, failure, picks: null, slot: null, pasid: null, status: null, told: null };
}

export function applyOwnOp(state: DsaState, op: OwnOp): OpResult {
  if (op.op === 'denylist-off') return answer({ ...state, host: { ...state.host, denylistOff: true } }, null);
  const { state: after, failure } = (op.op === 'open' ? openNode : closeNode)(state, op.wq);
  return answer(after, failure);
}
