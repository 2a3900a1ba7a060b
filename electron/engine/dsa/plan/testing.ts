/** Hosts of several shapes and random walks over them, for the tests of plans. */
import fc from 'fast-check';
import { WQ_ATTRIBUTES } from '../../../../shared/dsa/attributes.ts';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { createDevice, createState } from '../model.ts';

export const DEDICATED = 'idxd-dsa-1dwq-v1';
export const SHARED = 'idxd-dsa-1swq-v1';

export function uuid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export const GUESTS = ['vm1', 'vm2', 'vm3'].map((id, hue) => ({ id, name: id, hue, domain: id }));

/** dsa0, iax1, dsa2, all idle, with three guests that have nothing. */
export function hostA(parts: Parameters<typeof createState>[0] = {}): DsaState {
  return createState({
    devices: [
      createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0' }),
      createDevice({ kind: 'iax', id: 1, bdf: '0000:6a:02.0' }),
      createDevice({ kind: 'dsa', id: 2, bdf: '0000:e7:01.0' }),
    ],
    guests: GUESTS,
    ...parts,
  });
}

/** One small device: what collides, collides often. */
export function smallHost(parts: Parameters<typeof createState>[0] = {}): DsaState {
  const caps = { maxWorkQueues: 3, maxGroups: 2, maxEngines: 2, totalSize: 40 };
  return createState({
    devices: [createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0', caps })],
    guests: GUESTS,
    ...parts,
  });
}

/** Every operation has to be taken. */
export function after(state: DsaState, ops: readonly DsaOp[]): DsaState {
  let now = state;
  for (const op of ops) {
    const result = applyOp(now, op);
    if (result.failure !== null) throw new Error(`${JSON.stringify(op)}: ${result.failure.message}`);
    now = result.state;
  }
  return now;
}

export function write(at: string, value: string | number): DsaOp {
  return { op: 'write', at, value: String(value) };
}

export function bind(name: string, driver: string): DsaOp {
  return { op: 'bind', driver, name };
}

export function unbind(name: string, driver: string): DsaOp {
  return { op: 'unbind', driver, name };
}

export function create(type: string, number: number, parent = '0000:6a:01.0'): DsaOp {
  return { op: 'mdev-create', parent, type, uuid: uuid(number) };
}

export function start(number: number, guest: string): DsaOp {
  return { op: 'guest-start', uuid: uuid(number), guest };
}

/** A queue for guests, in `group`, not bound yet. */
export function forGuests(
  name: string,
  {
    mode = 'dedicated',
    size = 16,
    group = 0,
  }: { mode?: 'dedicated' | 'shared'; size?: number; group?: number } = {},
): DsaOp[] {
  return [
    write(`${name}/mode`, mode),
    write(`${name}/type`, 'mdev'),
    write(`${name}/driver_name`, 'mdev'),
    write(`${name}/name`, `g-${name}`),
    write(`${name}/size`, size),
    ...(mode === 'shared' ? [write(`${name}/threshold`, Math.max(1, size - 2))] : []),
    write(`${name}/group_id`, group),
    write(`${name}/priority`, 10),
  ];
}

const VALUES: Readonly<Record<string, readonly string[]>> = {
  mode: ['dedicated', 'shared'],
  type: ['none', 'kernel', 'user', 'mdev', 'mdev'],
  driver_name: ['user', 'mdev', 'mdev', 'dmaengine'],
  name: ['a', 'b'],
  size: ['0', '8', '16', '24'],
  threshold: ['4', '8', '16'],
  group_id: ['-1', '0', '0', '1'],
  priority: ['0', '5', '10'],
  block_on_fault: ['0', '1'],
  ats_disable: ['0', '1'],
  prs_disable: ['0', '1'],
  max_transfer_size: ['4096', '65536'],
  max_batch_size: ['16', '64'],
  op_config: ['00000001,00000001'],
  enqcmds_retries: ['8', '32'],
};

const wqWrite = fc
  .constantFrom(...WQ_ATTRIBUTES.map(({ file }) => file))
  .chain((file) => fc.tuple(fc.constant(file), fc.constantFrom(...VALUES[file]!)));

function opsOf({ devices }: DsaState): fc.Arbitrary<readonly DsaOp[]> {
  const device = fc.constantFrom(...devices);
  const number = fc.integer({ min: 1, max: 5 });
  const one = (op: DsaOp) => [op];
  return device.chain(({ name, id, bdf, kind, wqs, engines, groups }) => {
    const wq = fc.nat(wqs.length - 1).map((index) => `wq${id}.${index}`);
    const group = fc.constantFrom('-1', '0', '0', '1');
    return fc.oneof(
      {
        weight: 4,
        arbitrary: fc.tuple(wq, wqWrite).map(([of, [file, value]]) => one(write(`${of}/${file}`, value))),
      },
      {
        weight: 4,
        arbitrary: fc
          .tuple(wq, fc.constantFrom<'dedicated' | 'shared'>('dedicated', 'shared'), fc.constantFrom(8, 10))
          .map(([of, mode, size]) => forGuests(of, { mode, size })),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.nat(engines.length - 1), group)
          .map(([at, to]) => one(write(`engine${id}.${at}/group_id`, to))),
      },
      {
        weight: 2,
        arbitrary: fc
          .tuple(
            fc.nat(groups.length - 1),
            fc.constantFrom('read_buffers_reserved', 'read_buffers_allowed', 'use_read_buffer_limit'),
            fc.constantFrom('0', '1', '8', '40'),
          )
          .map(([at, file, value]) => one(write(`group${id}.${at}/${file}`, value))),
      },
      fc.constant(one(write(`${name}/read_buffer_limit`, '16'))),
      { weight: 3, arbitrary: fc.constant([write(`engine${id}.0/group_id`, '0'), bind(name, 'idxd')]) },
      {
        weight: 4,
        arbitrary: fc
          .tuple(wq, fc.constantFrom('mdev', 'mdev', 'user', 'dmaengine'))
          .map(([of, to]) => one(bind(of, to))),
      },
      fc.tuple(wq, fc.constantFrom('mdev', 'user', 'dmaengine')).map(([of, to]) => one(unbind(of, to))),
      fc.constant(one(unbind(name, 'idxd'))),
      {
        weight: 5,
        arbitrary: fc
          .tuple(fc.constantFrom('1dwq', '1swq'), number)
          .map(([type, at]) => one(create(`idxd-${kind}-${type}-v1`, at, bdf))),
      },
      number.map((at) => one({ op: 'mdev-remove' as const, uuid: uuid(at) })),
      {
        weight: 2,
        arbitrary: fc
          .tuple(number, fc.constantFrom('vm1', 'vm2'))
          .map(([at, guest]) => one(start(at, guest))),
      },
      number.map((at) => one({ op: 'guest-stop' as const, uuid: uuid(at) })),
    );
  });
}

/** A state that the kernel can be brought to: what it refuses is left out. */
export function reachable(from: DsaState, maxLength = 40): fc.Arbitrary<DsaState> {
  return fc.array(opsOf(from), { maxLength, size: 'max' }).map((batches) => {
    let state = from;
    for (const op of batches.flat()) state = applyOp(state, op).state;
    return state;
  });
}
