/** What the operations of the model kernel share: their vocabulary, and the draft of a new state while one runs. */
import type { ApState, MatrixMasks, Mdev } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';
import type { Errno } from '../../../../shared/findings.ts';
import { findMdev, sameMatrix } from '../model.ts';

export const ASSIGN_OPS = [
  'assign_adapter',
  'assign_domain',
  'assign_control_domain',
  'unassign_adapter',
  'unassign_domain',
  'unassign_control_domain',
] as const;
export type AssignOp = (typeof ASSIGN_OPS)[number];

/** One write (or open, close, module load, LPAR change with its scan) as the kernel sees it. Texts are what is written. */
export type KernelOp =
  | { readonly op: AssignOp | 'ap_config'; readonly mdev: string; readonly value: string }
  | { readonly op: 'create'; readonly mdev: string; readonly type?: Mdev['type'] }
  | { readonly op: 'remove'; readonly mdev: string }
  | { readonly op: 'guest_stop'; readonly mdev: string }
  | { readonly op: 'guest_reset'; readonly mdev: string }
  | { readonly op: 'apmask' | 'aqmask'; readonly value: string }
  | { readonly op: 'bind' | 'unbind'; readonly apqn: Apqn; readonly driver: string }
  | { readonly op: 'driver_override'; readonly apqn: Apqn; readonly value: string }
  | { readonly op: 'modprobe_vfio_ap' }
  | {
      readonly op: 'guest_start';
      readonly mdev: string;
      /** Empty = opened without a KVM. */
      readonly guest: string;
      readonly crycbFormat?: 0 | 1 | 2;
    }
  | {
      readonly op: 'host_config';
      readonly add: MatrixMasks;
      readonly remove: MatrixMasks;
      /** Queues that the scan does not create although the LPAR has the cell. */
      readonly missing: readonly Apqn[];
    };

/** Why an operation failed, with what a sentence about it needs. */
export type Failure = { readonly errno: Errno; readonly rule: string } & (
  | { readonly kind: 'parse'; readonly file: string; readonly text: string; readonly expected: string }
  | {
      readonly kind: 'range';
      readonly what: 'adapter' | 'domain' | 'control domain';
      readonly id: string;
      readonly max: number;
    }
  | { readonly kind: 'host-owned'; readonly mdev: string; readonly cells: readonly Apqn[] }
  | { readonly kind: 'not-bound'; readonly mdev: string; readonly cells: readonly Apqn[] }
  | {
      readonly kind: 'sharing';
      readonly mdev: string;
      readonly others: readonly { readonly mdev: string; readonly cells: readonly Apqn[] }[];
    }
  | { readonly kind: 'running'; readonly mdev: string }
  | {
      readonly kind: 'mask-in-use';
      readonly mask: 'apmask' | 'aqmask';
      readonly users: readonly { readonly mdev: string; readonly cells: readonly Apqn[] }[];
    }
  | { readonly kind: 'plain'; readonly text: string; readonly mdev?: string; readonly apqn?: Apqn }
);

export interface OpResult {
  readonly state: ApState;
  /** Null = the operation succeeded. */
  readonly errno: Errno | null;
  readonly failure: Failure | null;
  /** Queues zeroized by the operation, each once (AP-U26). */
  readonly resets: readonly Apqn[];
  readonly notes: readonly string[];
}

/** The state while an operation works on it. The queue table is copied at the first write to it. */
export class Draft {
  state: ApState;
  readonly resets = new Set<Apqn>();
  readonly notes: string[] = [];
  #table: Uint8Array | null = null;

  constructor(state: ApState) {
    this.state = state;
  }

  mdev(id: string): Mdev | undefined {
    const mdev = findMdev(this.state, id);
    return mdev?.active ? mdev : undefined;
  }

  change(parts: Partial<ApState>): void {
    this.state = { ...this.state, ...parts };
  }

  replaceMdev(id: string, parts: Partial<Mdev>): Mdev {
    const before = findMdev(this.state, id)!;
    const after = { ...before, ...parts };
    this.change({ mdevs: this.state.mdevs.map((mdev) => (mdev === before ? after : mdev)) });
    return after;
  }

  setShadow(mdev: Mdev, shadow: MatrixMasks): Mdev {
    return sameMatrix(mdev.shadow, shadow) ? mdev : this.replaceMdev(mdev.id, { shadow });
  }

  setQueue(apqn: Apqn, value: number): void {
    if (this.#table === null) {
      this.#table = Uint8Array.from(this.state.queues.state);
      this.change({ queues: { ...this.state.queues, state: this.#table } });
    }
    this.#table[apqn] = value;
  }
}
