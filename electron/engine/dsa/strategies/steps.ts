/** Steps that several strategies share, on the demo host's names. */
import type { WqMode } from '../../../../shared/dsa/types.ts';
import type { OpResult } from '../kernel/kernel.ts';
import type { ScriptOp, Step } from './script.ts';

export const DEVICE = 'dsa0';
export const BDF = '0000:6a:01.0';
export const ENGINE = 'engine0.0';
export const DEDICATED_TYPE = 'idxd-dsa-1dwq-v1';
export const SHARED_TYPE = 'idxd-dsa-1swq-v1';
/** Entries of each queue that is given away. */
const ENTRIES = 16;
const THRESHOLD = 12;

export function wq(index: number): string {
  return `wq0.${index}`;
}
/** One for each guest and one more, for what is refused. */
export function uuid(index: number): string {
  return `5c7a1f0e-0000-4000-8000-00000000000${index + 1}`;
}
export function guest(index: number): string {
  return `vm${index + 1}`;
}
export function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** `wq0.0`, `wq0.0 and wq0.1`, `wq0.0, wq0.1 and wq0.2` */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

export function write(at: string, value: string | number): ScriptOp {
  return { op: 'write', at, value: String(value) };
}

export interface WqPlan {
  readonly index: number;
  readonly mode: WqMode;
  /** `mdev`, `vdev`, `user`. */
  readonly type: string;
  readonly driver: string;
}

/** In the order that refuses nothing: type before name, size before threshold (dsa.md 6.1). */
export function settingsOf({ index, mode, type, driver }: WqPlan): readonly ScriptOp[] {
  const at = wq(index);
  return [
    write(`${at}/mode`, mode),
    write(`${at}/type`, type),
    write(`${at}/driver_name`, driver),
    write(`${at}/name`, `guest${index + 1}`),
    write(`${at}/size`, ENTRIES),
    ...(mode === 'shared' ? [write(`${at}/threshold`, THRESHOLD)] : []),
    write(`${at}/group_id`, 0),
    write(`${at}/priority`, 10),
  ];
}

export function setUp(plans: readonly WqPlan[], why: string): Step {
  const names = listed(plans.map(({ index }) => wq(index)));
  return {
    actor: 'administrator',
    title: `Sets up ${names}`,
    detail: why,
    ops: plans.flatMap(settingsOf),
    rule: 'DSA-O3',
  };
}

export const ENGINE_STEP: Step = {
  actor: 'administrator',
  title: 'Puts an engine into the group',
  detail:
    'A group with queues needs at least one engine to work them off, and must have it before the device is enabled.',
  ops: [write(`${ENGINE}/group_id`, 0)],
  rule: 'DSA-O16',
};

export const DEVICE_STEP: Step = {
  actor: 'administrator',
  title: 'Enables the device',
  detail: 'The hardware learns sizes and groups now; both are frozen until the device is disabled.',
  ops: [{ op: 'bind', driver: 'idxd', name: DEVICE }],
  rule: 'DSA-O20',
};

export function bindQueues(indices: readonly number[], driver: string, title: string, why: string): Step {
  return {
    actor: 'administrator',
    title,
    detail: why,
    ops: indices.map((index) => ({ op: 'bind', driver, name: wq(index) })),
    rule: 'DSA-O22',
  };
}

export function unbindQueues(indices: readonly number[], driver: string): Step {
  return {
    actor: 'administrator',
    title: `Unbinds ${listed(indices.map(wq))}`,
    detail: 'Each queue keeps its size, its group and its driver name. All other settings are forgotten.',
    ops: indices.map((index) => ({ op: 'unbind', driver, name: wq(index) })),
    rule: 'DSA-O23',
  };
}

export const DEVICE_OFF: Step = {
  actor: 'administrator',
  title: 'Disables the device',
  detail: 'Sizes, groups and engines are cleared. The next one starts from nothing.',
  ops: [{ op: 'unbind', driver: 'idxd', name: DEVICE }],
  rule: 'DSA-O21',
};

function slotWords({ slot, pasid }: OpResult): string {
  return `Interrupt slot ${slot} carries the completions straight into the guest, PASID ${pasid} keeps its DMA apart from all others.`;
}

export interface Opened {
  /** Id of the device in the model. */
  readonly device: string;
  readonly guest: string;
  /** QEMU's option. */
  readonly option: string;
  /** Why vfio takes it. */
  readonly attaches: string;
  /** What enabling the guest's queue does on the host. */
  readonly enables: string;
}

/** QEMU opens the device, the guest's driver brings it up (O36, O40). */
export function startGuest({ device, guest: name, option, attaches, enables }: Opened): readonly Step[] {
  return [
    {
      actor: 'QEMU',
      title: `Opens the device for ${name}`,
      detail: attaches,
      action: option,
      ops: [],
      rule: 'DSA-O36',
    },
    {
      actor: 'guest',
      title: `${name} switches its interrupts on`,
      detail: 'Two vectors: 0 is raised by software, 1 needs a message slot of the real device.',
      action: 'MSI-X control: enable, 2 vectors',
      ops: [],
      rule: 'DSA-O36',
    },
    {
      actor: 'driver',
      title: `Gives ${name} an interrupt slot and a PASID`,
      detail: slotWords,
      action: '',
      ops: [{ op: 'guest-start', uuid: device, guest: name }],
      rule: 'DSA-O36',
    },
    {
      actor: 'guest',
      title: `${name} enables its device`,
      detail: 'Only the virtual device changes: the real one has been enabled all along.',
      ops: [{ op: 'guest-command', uuid: device, command: 'ENABLE_DEVICE', operand: 0 }],
      rule: 'DSA-O40',
    },
    {
      actor: 'guest',
      title: `${name} enables its queue`,
      detail: enables,
      ops: [{ op: 'guest-command', uuid: device, command: 'ENABLE_WQ', operand: 0 }],
      rule: 'DSA-O40',
    },
  ];
}

/** The second and third guest go the same way, in one step each. */
export function startAlike(device: string, name: string): Step {
  return {
    actor: 'guest',
    title: `${name} starts the same way`,
    detail: (result) =>
      result.failure === null
        ? 'Opened by its own QEMU, with a slot and a PASID of its own; then its device and its queue are enabled.'
        : 'It does not get that far.',
    ops: [
      { op: 'guest-start', uuid: device, guest: name },
      { op: 'guest-command', uuid: device, command: 'ENABLE_DEVICE', operand: 0 },
      { op: 'guest-command', uuid: device, command: 'ENABLE_WQ', operand: 0 },
    ],
    rule: 'DSA-O36',
  };
}

export function stopGuests(devices: readonly string[], names: readonly string[]): Step {
  return {
    actor: 'QEMU',
    title: `${listed(names)} ${names.length === 1 ? 'is' : 'are'} shut down`,
    detail: 'The device is closed: slot and PASID are free, the virtual device and its queue are off.',
    action: devices.map((device) => `close of ${device}`).join('\n'),
    ops: devices.map((device) => ({ op: 'guest-stop', uuid: device })),
    rule: 'DSA-O37',
  };
}
