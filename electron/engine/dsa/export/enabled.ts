/** Devices and queues of a wish that are to be enabled, taken up on the model kernel. */
import { type DsaState, deviceNamed, wqNamed } from '../../../../shared/dsa/types.ts';
import type { Failure } from '../kernel/kernel.ts';
import { applyOp } from '../kernel/apply-op.ts';

const DRIVER_OF_TYPE: Readonly<Record<string, string>> = { kernel: 'dmaengine', user: 'user', mdev: 'mdev' };

export type Enabled =
  | { readonly ok: true; readonly state: DsaState }
  | { readonly ok: false; readonly failure: Failure };

/** Names of devices first, then of wqs; what is up already stays as it is. */
export function withEnabled(state: DsaState, devices: readonly string[], wqs: readonly string[]): Enabled {
  let now = state;
  const bind = (driver: string, name: string): Failure | null => {
    const { state: after, failure } = applyOp(now, { op: 'bind', driver, name });
    if (failure === null) now = after;
    return failure;
  };
  for (const name of devices) {
    const failure = deviceNamed(now, name)?.state === 'disabled' ? bind('idxd', name) : null;
    if (failure) return { ok: false, failure };
  }
  for (const name of wqs) {
    const found = wqNamed(now, name);
    if (found?.wq.state !== 'disabled') continue;
    const { driverName, type } = found.wq;
    const failure = bind(driverName === '' ? (DRIVER_OF_TYPE[type] ?? type) : driverName, name);
    if (failure) return { ok: false, failure };
  }
  return { ok: true, state: now };
}
