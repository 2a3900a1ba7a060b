/** Writes from one set of settings of a device to another. */
import {
  type Attribute,
  DEVICE_ATTRIBUTES,
  GROUP_ATTRIBUTES,
  hasFile,
  WQ_ATTRIBUTES,
} from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, engineName, groupName, wqName } from '../../../../shared/dsa/types.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { valueText } from '../plan/texts.ts';
import type { Part } from './parts.ts';
import { inWriteOrder, type Values } from './values.ts';

export type WriteOp = Extract<DsaOp, { readonly op: 'write' }>;

function differing<Owner>(
  table: readonly Attribute<Owner>[],
  device: DsaDevice,
  kind: Part['kind'],
  was: Owner,
  now: Owner,
): Values {
  return Object.fromEntries(
    table.flatMap((attribute) => {
      const value = valueText(attribute, was);
      return hasFile(device, kind, attribute.file) && value !== '' && value !== valueText(attribute, now)
        ? [[attribute.file, value]]
        : [];
    }),
  );
}

function writes(part: string, values: Values): WriteOp[] {
  return inWriteOrder(values).map((file) => ({ op: 'write', at: `${part}/${file}`, value: values[file]! }));
}

/** Writes that make `now` what `was` is, such as what unbinding forgot (dsa.md 8.8): engines before the read buffers they ask for. */
export function rewrites(was: DsaDevice, now: DsaDevice): readonly WriteOp[] {
  const engines = was.engines.flatMap((group, index) =>
    group === now.engines[index] ? [] : writes(engineName(was, index), { group_id: String(group) }),
  );
  return [
    ...writes(was.name, differing(DEVICE_ATTRIBUTES, was, 'device', was, now)),
    ...engines,
    ...was.groups.flatMap((group, index) =>
      writes(groupName(was, index), differing(GROUP_ATTRIBUTES, was, 'group', group, now.groups[index]!)),
    ),
    ...was.wqs.flatMap((wq, index) =>
      writes(wqName(was, index), differing(WQ_ATTRIBUTES, was, 'wq', wq, now.wqs[index]!)),
    ),
  ];
}
