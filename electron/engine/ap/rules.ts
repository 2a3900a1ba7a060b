/** The model kernel: every operation of ap.md 8.1 as a pure function of a state. */
import type { ApState } from '../../../shared/ap/types.ts';
import { Draft, type Failure, type KernelOp, type OpResult } from './kernel/kernel.ts';
import { writeApConfig, writeAssignment } from './kernel/assign.ts';
import { createOp, guestResetOp, guestStartOp, guestStopOp, removeOp } from './kernel/guest.ts';
import { hostConfigOp } from './kernel/lpar.ts';
import { bindQueue, loadVfioAp, unbindQueue, writeDriverOverride, writeMask } from './kernel/masks.ts';

export type { KernelOp, OpResult } from './kernel/kernel.ts';

function run(draft: Draft, op: KernelOp): Failure | null {
  switch (op.op) {
    case 'ap_config':
      return writeApConfig(draft, op.mdev, op.value);
    case 'create':
      return createOp(draft, op);
    case 'remove':
      return removeOp(draft, op);
    case 'guest_start':
      return guestStartOp(draft, op);
    case 'guest_stop':
      return guestStopOp(draft, op);
    case 'guest_reset':
      return guestResetOp(draft, op);
    case 'apmask':
    case 'aqmask':
      return writeMask(draft, op.op, op.value);
    case 'bind':
      return bindQueue(draft, op.apqn, op.driver);
    case 'unbind':
      return unbindQueue(draft, op.apqn, op.driver);
    case 'driver_override':
      return writeDriverOverride(draft, op.apqn, op.value);
    case 'modprobe_vfio_ap':
      return loadVfioAp(draft);
    case 'host_config':
      return hostConfigOp(draft, op);
    default:
      return writeAssignment(draft, op.op, op.mdev, op.value);
  }
}

/**
 * Runs one operation. A failed one leaves the very same state object; only a guest reset that could not reset every
 * queue (EIO) still reports the queues it did try.
 */
export function applyOp(state: ApState, op: KernelOp): OpResult {
  const draft = new Draft(state);
  const failure = run(draft, op);
  if (failure)
    return {
      state,
      errno: failure.errno,
      failure,
      resets: failure.rule === 'AP-U19' ? [...draft.resets] : [],
      notes: [],
    };
  return { state: draft.state, errno: null, failure: null, resets: [...draft.resets], notes: draft.notes };
}

/** Runs operations in order and stops at the first that fails; then nothing at all has happened. */
export function applyOps(state: ApState, ops: readonly KernelOp[]): OpResult {
  let current = state;
  const resets = new Set<number>();
  const notes: string[] = [];
  for (const op of ops) {
    const result = applyOp(current, op);
    if (result.failure) return { ...result, state, resets: [] };
    current = result.state;
    for (const apqn of result.resets) resets.add(apqn);
    notes.push(...result.notes);
  }
  return { state: current, errno: null, failure: null, resets: [...resets], notes };
}
