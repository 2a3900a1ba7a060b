/** Devices and queues of a wish that are to be enabled, taken up on the model kernel. */
import { type DsaState, deviceNamed, wqNamed } from '../../../../shared/dsa/types.ts';
import type { Failure } from '../kernel/kernel.ts';
import { applyOp } from '../kernel/apply-op.ts';

const DRIVER_OF_TYPE: Readonly<Record<string, string>> = { kernel: 'dmaengine', user: 'user', mdev: 'mdev' };

function untold(name: string): Failure {
  return {
    rule: 'DSA-M3',
    errno: 'ENODEV',
    cmdStatus: null,
    message: `Nothing tells which driver ${name} is for: write its type and driver name.`,
    refs: [{ kind: 'part', family: 'dsa', id: name }],
  };
}

export interface Enabled {
  readonly state: DsaState;
  /** What stays disabled, and why. */
  readonly failures: readonly { readonly name: string; readonly failure: Failure }[];
}

/** Names of devices first, then of wqs; what is up already stays as it is, and what cannot be enabled stays disabled. */
export function withEnabled(state: DsaState, devices: readonly string[], wqs: readonly string[]): Enabled {
  let now = state;
  const failures: { name: string; failure: Failure }[] = [];
  const bind = (driver: string, name: string): void => {
    const { state: after, failure } = applyOp(now, { op: 'bind', driver, name });
    if (failure === null) now = after;
    else failures.push({ name, failure });
  };
  for (const name of devices) if (deviceNamed(now, name)?.state === 'disabled') bind('idxd', name);
  for (const name of wqs) {
    const found = wqNamed(now, name);
    if (found?.wq.state !== 'disabled') continue;
    const { driverName, type } = found.wq;
    const driver = driverName === '' ? (DRIVER_OF_TYPE[type] ?? type) : driverName;
    if (driver !== 'none') bind(driver, name);
    else failures.push({ name, failure: untold(name) });
  }
  return { state: now, failures };
}
