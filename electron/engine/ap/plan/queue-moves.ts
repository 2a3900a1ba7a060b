/** Queues that change their driver or override one by one: what masks do not bring about (AP-C5, AP-O1 ... AP-O4). */
import { type ApState, driverOf, QUEUE, type QueueTable } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';
import type { KernelOp } from '../kernel/kernel.ts';
import { probeRuleHolds } from '../kernel/masks.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { hostMask } from '../model.ts';
import { changedQueues } from './changed-queues.ts';

/** The probe rule of ap.md 3.3 for a queue with this override. */
function mayBind(state: ApState, apqn: Apqn, driver: string, override: string | undefined): boolean {
  if (!probeRuleHolds(state) || state.queues.otherDrivers.includes(driver)) return true;
  if (override !== undefined) return override === driver;
  return (driver === 'cex4queue') === hostMask(state, apqn);
}

function overrideWrite(apqn: Apqn, driver: string | undefined): KernelOp {
  return { op: 'driver_override', apqn, value: `${driver ?? ''}\n` };
}

function movesOf(state: ApState, goal: QueueTable, apqn: Apqn): KernelOp[] {
  const [is, wanted] = [driverOf(state.queues, apqn), driverOf(goal, apqn)];
  const hasOverride = rulesOf(state).driverOverride;
  const now = hasOverride ? state.queues.overrides.get(apqn) : undefined;
  const then = hasOverride ? goal.overrides.get(apqn) : undefined;
  const change = now === then ? [] : [overrideWrite(apqn, then)];
  if (is === wanted) return change;
  const rebind: KernelOp[] = [
    ...(is === null ? [] : [{ op: 'unbind', apqn, driver: is } as const]),
    ...(wanted === null ? [] : [{ op: 'bind', apqn, driver: wanted } as const]),
  ];
  if (wanted === null || !hasOverride || mayBind(state, apqn, wanted, then)) return [...change, ...rebind];
  if (mayBind(state, apqn, wanted, now)) return [...rebind, ...change];
  // Bound against the masks, as after an override that was cleared again: the same way leads there.
  return [overrideWrite(apqn, wanted), ...rebind, overrideWrite(apqn, then)];
}

/** Writes that take the queues of `state` to `goal`; what the host gets comes first, so that it is not without for a moment. */
export function queueMoves(state: ApState, goal: QueueTable): KernelOp[] {
  const toHost: KernelOp[] = [];
  const others: KernelOp[] = [];
  const cells = new Set([
    ...changedQueues(state.queues, goal),
    ...state.queues.overrides.keys(),
    ...goal.overrides.keys(),
  ]);
  for (const apqn of [...cells].sort((left, right) => left - right)) {
    if (state.queues.state[apqn] === QUEUE.ABSENT) continue;
    const moves = movesOf(state, goal, apqn);
    if (moves.length > 0) (driverOf(goal, apqn) === 'cex4queue' ? toHost : others).push(...moves);
  }
  return [...toHost, ...others];
}

/** True when a queue leaves vfio_ap by itself: guests must have given it up before. */
export function takesFromGuests(state: ApState, goal: QueueTable): boolean {
  const isTaken = (apqn: Apqn) => state.queues.state[apqn] === QUEUE.VFIO_AP;
  if (changedQueues(state.queues, goal).some(isTaken)) return true;
  return [...state.queues.overrides].some(([apqn, driver]) => goal.overrides.get(apqn) !== driver);
}
