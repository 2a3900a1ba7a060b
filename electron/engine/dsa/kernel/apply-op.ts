/** The model kernel: one operation on a state, with the driver's checks in the driver's order (dsa.md 3). */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { bind, unbind } from './bind.ts';
import { Draft, Refused } from './draft.ts';
import { haltDevice, hardwareError, setBusMaster } from './errors.ts';
import { guestCommand } from './guest-commands.ts';
import { startGuest, stopGuest } from './guests.ts';
import type { DsaOp, OpResult } from './kernel.ts';
import { createMdev, removeMdev } from './mdevs.ts';
import { bindFunction, unbindFunction } from './pf.ts';
import { pullCreateOn, pullRemoveById } from './pull.ts';
import { vfioCreate, vfioRemove } from './push.ts';
import { vdevBind, vdevCreate, vdevRemove, vdevUnbind } from './vdev.ts';
import { write } from './write.ts';

type Given = Partial<Pick<OpResult, 'picks' | 'slot' | 'pasid' | 'status' | 'told'>>;

function run(draft: Draft, op: DsaOp): Given | void {
  switch (op.op) {
    case 'write':
      return { picks: write(draft, op.at, op.value) };
    case 'bind':
      if (op.bus === 'pci') return bindFunction(draft, op.name, op.driver);
      return { picks: bind(draft, op.driver, op.name) };
    case 'unbind':
      if (op.bus === 'pci') return unbindFunction(draft, op.name, op.driver);
      return unbind(draft, op.driver, op.name);
    case 'mdev-create':
      return { picks: createMdev(draft, op.parent, op.type, op.uuid) };
    case 'mdev-remove':
      return removeMdev(draft, op.uuid);
    case 'guest-start':
      return startGuest(draft, op.uuid, op.guest, op.busMaster ?? true);
    case 'guest-stop':
      return stopGuest(draft, op.uuid);
    case 'guest-command':
      return { status: guestCommand(draft, op.uuid, op.command, op.operand) };
    case 'guest-bus-master':
      return setBusMaster(draft, op.uuid, op.on);
    case 'hardware-error':
      return { told: hardwareError(draft, op.device, op.wq) };
    case 'device-halt':
      return haltDevice(draft, op.device);
    case 'pull-create':
      return { picks: pullCreateOn(draft, op.device, op.uuid) };
    case 'pull-remove':
      return pullRemoveById(draft, op.uuid);
    case 'vfio-create':
      return { picks: vfioCreate(draft, op.wq, op.name) };
    case 'vfio-remove':
      return vfioRemove(draft, op.wq, op.name);
    case 'vdev-create':
      vdevCreate(draft, op.device, op.type);
      return;
    case 'vdev-bind':
      return { picks: vdevBind(draft, op.name) };
    case 'vdev-unbind':
      return vdevUnbind(draft, op.name);
    case 'vdev-remove':
      return vdevRemove(draft, op.name);
  }
}

const NOTHING = { picks: null, slot: null, pasid: null, status: null, told: null } as const;

/** Pure. A refused operation can leave traces, so the state of the answer counts then too. */
export function applyOp(state: DsaState, op: DsaOp): OpResult {
  const draft = new Draft(state);
  try {
    const given = run(draft, op);
    return { ...NOTHING, ...given, state: draft.state, failure: null };
  } catch (problem) {
    if (!(problem instanceof Refused)) throw problem;
    return { ...NOTHING, state: draft.state, failure: problem.failure };
  }
}
