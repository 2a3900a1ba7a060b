/** Hosts and short forms of operations for the tests of the kernel. */
import type { DsaState } from '../../../../../shared/dsa/types.ts';
import { hostWith, SHIPPED_HOSTS } from '../../cases/hosts.ts';
import { stateOfHost } from '../../cases/host.ts';
import { applyOp } from '../apply-op.ts';
import type { DsaOp, OpResult } from '../kernel.ts';
import { readAttribute } from '../read.ts';

export const PARENT = '0000:6a:01.0';

export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** A shipped host with keys changed, as `host.set` of a case. */
export function hostState(base: string, set: Readonly<Record<string, unknown>> = {}): DsaState {
  const read = stateOfHost(hostWith(SHIPPED_HOSTS[base], set));
  if (!read.ok) throw new Error(`${read.where}: ${read.expected}`);
  return read.state;
}

export const write = (at: string, value: string): DsaOp => ({ op: 'write', at, value });
export const bind = (driver: string, name: string): DsaOp => ({ op: 'bind', driver, name });
export const unbind = (driver: string, name: string): DsaOp => ({ op: 'unbind', driver, name });
/** The whole function, at the drivers of the PCI bus (S8). */
export const onPci = (op: 'bind' | 'unbind', driver: string): DsaOp => ({
  op,
  driver,
  name: PARENT,
  bus: 'pci',
});
export const create = (number: number, mode: '1dwq' | '1swq' = '1dwq'): DsaOp => ({
  op: 'mdev-create',
  parent: PARENT,
  type: `idxd-dsa-${mode}-v1`,
  uuid: uuid(number),
});
export const start = (id: string): DsaOp => ({ op: 'guest-start', uuid: id, guest: 'vm' });
export const command = (id: string, name: string, operand = 0): DsaOp => ({
  op: 'guest-command',
  uuid: id,
  command: name,
  operand,
});

/** Everything a wq needs but the device and the bind. A shared one gets half of its size as threshold. */
export function queue(
  name: string,
  type: string,
  driver = type,
  mode: 'dedicated' | 'shared' = 'dedicated',
): readonly DsaOp[] {
  const parts: readonly [string, string][] = [
    ['mode', mode],
    ['type', type],
    ['driver_name', driver],
    ['name', 'app'],
    ['size', '16'],
    ['group_id', '0'],
    ['priority', '10'],
    ...(mode === 'shared' ? [['threshold', '8'] as [string, string]] : []),
  ];
  return parts.map(([file, value]) => write(`${name}/${file}`, value));
}

export const ENABLE: readonly DsaOp[] = [write('engine0.0/group_id', '0'), bind('idxd', 'dsa0')];

/** Throws when an operation fails, so that a test's groundwork cannot be wrong unseen. */
export function play(state: DsaState, ...ops: readonly (DsaOp | readonly DsaOp[])[]): DsaState {
  return ops.flat().reduce((before, op) => {
    const { failure, state: after } = applyOp(before, op);
    if (failure !== null) throw new Error(`${JSON.stringify(op)}: ${failure.errno} ${failure.message}`);
    return after;
  }, state);
}

/** `ok` or the errno of each operation, each on the state the one before left. */
export function outcomes(state: DsaState, ...ops: readonly DsaOp[]): readonly string[] {
  let now = state;
  return ops.map((op) => {
    const result = applyOp(now, op);
    now = result.state;
    return result.failure?.errno ?? 'ok';
  });
}

export function tried(state: DsaState, op: DsaOp): OpResult {
  return applyOp(state, op);
}

export function read(state: DsaState, at: string): string {
  const answer = readAttribute(state, at);
  return answer.ok ? answer.text : answer.errno;
}
