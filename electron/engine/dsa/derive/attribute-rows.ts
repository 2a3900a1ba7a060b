/** The files of a device, group, engine or wq as the inspector shows them, with limits and what freezes them (dsa.md 2, 3). */
import {
  type Attribute,
  type AttributeForm,
  DEVICE_ATTRIBUTES,
  GROUP_ATTRIBUTES,
  hasFile,
  WQ_ATTRIBUTES,
} from '../../../../shared/dsa/attributes.ts';
import type { AttributeRow } from '../../../../shared/dsa/cards.ts';
import type { DsaDevice, DsaState } from '../../../../shared/dsa/types.ts';
import type { Part } from '../edits/parts.ts';
import { valueText } from '../plan/texts.ts';
import { frozenRow, neverWritable } from './frozen.ts';
import { groupChoices } from './setting-choices.ts';
import { deviceShape, groupShape, type Shape, wqShape } from './setting-shapes.ts';

const FORMS: Readonly<Record<AttributeForm, AttributeRow['form']>> = {
  int: 'number',
  'int-or-hex': 'number',
  bool: 'switch',
  mode: 'choice',
  text: 'text',
  opmask: 'mask',
};

const LABELS: Readonly<Record<string, string>> = {
  mode: 'Mode',
  type: 'Type',
  driver_name: 'Driver name',
  name: 'Name',
  size: 'Size',
  threshold: 'Threshold',
  group_id: 'Group',
  priority: 'Priority',
  block_on_fault: 'Block on fault',
  max_transfer_size: 'Largest transfer',
  max_batch_size: 'Largest batch',
  ats_disable: 'Address translation off',
  prs_disable: 'Page requests off',
  op_config: 'Allowed operations',
  enqcmds_retries: 'Retries when full',
  read_buffers_reserved: 'Read buffers reserved',
  read_buffers_allowed: 'Read buffers allowed',
  use_read_buffer_limit: 'Follow the limit of the device',
  traffic_class_a: 'Traffic class A',
  traffic_class_b: 'Traffic class B',
  desc_progress_limit: 'Descriptor progress limit',
  batch_progress_limit: 'Batch progress limit',
  read_buffer_limit: 'Read buffer limit',
  event_log_size: 'Event log size',
};

function rowOf<Owner>(
  state: DsaState,
  part: Part,
  attribute: Attribute<Owner>,
  owner: Owner,
  before: Owner | undefined,
  shape: Shape,
): AttributeRow {
  const value = valueText(attribute, owner);
  const { choices = [] } = shape;
  return {
    file: attribute.file,
    label: LABELS[attribute.file] ?? attribute.file,
    value,
    onHost: before === undefined ? null : valueText(attribute, before),
    form: choices.length > 0 && attribute.file !== 'driver_name' ? 'choice' : FORMS[attribute.form],
    least: shape.least ?? null,
    most: shape.most ?? null,
    unit: shape.unit ?? '',
    choices,
    hint: shape.hint ?? '',
    frozen: frozenRow(state, part, attribute.file),
    rule: attribute.rule,
    forgotten: attribute.forgotten,
  };
}

function engineRow(part: Part, before: DsaDevice | undefined): AttributeRow {
  const { device, index } = part;
  const never = neverWritable(part, 'group_id');
  return {
    file: 'group_id',
    label: LABELS['group_id']!,
    value: String(device.engines[index]),
    onHost: before === undefined ? null : String(before.engines[index]),
    form: 'choice',
    least: -1,
    most: device.groups.length - 1,
    unit: '',
    choices: groupChoices(part),
    hint: device.state === 'enabled' ? `The hardware learns it when ${device.name} is enabled next.` : '',
    frozen: never === null ? null : { ...never, unfreeze: [], canGoThrough: false },
    rule: 'DSA-O16',
    forgotten: true,
  };
}

/** Rows of a part in file order; files its device or kernel lacks have none. */
export function attributeRows(observed: DsaState, state: DsaState, part: Part): readonly AttributeRow[] {
  const { device, index, kind } = part;
  const before = observed.devices.find(({ bdf }) => bdf === device.bdf);
  const has = (attribute: { readonly file: string }) => hasFile(device, kind, attribute.file);
  switch (kind) {
    case 'device':
      return DEVICE_ATTRIBUTES.filter(has).map((attribute) =>
        rowOf(state, part, attribute, device, before, deviceShape(part, attribute.file)),
      );
    case 'group':
      return GROUP_ATTRIBUTES.filter(has).map((attribute) =>
        rowOf(
          state,
          part,
          attribute,
          device.groups[index]!,
          before?.groups[index],
          groupShape(part, attribute.file),
        ),
      );
    case 'engine':
      return [engineRow(part, before)];
    case 'wq':
      return WQ_ATTRIBUTES.filter(has).map((attribute) =>
        rowOf(
          state,
          part,
          attribute,
          device.wqs[index]!,
          before?.wqs[index],
          wqShape(state, part, attribute.file),
        ),
      );
  }
}
