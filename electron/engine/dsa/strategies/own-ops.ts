/** What the stories need and sysfs has no file for: opening a user queue's node (O24), loading vfio-pci with its denylist off (S8). */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { wqNamed } from '../../../../shared/dsa/types.ts';
import type { Failure, OpResult } from '../kernel/kernel.ts';

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

function refused(state: DsaState, wq: string, errno: string, message: string): OpResult {
  return answer(state, {
    errno,
    rule: 'DSA-O24',
    cmdStatus: null,
    message,
    refs: [{ kind: 'part', family: 'dsa', id: wq }],
  });
}

/** ENOENT while there is no node; EBUSY for a dedicated wq that has its one client (O24). */
export function applyOwnOp(state: DsaState, op: OwnOp): OpResult {
  if (op.op === 'denylist-off') return answer({ ...state, host: { ...state.host, denylistOff: true } }, null);
  const found = wqNamed(state, op.wq);
  if (found?.wq.driver !== 'user')
    return refused(
      state,
      op.wq,
      'ENOENT',
      `There is no node of ${op.wq}: it is not bound to the user driver.`,
    );
  const { device, index, wq } = found;
  if (op.op === 'open' && wq.mode === 'dedicated' && wq.clients > 0)
    return refused(
      state,
      op.wq,
      'EBUSY',
      `${op.wq} is dedicated and a program has it open. A dedicated queue has one client.`,
    );
  const clients = Math.max(0, wq.clients + (op.op === 'open' ? 1 : -1));
  const wqs = device.wqs.with(index, { ...wq, clients });
  const devices = state.devices.map((each) => (each === device ? { ...device, wqs } : each));
  return answer({ ...state, devices }, null);
}
