/**
 * Every file of the dsa bus that can be written, once (dsa.md 2, 3): its field, its form, what freezes it and what forgets
 * it. The kernel model, the readers, the planner, the inspector and the exports all read this table.
 */
import type { DsaDevice, DsaGroup, DsaWq } from './types.ts';

export type AttributeForm = 'int' | 'int-or-hex' | 'bool' | 'mode' | 'text' | 'opmask';

/**
 * What must be over before it can be written. `wq`: the wq is not disabled. `device`: the device is enabled. `never`:
 * always writable; for engines and progress limits the hardware only learns it when the device is enabled next.
 */
export type FrozenBy = 'wq' | 'device' | 'never';

export interface Attribute<Owner> {
  readonly file: string;
  /** Old name of the same value. */
  readonly alias?: string;
  readonly field: keyof Owner & string;
  readonly form: AttributeForm;
  readonly frozenBy: FrozenBy;
  /** Rule of the operation (dsa.md 3). */
  readonly rule: string;
  /** Unbinding the wq resets it (O23); disabling a configurable device resets everything but driver_name (O21). */
  readonly forgotten: boolean;
  /** Not written by accel-config 3.5.3, or only since 4.1. */
  readonly config: '3.5' | '4.1' | 'never';
}

export const WQ_ATTRIBUTES: readonly Attribute<DsaWq>[] = [
  {
    file: 'mode',
    field: 'mode',
    form: 'mode',
    frozenBy: 'wq',
    rule: 'DSA-O2',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'type',
    field: 'type',
    form: 'text',
    frozenBy: 'wq',
    rule: 'DSA-O7',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'driver_name',
    field: 'driverName',
    form: 'text',
    frozenBy: 'wq',
    rule: 'DSA-O9',
    forgotten: false,
    config: '3.5',
  },
  {
    file: 'name',
    field: 'name',
    form: 'text',
    frozenBy: 'wq',
    rule: 'DSA-O8',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'size',
    field: 'size',
    form: 'int',
    frozenBy: 'device',
    rule: 'DSA-O3',
    forgotten: false,
    config: '3.5',
  },
  {
    file: 'threshold',
    field: 'threshold',
    form: 'int-or-hex',
    frozenBy: 'wq',
    rule: 'DSA-O5',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'group_id',
    field: 'groupId',
    form: 'int',
    frozenBy: 'wq',
    rule: 'DSA-O1',
    forgotten: false,
    config: '3.5',
  },
  {
    file: 'priority',
    field: 'priority',
    form: 'int',
    frozenBy: 'wq',
    rule: 'DSA-O4',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'block_on_fault',
    field: 'blockOnFault',
    form: 'bool',
    frozenBy: 'wq',
    rule: 'DSA-O6',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'max_transfer_size',
    field: 'maxTransferSize',
    form: 'int-or-hex',
    frozenBy: 'wq',
    rule: 'DSA-O10',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'max_batch_size',
    field: 'maxBatchSize',
    form: 'int-or-hex',
    frozenBy: 'wq',
    rule: 'DSA-O10',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'ats_disable',
    field: 'atsDisable',
    form: 'bool',
    frozenBy: 'wq',
    rule: 'DSA-O11',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'prs_disable',
    field: 'prsDisable',
    form: 'bool',
    frozenBy: 'wq',
    rule: 'DSA-O12',
    forgotten: true,
    config: '4.1',
  },
  {
    file: 'op_config',
    field: 'opConfig',
    form: 'opmask',
    frozenBy: 'wq',
    rule: 'DSA-O13',
    forgotten: true,
    config: '4.1',
  },
  {
    file: 'enqcmds_retries',
    field: 'enqcmdsRetries',
    form: 'int',
    frozenBy: 'never',
    rule: 'DSA-O14',
    forgotten: true,
    config: 'never',
  },
];

export const GROUP_ATTRIBUTES: readonly Attribute<DsaGroup>[] = [
  {
    file: 'read_buffers_reserved',
    alias: 'tokens_reserved',
    field: 'readBuffersReserved',
    form: 'int',
    frozenBy: 'device',
    rule: 'DSA-O17',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'read_buffers_allowed',
    alias: 'tokens_allowed',
    field: 'readBuffersAllowed',
    form: 'int',
    frozenBy: 'device',
    rule: 'DSA-O18',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'use_read_buffer_limit',
    alias: 'use_token_limit',
    field: 'useReadBufferLimit',
    form: 'bool',
    frozenBy: 'device',
    rule: 'DSA-O19',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'traffic_class_a',
    field: 'trafficClassA',
    form: 'int',
    frozenBy: 'device',
    rule: 'DSA-O19',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'traffic_class_b',
    field: 'trafficClassB',
    form: 'int',
    frozenBy: 'device',
    rule: 'DSA-O19',
    forgotten: true,
    config: '3.5',
  },
  {
    file: 'desc_progress_limit',
    field: 'descProgressLimit',
    form: 'int',
    frozenBy: 'never',
    rule: 'DSA-O19',
    forgotten: true,
    config: '4.1',
  },
  {
    file: 'batch_progress_limit',
    field: 'batchProgressLimit',
    form: 'int',
    frozenBy: 'never',
    rule: 'DSA-O19',
    forgotten: true,
    config: '4.1',
  },
];

export const DEVICE_ATTRIBUTES: readonly Attribute<DsaDevice>[] = [
  {
    file: 'read_buffer_limit',
    alias: 'token_limit',
    field: 'readBufferLimit',
    form: 'int',
    frozenBy: 'device',
    rule: 'DSA-O19',
    forgotten: false,
    config: '3.5',
  },
  {
    file: 'event_log_size',
    field: 'eventLogSize',
    form: 'int',
    frozenBy: 'device',
    rule: 'DSA-O19',
    forgotten: false,
    config: '4.1',
  },
];

/** An engine has one file. */
export const ENGINE_GROUP_RULE = 'DSA-O16';

/** Values a wq has after its driver was unbound (O23); `opConfig` is then the device's op_cap. */
export const WQ_DEFAULTS = {
  mode: 'shared',
  type: 'none',
  name: '',
  priority: 0,
  threshold: 0,
  blockOnFault: false,
  atsDisable: false,
  prsDisable: false,
  enqcmdsRetries: 32,
  maxTransferSize: 2_097_152,
  maxBatchSize: 32,
} as const;

export const LIMITS = {
  priority: 15,
  enqcmdsRetries: 64,
  nameBytes: 1024,
  driverNameBytes: 128,
  progress: 3,
  trafficClass: 7,
  /** Entries a wq with a type gets when its size is 0 as the device is enabled (O20). */
  defaultSize: 16,
  /** Least allowed read buffers for each engine of a group (O18). */
  readBuffersPerEngine: 4,
} as const;

/** Does the kernel and device of `device` have that file? `file` may be an old name. */
export function hasFile(
  device: DsaDevice,
  owner: 'device' | 'group' | 'engine' | 'wq',
  file: string,
): boolean {
  return !device.lacks.includes(`${owner}/${file}`);
}
