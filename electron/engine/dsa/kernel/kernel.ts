/** Operations on a host's idxd devices as data, and what the model kernel answers (dsa.md 3). */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Errno, Ref, RuleId } from '../../../../shared/findings.ts';

export const GUEST_COMMANDS = [
  'ENABLE_DEVICE',
  'DISABLE_DEVICE',
  'DRAIN_ALL',
  'ABORT_ALL',
  'RESET_DEVICE',
  'ENABLE_WQ',
  'DISABLE_WQ',
  'DRAIN_WQ',
  'ABORT_WQ',
  'RESET_WQ',
  'DRAIN_PASID',
  'ABORT_PASID',
  'REQUEST_INT_HANDLE',
  'RELEASE_INT_HANDLE',
] as const;

export type DsaOp =
  /** `at` is below /sys/bus/dsa/devices (`wq0.0/size`), or a whole path of the host. */
  | { readonly op: 'write'; readonly at: string; readonly value: string }
  /** Files of drivers on the dsa bus take names; with `bus: 'pci'` those of PCI drivers are meant, which take BDFs (S8). */
  | {
      readonly op: 'bind' | 'unbind';
      readonly driver: string;
      readonly name: string;
      readonly bus?: 'pci' | undefined;
    }
  /** `parent` is a BDF, `type` a type directory. `wq` only where the caller knows what it must take: the model checks nothing with it. */
  | { readonly op: 'mdev-create'; readonly parent: string; readonly type: string; readonly uuid: string }
  | { readonly op: 'mdev-remove'; readonly uuid: string }
  | {
      readonly op: 'guest-start';
      readonly uuid: string;
      readonly guest: string;
      readonly busMaster?: boolean;
    }
  | { readonly op: 'guest-stop'; readonly uuid: string }
  /** `command` of GUEST_COMMANDS, or any other text (status 0x01). */
  | {
      readonly op: 'guest-command';
      readonly uuid: string;
      readonly command: string;
      readonly operand: number;
    }
  | { readonly op: 'guest-bus-master'; readonly uuid: string; readonly on: boolean }
  /** A software error record of the hardware; `wq` = index, null = none named (O41). */
  | { readonly op: 'hardware-error'; readonly device: string; readonly wq: number | null }
  | { readonly op: 'device-halt'; readonly device: string }
  /** The other strategies (dsa.md 5.1). */
  | { readonly op: 'pull-create'; readonly device: string; readonly uuid: string }
  | { readonly op: 'pull-remove'; readonly uuid: string }
  | { readonly op: 'vfio-create' | 'vfio-remove'; readonly wq: string; readonly name: string }
  | { readonly op: 'vdev-create'; readonly device: string; readonly type: string }
  | { readonly op: 'vdev-bind' | 'vdev-unbind' | 'vdev-remove'; readonly name: string };

export interface Failure {
  readonly errno: Errno;
  readonly rule: RuleId;
  /** What cmd_status shows now; null = it keeps what it showed. */
  readonly cmdStatus: number | null;
  /** A full sentence, with the numbers of this very case. */
  readonly message: string;
  readonly refs: readonly Ref[];
}

/** A refused operation can leave traces (cmd_status, a type back at none), so `state` counts then too. */
export interface OpResult {
  readonly state: DsaState;
  readonly failure: Failure | null;
  /** wq a creation took: `wq0.2`. */
  readonly picks: string | null;
  readonly slot: number | null;
  readonly pasid: number | null;
  /** Emulated CMDSTS of a guest command. */
  readonly status: number | null;
  /** Ids of the mdevs an error was told to, sorted. */
  readonly told: readonly string[] | null;
}

export type ReadResult =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly errno: Errno };
