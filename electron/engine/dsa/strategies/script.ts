/** A strategy's life cycle as data: who does what, and which operations of the model kernel that is (dsa.md 5.1). */
import type { PlayerFrame } from '../../../../shared/dsa/cards.ts';
import type { Errno, RuleId } from '../../../../shared/findings.ts';
import type { DsaOp, OpResult } from '../kernel/kernel.ts';
import type { OwnOp } from './own-ops.ts';

export type ScriptOp = DsaOp | OwnOp;

/** A refusal of something the model kernel has no operation for. */
export interface Told {
  readonly errno: Errno | null;
  readonly rule: RuleId;
  readonly message: string;
}

export interface Step {
  readonly actor: PlayerFrame['actor'];
  readonly title: string;
  /** A function says what the last operation gave: a queue, a slot, a PASID. */
  readonly detail: string | ((result: OpResult) => string);
  /** As typed; without it the operations in shell words. */
  readonly action?: string;
  /** Done in this order; the first that is refused ends the step. */
  readonly ops: readonly ScriptOp[];
  /** Explained by this rule even where it succeeds. */
  readonly rule?: RuleId;
  readonly told?: Told;
}

export interface Script {
  readonly steps: readonly Step[];
  readonly undo: readonly Step[];
}

const DEVICES = '/sys/bus/dsa/devices';
const DRIVERS = '/sys/bus/dsa/drivers';
const MDEVS = '/sys/bus/mdev/devices';

/** An operation as a person would type it on the host, or as QEMU and the guest tell the hardware. */
export function shellOf(op: ScriptOp): string {
  switch (op.op) {
    case 'write':
      return `echo ${op.value} > ${op.at.startsWith('/') ? op.at : `${DEVICES}/${op.at}`}`;
    case 'bind':
    case 'unbind':
      return op.driver === 'vfio-pci'
        ? `echo ${op.name} > /sys/bus/pci/drivers/vfio-pci/${op.op}`
        : `echo ${op.name} > ${DRIVERS}/${op.driver}/${op.op}`;
    case 'mdev-create':
      return `echo ${op.uuid} > /sys/class/mdev_bus/${op.parent}/mdev_supported_types/${op.type}/create`;
    case 'mdev-remove':
    case 'pull-remove':
      return `echo 1 > ${MDEVS}/${op.uuid}/remove`;
    case 'pull-create':
      return `echo ${op.uuid} > <type of ${op.device}>/create`;
    case 'vfio-create':
      return `echo ${op.name} > ${DEVICES}/${op.wq}/vfio_create`;
    case 'vfio-remove':
      return `echo ${op.name} > ${DEVICES}/${op.wq}/vfio_remove`;
    case 'vdev-create':
      return `echo ${op.type} > ${DEVICES}/${op.device}/<create file>`;
    case 'vdev-bind':
      return `echo ${op.name} > ${DRIVERS}/idxd_vfio/bind`;
    case 'vdev-unbind':
      return `echo ${op.name} > ${DRIVERS}/idxd_vfio/unbind`;
    case 'vdev-remove':
      return `echo ${op.name} > <remove file of the device>`;
    case 'guest-start':
      return 'MSI-X control: enable, 2 vectors';
    case 'guest-stop':
      return 'VM off: device closed';
    case 'guest-command':
      return `CMD: ${op.command}`;
    case 'guest-bus-master':
      return `PCI command: bus master ${op.on ? 'on' : 'off'}`;
    case 'hardware-error':
      return `SWERR of ${op.device}`;
    case 'device-halt':
      return `${op.device} halts`;
    case 'denylist-off':
      return 'modprobe -r vfio-pci; modprobe vfio-pci disable_denylist=1';
    case 'open':
      return `open("/dev/dsa/${op.wq}")`;
    case 'close':
      return `close of /dev/dsa/${op.wq}`;
  }
}

export function actionOf(step: Step): string {
  return step.action ?? step.ops.map(shellOf).join('\n');
}
