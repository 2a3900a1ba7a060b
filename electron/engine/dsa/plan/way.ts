/** The operations that take a host's devices from one state to another, in an order the kernel takes. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Ref, RuleId } from '../../../../shared/findings.ts';
import type { DsaOp } from '../kernel/kernel.ts';

/** One operation and why it is made, imperative: `Write dedicated to wq0.3/mode`. */
export interface WayStep {
  readonly op: DsaOp;
  readonly title: string;
  readonly refs: readonly Ref[];
}

/** Steps and the state they end in, or the first thing in the way. `stops`: guests (ids) that are stopped and started again. */
export type Way =
  | {
      readonly ok: true;
      readonly steps: readonly WayStep[];
      readonly end: DsaState;
      readonly stops: readonly string[];
    }
  | {
      readonly ok: false;
      readonly rule: RuleId;
      readonly errno: string | null;
      readonly message: string;
      readonly refs: readonly Ref[];
    };
