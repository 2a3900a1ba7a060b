/** What files must show after an operation: the read-back that tells a surprise from a success (AP-Z4, mistake 25). */
import { type ApState, driverOf, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, apqnOf } from '../../../../shared/apqn.ts';
import { idsOf, maskToHex } from '../../../../shared/mask.ts';
import type { Expectation } from '../../../../shared/plan.ts';
import type { KernelOp } from '../kernel/kernel.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { apConfigText, controlDomainLines, findMdev, matrixLines, readableText, statusOf } from '../model.ts';
import { changedQueues } from './changed-queues.ts';
import { MATRIX_DEVICE, maskPath, mdevPath, queuePath } from './actions.ts';

/** Links read back after one step; a mask can move 65,536 queues, and a few tell whether it worked. */
const MOST_LINKS = 32;

function shows(path: string, text: string): Expectation {
  return { kind: 'text', path, text: text.trimEnd() };
}

function driverLink(state: ApState, apqn: Apqn): Expectation {
  return { kind: 'link', path: `${queuePath(apqn)}/driver`, name: driverOf(state.queues, apqn) };
}

/** Queues that the step moved, those first that later steps need. */
function movedLinks(before: ApState, after: ApState, isNeeded: (apqn: Apqn) => boolean): Expectation[] {
  const needed: Apqn[] = [];
  const others: Apqn[] = [];
  for (const apqn of changedQueues(before.queues, after.queues)) {
    if (needed.length === MOST_LINKS) break;
    if (after.queues.state[apqn] === QUEUE.VFIO_AP && isNeeded(apqn)) needed.push(apqn);
    else if (others.length < MOST_LINKS) others.push(apqn);
  }
  return [...needed, ...others].slice(0, MOST_LINKS).map((apqn) => driverLink(after, apqn));
}

function guestMatrix(state: ApState, mdev: Mdev): Expectation[] {
  if (!rulesOf(state).hotPlug) return [];
  return [shows(`${mdevPath(mdev.id)}/guest_matrix`, readableText(matrixLines(mdev.shadow)))];
}

/** The first queue whose `status` tells that a guest has opened, or closed, its device. */
function guestStatus(state: ApState, mdev: Mdev): Expectation[] {
  for (const adapter of idsOf(mdev.shadow.apm))
    for (const domain of idsOf(mdev.shadow.aqm)) {
      const apqn = apqnOf(adapter, domain);
      const status = statusOf(state, apqn);
      if (status !== null) return [shows(`${queuePath(apqn)}/status`, status)];
    }
  return [];
}

export function expectationsOf(
  before: ApState,
  after: ApState,
  op: KernelOp,
  isNeeded: (apqn: Apqn) => boolean,
): readonly Expectation[] {
  const mdev = 'mdev' in op ? findMdev(after, op.mdev) : undefined;
  switch (op.op) {
    case 'create':
      return [{ kind: 'present', path: mdevPath(op.mdev) }];
    case 'remove':
      return [{ kind: 'absent', path: mdevPath(op.mdev) }];
    case 'apmask':
    case 'aqmask':
      return [shows(maskPath(op.op), maskToHex(after[op.op])), ...movedLinks(before, after, isNeeded)];
    case 'bind':
    case 'unbind':
      return [driverLink(after, op.apqn)];
    case 'driver_override':
      return [shows(`${queuePath(op.apqn)}/driver_override`, after.queues.overrides.get(op.apqn) ?? '')];
    case 'modprobe_vfio_ap':
      return [{ kind: 'present', path: MATRIX_DEVICE }, ...movedLinks(before, after, isNeeded)];
    case 'guest_start':
    case 'guest_stop':
      return mdev ? guestStatus(after, mdev) : [];
    case 'guest_reset':
    case 'host_config':
      return [];
    case 'ap_config':
      return mdev
        ? [shows(`${mdevPath(op.mdev)}/ap_config`, apConfigText(mdev.matrix)), ...guestMatrix(after, mdev)]
        : [];
    case 'assign_control_domain':
    case 'unassign_control_domain':
      return mdev
        ? [shows(`${mdevPath(op.mdev)}/control_domains`, readableText(controlDomainLines(mdev.matrix.adm)))]
        : [];
    default:
      return mdev
        ? [
            shows(`${mdevPath(op.mdev)}/matrix`, readableText(matrixLines(mdev.matrix))),
            ...guestMatrix(after, mdev),
          ]
        : [];
  }
}
