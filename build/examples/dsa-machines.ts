/** The example hosts with DSA and IAA devices, made by the model kernel itself. Names and UUIDs are invented. */
import { applyOp } from '../../electron/engine/dsa/kernel/apply-op.ts';
import type { DsaOp } from '../../electron/engine/dsa/kernel/kernel.ts';
import { createDevice, createState } from '../../electron/engine/dsa/model.ts';
import type { DsaGuest, DsaState } from '../../shared/dsa/types.ts';
import { exampleUuid } from './example-uuid.ts';

export interface DsaExample {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly host: { readonly name: string; readonly machine: string; readonly kernel: string };
  readonly dsa: DsaState;
}

interface Queue {
  readonly device: number;
  readonly index: number;
  readonly mode: 'dedicated' | 'shared';
  readonly type: 'mdev' | 'user' | 'kernel';
  readonly name: string;
  readonly size: number;
  readonly group: number;
  readonly priority: number;
  /** Shared only. */
  readonly threshold?: number;
}

const DRIVERS = { mdev: 'mdev', user: 'user', kernel: 'dmaengine' } as const;

function write(at: string, value: string | number): DsaOp {
  return { op: 'write', at, value: String(value) };
}

function configured(queue: Queue): DsaOp[] {
  const wq = `wq${queue.device}.${queue.index}`;
  return [
    write(`${wq}/mode`, queue.mode),
    write(`${wq}/type`, queue.type),
    write(`${wq}/driver_name`, DRIVERS[queue.type]),
    write(`${wq}/name`, queue.name),
    write(`${wq}/size`, queue.size),
    ...(queue.threshold === undefined ? [] : [write(`${wq}/threshold`, queue.threshold)]),
    write(`${wq}/group_id`, queue.group),
    write(`${wq}/priority`, queue.priority),
  ];
}

function enabled({ device, index, type }: Queue): DsaOp {
  return { op: 'bind', driver: DRIVERS[type], name: `wq${device}.${index}` };
}

function after(state: DsaState, ops: readonly DsaOp[]): DsaState {
  return ops.reduce((now, op) => {
    const { state: next, failure } = applyOp(now, op);
    if (failure) throw new Error(`An example asks for what the kernel refuses: ${failure.message}`);
    return next;
  }, state);
}

function guestNamed(name: string, index: number): DsaGuest {
  return { id: `guest:${name}`, name, hue: index % 8, domain: name };
}

interface Given {
  readonly uuid: string;
  readonly parent: string;
  readonly type: string;
  readonly guest: string | null;
  /** How far the guest has come with its device. */
  readonly use?: 'open' | 'enabled';
}

function given(mdevs: readonly Given[]): DsaOp[] {
  return mdevs.flatMap(({ uuid, parent, type, guest, use }): DsaOp[] => [
    { op: 'mdev-create', parent, type, uuid },
    ...(use !== undefined && guest !== null
      ? [{ op: 'guest-start', uuid, guest: `guest:${guest}` } as const]
      : []),
    ...(use === 'enabled'
      ? (['ENABLE_DEVICE', 'ENABLE_WQ'] as const).map((command) => ({
          op: 'guest-command' as const,
          uuid,
          command,
          operand: 0,
        }))
      : []),
  ]);
}

/** Guests and definitions, which are no business of the kernel. */
function withGuests(state: DsaState, mdevs: readonly Given[]): DsaState {
  const owner = new Map(mdevs.map(({ uuid, guest }) => [uuid, guest]));
  const names = [...new Set(mdevs.flatMap(({ guest }) => guest ?? []))];
  return {
    ...state,
    guests: names.map(guestNamed),
    mdevs: state.mdevs.map((mdev) => {
      const guest = owner.get(mdev.id) ?? null;
      return {
        ...mdev,
        guest: guest === null ? null : `guest:${guest}`,
        runningTold: true,
        definition: guest === null ? null : 'auto',
      };
    }),
  };
}

function engines(device: number, groups: readonly number[]): DsaOp[] {
  return groups.map((group, index) => write(`engine${device}.${index}/group_id`, group));
}

function twoSockets(): DsaState {
  return createState({
    devices: [
      createDevice({ kind: 'dsa', id: 0, bdf: '0000:6a:01.0', iommuGroup: 41 }),
      createDevice({ kind: 'iax', id: 1, bdf: '0000:6a:02.0', iommuGroup: 42 }),
      createDevice({ kind: 'dsa', id: 2, bdf: '0000:e7:01.0', iommuGroup: 88, caps: { numaNode: 1 } }),
    ],
  });
}

/** dsa0 serves four guests, dsa2 the host's own programs; iax1 is still free. */
function busyHost(): DsaState {
  const own = { device: 0, type: 'mdev', group: 0, mode: 'dedicated', size: 16, priority: 10 } as const;
  const pool = {
    device: 0,
    type: 'mdev',
    group: 1,
    mode: 'shared',
    size: 32,
    priority: 5,
    threshold: 24,
  } as const;
  const guests: readonly Queue[] = [
    { ...own, index: 0, name: 'guest0' },
    { ...own, index: 1, name: 'guest1' },
    { ...pool, index: 2, name: 'pool0' },
    { ...pool, index: 3, name: 'pool1' },
  ];
  const kernel = { device: 2, index: 0, mode: 'dedicated', type: 'kernel', group: 0 } as const;
  const user = { device: 2, index: 1, mode: 'shared', type: 'user', group: 1 } as const;
  const host: readonly Queue[] = [
    { ...kernel, name: 'dmaengine', size: 64, priority: 15 },
    { ...user, name: 'app2', size: 32, priority: 5, threshold: 28 },
  ];
  const parent = '0000:6a:01.0';
  const [alone, shared] = ['idxd-dsa-1dwq-v1', 'idxd-dsa-1swq-v1'];
  const mdevs: readonly Given[] = [
    { uuid: exampleUuid(11, 1), parent, type: alone, guest: 'database', use: 'enabled' },
    { uuid: exampleUuid(11, 3), parent, type: shared, guest: 'web-1', use: 'enabled' },
    { uuid: exampleUuid(11, 4), parent, type: shared, guest: 'web-2', use: 'open' },
    { uuid: exampleUuid(11, 5), parent, type: shared, guest: 'build' },
  ];
  const state = after(twoSockets(), [
    ...[...guests, ...host].flatMap(configured),
    ...engines(0, [0, 1, 1]),
    ...engines(2, [0, 1]),
    { op: 'bind', driver: 'idxd', name: 'dsa0' },
    { op: 'bind', driver: 'idxd', name: 'dsa2' },
    ...[...guests, ...host].map(enabled),
    ...given(mdevs),
  ]);
  return withGuests(state, mdevs);
}

const FULL_DEVICES = 64;

/** Eight segments with four DSA and four IAA each; of each device five queues serve guests, two programs, one nobody. */
function fullMachine(): DsaState {
  const bare = createState({
    devices: Array.from({ length: FULL_DEVICES }, (_, id) => {
      const socket = id >> 3;
      const bus = (0x6a + (id & 1) * 8).toString(16);
      return createDevice({
        kind: id % 2 === 0 ? 'dsa' : 'iax',
        id,
        bdf: `000${socket}:${bus}:0${(id >> 1) & 3}.0`,
        iommuGroup: 40 + id,
        caps: { numaNode: socket },
      });
    }),
  });
  const ops: DsaOp[] = [];
  const mdevs: Given[] = [];
  for (const { id: device, kind, name, bdf: parent } of bare.devices) {
    const own = { device, type: 'mdev', group: 0, mode: 'dedicated', size: 16, priority: 10 } as const;
    const pool = {
      device,
      type: 'mdev',
      group: 1,
      mode: 'shared',
      size: 16,
      priority: 5,
      threshold: 12,
    } as const;
    const queues: readonly Queue[] = [
      ...[0, 1, 2].map((index) => ({ ...own, index, name: `guest${index}` })),
      ...[3, 4].map((index) => ({ ...pool, index, name: `pool${index}` })),
      { ...own, index: 5, type: 'user', group: 2, name: 'app' },
      { ...pool, index: 6, type: 'user', group: 2, name: 'batch' },
    ];
    ops.push(
      ...queues.flatMap(configured),
      ...engines(
        device,
        [0, 1, 2, 3].map((group) => Math.min(group, 2)),
      ),
      { op: 'bind', driver: 'idxd', name },
      ...queues.map(enabled),
    );
    // Two guests have a queue of their own here, eight share two.
    for (let at = 0; at < 10; at++)
      mdevs.push({
        uuid: exampleUuid(20 + (device >> 2), (device & 3) * 16 + at),
        parent,
        type: `idxd-${kind}-${at < 2 ? '1dwq' : '1swq'}-v1`,
        guest: `guest-${String((device >> 1) * 5 + (at >> 1) + 1).padStart(3, '0')}`,
        ...(at % 3 === 2 ? {} : { use: at % 3 === 0 ? 'enabled' : 'open' }),
      });
  }
  return withGuests(after(bare, [...ops, ...given(mdevs)]), mdevs);
}

const HOST = { machine: 'two sockets', kernel: '6.8.0-dsa' } as const;

export const DSA_EXAMPLES: readonly DsaExample[] = [
  {
    id: 'dsa-two-sockets',
    title: 'DSA: two sockets, four guests',
    summary:
      'Two DSA and one IAA. One guest has a queue of its own, three share two; the second DSA works for the host.',
    host: { ...HOST, name: 'dsa-busy' },
    dsa: busyHost(),
  },
  {
    id: 'dsa-idle',
    title: 'DSA: the same host before anything is set',
    summary: 'Two DSA and one IAA, 24 queues without a size. The place to build a first queue for a guest.',
    host: { ...HOST, name: 'dsa-idle' },
    dsa: twoSockets(),
  },
  {
    id: 'dsa-full-machine',
    title: 'DSA: 64 devices, 512 queues, 640 mediated devices',
    summary: 'Eight sockets with four DSA and four IAA each, all at work for guests and programs.',
    host: { ...HOST, name: 'dsa-full', machine: 'eight sockets' },
    dsa: fullMachine(),
  },
];
