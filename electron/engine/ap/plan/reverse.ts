/** What takes one step back, tried on the model before it is promised. */
import { type ApState, driverOf, type MatrixMasks } from '../../../../shared/ap/types.ts';
import { NO_MASKS } from '../../../../shared/ap/packed.ts';
import { maskToHex, sameMask } from '../../../../shared/mask.ts';
import type { PlanStep, ReverseStep } from '../../../../shared/plan.ts';
import { assignmentWrites } from '../edits.ts';
import type { KernelOp } from '../kernel/kernel.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { apConfigText, findMdev, sameMatrix } from '../model.ts';
import { guestWords } from '../wording.ts';
import { actionOf } from './actions.ts';
import { changedQueues } from './changed-queues.ts';
import { titleOf } from './words.ts';
import { runOp } from './run-op.ts';

/** The writes that take an mdev's matrix to `to`: one where the kernel has `ap_config`. */
export function matrixOps(state: ApState, id: string, to: MatrixMasks): KernelOp[] {
  const from = findMdev(state, id)?.matrix ?? NO_MASKS;
  return state.hasApConfig && rulesOf(state).apConfig
    ? [{ op: 'ap_config', mdev: id, value: apConfigText(to) }]
    : assignmentWrites(id, from, to);
}

/** More queues than this are not put back one by one. */
const MOST_REBOUND = 64;

/** Queues whose driver the undone masks do not bring back, e.g. those that had been unbound by hand. */
function driverRepairs(now: ApState, goal: ApState): KernelOp[] | null {
  const ops: KernelOp[] = [];
  for (const apqn of changedQueues(now.queues, goal.queues)) {
    const [is, wanted] = [driverOf(now.queues, apqn), driverOf(goal.queues, apqn)];
    if (is === wanted) continue;
    if (ops.length >= 2 * MOST_REBOUND) return null;
    if (is !== null) ops.push({ op: 'unbind', apqn, driver: is });
    if (wanted !== null) ops.push({ op: 'bind', apqn, driver: wanted });
  }
  return ops;
}

function plainReverse(before: ApState, after: ApState, op: KernelOp): KernelOp[] | string {
  switch (op.op) {
    case 'create':
      return [{ op: 'remove', mdev: op.mdev }];
    case 'remove': {
      const mdev = findMdev(before, op.mdev)!;
      if (mdev.guest !== null)
        return `${guestWords(mdev)} ran when its device was taken away; only attaching it again or a restart of the guest brings it back.`;
      const created = runOp(after, { op: 'create', mdev: op.mdev });
      const create: KernelOp = { op: 'create', mdev: op.mdev };
      return sameMatrix(mdev.matrix, NO_MASKS)
        ? [create]
        : [create, ...matrixOps(created.state, op.mdev, mdev.matrix)];
    }
    case 'apmask':
    case 'aqmask':
      return [{ op: op.op, value: maskToHex(before[op.op]) }];
    case 'bind':
      return [{ op: 'unbind', apqn: op.apqn, driver: op.driver }];
    case 'unbind':
      return [{ op: 'bind', apqn: op.apqn, driver: op.driver }];
    case 'driver_override':
      return [
        { op: 'driver_override', apqn: op.apqn, value: `${before.queues.overrides.get(op.apqn) ?? ''}\n` },
      ];
    case 'modprobe_vfio_ap':
      return 'The module stays loaded: unloading it would take every mediated device away.';
    case 'guest_start':
      return [{ op: 'guest_stop', mdev: op.mdev }];
    case 'guest_stop': {
      const { guest, crycbFormat } = findMdev(before, op.mdev)!;
      return guest === null ? [] : [{ op: 'guest_start', mdev: op.mdev, guest, crycbFormat }];
    }
    default:
      return 'mdev' in op ? matrixOps(after, op.mdev, findMdev(before, op.mdev)!.matrix) : [];
  }
}

/** A device that is created anew is called what it was called before. */
function named(state: ApState, before: ApState, op: KernelOp): ApState {
  const was = op.op === 'create' ? findMdev(before, op.mdev) : undefined;
  if (!was) return state;
  const mdevs = state.mdevs.map((mdev) => (mdev.id === was.id ? { ...mdev, name: was.name } : mdev));
  return { ...state, mdevs };
}

function isBack(before: ApState, now: ApState, op: KernelOp): boolean {
  const sameMasks = sameMask(before.apmask, now.apmask) && sameMask(before.aqmask, now.aqmask);
  if (!sameMasks || driverRepairs(now, before)?.length !== 0) return false;
  if (!('mdev' in op)) return true;
  const [was, is] = [findMdev(before, op.mdev), findMdev(now, op.mdev)];
  if (!was?.active || !is?.active) return was?.active === is?.active;
  return sameMatrix(was.matrix, is.matrix) && was.guest === is.guest;
}

/** Steps in order, or the sentence why nothing undoes this one. */
export function reverseOf(
  before: ApState,
  after: ApState,
  op: KernelOp,
): Pick<PlanStep, 'reverse' | 'irreversible'> {
  const none = (irreversible: string) => ({ reverse: [], irreversible });
  const ops = plainReverse(before, after, op);
  if (typeof ops === 'string') return none(ops);
  const reverse: ReverseStep[] = [];
  let state = after;
  const takeBack = (todo: readonly KernelOp[]): string | null => {
    for (const next of todo) {
      const result = runOp(state, next);
      if (result.failure) return result.failure.rule;
      const now = named(result.state, before, next);
      reverse.push({ title: titleOf(state, now, next), action: actionOf(state, next) });
      state = now;
    }
    return null;
  };
  const refusedBy = takeBack(ops) ?? takeBack(driverRepairs(state, before) ?? []);
  if (refusedBy !== null)
    return none(
      `The kernel refuses to take this back while the guests have what they have then (${refusedBy}).`,
    );
  if (!isBack(before, state, op))
    return none('Queues that were bound by hand do not come back by themselves.');
  return { reverse, irreversible: null };
}
