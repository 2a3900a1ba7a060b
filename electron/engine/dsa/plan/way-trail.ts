/** Operations one after the other on the model kernel; the first that it refuses ends the trail. */
import type { DsaDevice, DsaState } from '../../../../shared/dsa/types.ts';
import type { Ref, RuleId } from '../../../../shared/findings.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp, OpResult } from '../kernel/kernel.ts';
import { part } from './differences.ts';
import type { WayStep } from './way.ts';

export interface Stop {
  readonly rule: RuleId;
  readonly errno: string | null;
  readonly message: string;
  readonly refs: readonly Ref[];
  /** Device whose part of the way it was; null = no other way with that device would help. */
  readonly device: string | null;
}

export class Trail {
  readonly steps: WayStep[] = [];
  /** Behind each step. */
  readonly states: DsaState[] = [];
  state: DsaState;
  stop: Stop | null = null;
  /** By position: devices keep theirs in every operation of the model. */
  readonly #place: ReadonlyMap<string, number>;

  constructor(state: DsaState) {
    this.state = state;
    this.#place = new Map(state.devices.map(({ name }, index) => [name, index]));
  }

  device(name: string): DsaDevice {
    const device = this.state.devices[this.#place.get(name) ?? -1];
    return device?.name === name ? device : this.state.devices.find((other) => other.name === name)!;
  }

  try(op: DsaOp): OpResult {
    return applyOp(this.state, op);
  }

  /** Goes on from what `try` answered. */
  take(step: WayStep, result: OpResult, device: string): boolean {
    if (this.stop !== null) return false;
    if (result.failure !== null) {
      const { rule, errno, message, refs } = result.failure;
      this.stop = {
        rule,
        errno,
        message: `“${step.title}” would be refused. ${message}`,
        refs: refs.length > 0 ? refs : [part(device)],
        device,
      };
      return false;
    }
    this.state = result.state;
    this.steps.push(step);
    this.states.push(result.state);
    return true;
  }

  do(step: WayStep, device: string): boolean {
    return this.stop === null && this.take(step, this.try(step.op), device);
  }

  /** One file of a part of `device`: `wq0.3`, `group0.1`, `dsa0`. */
  write(device: string, of: string, file: string, value: string): boolean {
    const refs = of === device ? [part(device)] : [part(of), part(device)];
    return this.do(
      { op: { op: 'write', at: `${of}/${file}`, value }, title: `Write ${value} to ${of}/${file}`, refs },
      device,
    );
  }
}
