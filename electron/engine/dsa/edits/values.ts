/** Settings by file name, as writes in an order the kernel takes (dsa.md 6.1, good order). */
import {
  DEVICE_ATTRIBUTES,
  ENGINE_GROUP_RULE,
  type FrozenBy,
  GROUP_ATTRIBUTES,
  WQ_ATTRIBUTES,
} from '../../../../shared/dsa/attributes.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import type { Part } from './parts.ts';

export type Values = Readonly<Record<string, string>>;

export interface FileOf {
  readonly file: string;
  readonly field: string;
  readonly frozenBy: FrozenBy;
  readonly rule: string;
  readonly forgotten: boolean;
}

const ENGINE_FILES: readonly FileOf[] = [
  { file: 'group_id', field: 'group', frozenBy: 'never', rule: ENGINE_GROUP_RULE, forgotten: true },
];

const TABLES: Readonly<Record<Part['kind'], readonly (FileOf & { readonly alias?: string })[]>> = {
  wq: WQ_ATTRIBUTES,
  group: GROUP_ATTRIBUTES,
  device: DEVICE_ATTRIBUTES,
  engine: ENGINE_FILES,
};

/** The strategy `mdev-uuid` alone has it: the UUID that the wq waits for. */
const UUID_FILE: FileOf = {
  file: 'uuid',
  field: 'uuid',
  frozenBy: 'wq',
  rule: 'DSA-S2',
  forgotten: true,
};

/** What can be written to a part of that kind, by its file's name or old name. */
export function fileNamed(kind: Part['kind'], file: string): FileOf | undefined {
  if (kind === 'wq' && file === 'uuid') return UUID_FILE;
  return TABLES[kind].find((attribute) => attribute.file === file || attribute.alias === file);
}

/**
 * mode before threshold, since dedicated clears it; type before name, since a new type clears it; size before
 * threshold; prs_disable before block_on_fault, which it excludes.
 */
const WRITE_ORDER = [
  'read_buffer_limit',
  'token_limit',
  'mode',
  'type',
  'driver_name',
  'name',
  'uuid',
  'size',
  'threshold',
  'group_id',
  'priority',
  'prs_disable',
  'block_on_fault',
];

function place(file: string): number {
  const at = WRITE_ORDER.indexOf(file);
  return at === -1 ? WRITE_ORDER.length : at;
}

/** The file names of `values` in the order they are written. */
export function inWriteOrder(values: Values): readonly string[] {
  return Object.keys(values).sort((left, right) => place(left) - place(right));
}

export function writesOf(part: string, values: Values): readonly DsaOp[] {
  return inWriteOrder(values).map((file) => ({ op: 'write', at: `${part}/${file}`, value: values[file]! }));
}
