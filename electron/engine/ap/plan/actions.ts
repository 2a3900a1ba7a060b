/** Kernel operations as the literal writes and commands an admin would make, and where their effect can be read. */
import type { ApState } from '../../../../shared/ap/types.ts';
import { type Apqn, adapterOf, formatAdapter, formatApqn } from '../../../../shared/apqn.ts';
import type { Command, StepAction } from '../../../../shared/plan.ts';
import type { KernelOp } from '../kernel/kernel.ts';
import { findMdev } from '../model.ts';
import { waitForEnd } from '../../tools/guest-end.ts';

const MATRIX = '/sys/devices/vfio_ap/matrix';

export function mdevPath(id: string): string {
  return `${MATRIX}/${id}`;
}

export function queuePath(apqn: Apqn): string {
  return `/sys/devices/ap/card${formatAdapter(adapterOf(apqn))}/${formatApqn(apqn)}`;
}

export function maskPath(name: 'apmask' | 'aqmask'): string {
  return `/sys/bus/ap/${name}`;
}

/** Present as long as the module is loaded. */
export const MATRIX_DEVICE = MATRIX;

function write(path: string, text: string): StepAction {
  return { kind: 'write', path, text };
}

export function command(argv: readonly string[], stdin: string | null = null): Command {
  return { argv, stdin };
}

function run(...lines: readonly (readonly string[])[]): StepAction {
  return { kind: 'run', commands: lines.map((argv) => command(argv)), files: [] };
}

/** A newline is what ends the write, not part of its text. */
function text(value: string): string {
  return value.replace(/\n$/, '');
}

/** `op` as it is done on a host in `state`; LPAR changes and guest resets are no actions of a plan. */
export function actionOf(state: ApState, op: KernelOp): StepAction {
  switch (op.op) {
    case 'create':
      return write(`${MATRIX}/mdev_supported_types/vfio_ap-passthrough/create`, op.mdev);
    case 'remove':
      return write(`${mdevPath(op.mdev)}/remove`, '1');
    case 'apmask':
    case 'aqmask':
      return write(maskPath(op.op), text(op.value));
    case 'bind':
    case 'unbind':
      return write(`/sys/bus/ap/drivers/${op.driver}/${op.op}`, formatApqn(op.apqn));
    case 'driver_override':
      return write(`${queuePath(op.apqn)}/driver_override`, text(op.value));
    case 'modprobe_vfio_ap':
      return run(['modprobe', 'vfio_ap']);
    case 'guest_start':
      return run(['virsh', 'start', '--', op.guest]);
    case 'guest_stop': {
      const guest = findMdev(state, op.mdev)?.guest ?? op.mdev;
      return run(['virsh', 'shutdown', '--', guest], waitForEnd(guest));
    }
    case 'guest_reset':
      throw new Error('a plan stops and starts guests, and resets none');
    case 'host_config':
      throw new Error('an LPAR change is made on the HMC or SE, not by a step');
    default:
      return write(`${mdevPath(op.mdev)}/${op.op}`, text(op.value));
  }
}
