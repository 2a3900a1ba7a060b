/** The keys accel-config knows in a configuration file, by what they are for (dsa.md 6.1 Loading 6, 7). */
import {
  type Attribute,
  DEVICE_ATTRIBUTES,
  GROUP_ATTRIBUTES,
  WQ_ATTRIBUTES,
} from '../../../../shared/dsa/attributes.ts';

export type Owner = 'device' | 'group' | 'engine' | 'wq';

export interface ConfigKey {
  /** Name of the file that is written. */
  readonly file: string;
  readonly isText: boolean;
  /** The key is an old name, which draws a warning. */
  readonly isOld: boolean;
  /** 3.5.3 passes over it; 4.1 writes it. */
  readonly isNew: boolean;
  readonly rule: string;
}

const TEXTS: ReadonlySet<string> = new Set(['mode', 'type', 'name', 'driver_name', 'op_config']);

function keysOf(attributes: readonly Attribute<never>[]): ReadonlyMap<string, ConfigKey> {
  return new Map(
    attributes
      .filter(({ config }) => config !== 'never')
      .flatMap(({ file, alias, config, rule }) => {
        const key = { file, isText: TEXTS.has(file), isOld: false, isNew: config === '4.1', rule };
        const named: [string, ConfigKey][] = [[file, key]];
        return alias === undefined
          ? named
          : [...named, [alias, { ...key, isOld: true }] as [string, ConfigKey]];
      }),
  );
}

export const CONFIG_KEYS: Readonly<Record<Owner, ReadonlyMap<string, ConfigKey>>> = {
  device: keysOf(DEVICE_ATTRIBUTES),
  group: keysOf(GROUP_ATTRIBUTES),
  engine: new Map([
    ['group_id', { file: 'group_id', isText: false, isOld: false, isNew: false, rule: 'DSA-O16' }],
  ]),
  wq: keysOf(WQ_ATTRIBUTES),
};

/** Only `accel-config list` prints them; loading passes over them. */
export const LIST_KEYS: Readonly<Record<Owner, ReadonlySet<string>>> = {
  device: new Set([
    'max_groups',
    'max_work_queues',
    'max_engines',
    'work_queue_size',
    'numa_node',
    'errors',
    'op_cap',
    'gen_cap',
    'iaa_cap',
    'version',
    'state',
    'max_read_buffers',
    'max_tokens',
    'max_batch_size',
    'ims_size',
    'max_transfer_size',
    'configurable',
    'pasid_enabled',
    'cdev_major',
    'clients',
  ]),
  group: new Set(),
  engine: new Set(),
  wq: new Set(['cdev_minor', 'state', 'clients', 'occupancy']),
};

/** Group keys that accel-config passes over on IAA, which has no read buffers. */
export function isReadBufferKey(file: string): boolean {
  return file.includes('read_buffer');
}
