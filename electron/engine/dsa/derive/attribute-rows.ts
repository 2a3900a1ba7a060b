/** The files of a device, group, engine or wq as the inspector shows them, with limits and what freezes them (dsa.md 2, 3). */
import {
  type Attribute,
  type AttributeForm,
  DEVICE_ATTRIBUTES,
  GROUP_ATTRIBUTES,
  hasFile,
  LIMITS,
  WQ_ATTRIBUTES,
} from '../../../../shared/dsa/attributes.ts';
import type { AttributeRow } from '../../../../shared/dsa/cards.ts';
import {
  type DsaDevice,
  type DsaState,
  groupName,
  type WqMode,
  wqName,
} from '../../../../shared/dsa/types.ts';
import { listWords, plural } from '../../words.ts';
import { frozenPart } from '../edits/configure.ts';
import { driverFor } from '../edits/enable-order.ts';
import { enginesInGroup, freeEntries, mdevsOfWq, type Part, wqsInGroup } from '../edits/parts.ts';
import { allowedRange } from '../edits/setting-fixes.ts';
import { fileNamed } from '../edits/values.ts';
import { freeReadBuffers, sharedSupport } from '../model.ts';
import { valueText } from '../plan/texts.ts';

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

interface Shape {
  readonly least?: number;
  readonly most?: number;
  readonly unit?: string;
  readonly hint?: string;
  readonly choices?: AttributeRow['choices'];
}

function choice(value: string, label: string, why: string | null = null): AttributeRow['choices'][number] {
  return { value, label, why };
}

function modeChoices(state: DsaState, part: Part): AttributeRow['choices'] {
  const { device } = part;
  const mdevs = mdevsOfWq(state, device, part.index);
  const mode = device.wqs[part.index]!.mode;
  const held = (of: WqMode) =>
    mdevs.length > 0 && mode !== of ? `${plural(mdevs.length, 'device')} of guests need it ${mode}.` : null;
  const noShared = sharedSupport(state.host, device)
    ? null
    : device.caps.pasid
      ? 'This CPU or kernel has no ENQCMD.'
      : 'This host gives no PASID: VT-d in the firmware and intel_iommu=on,sm_on.';
  return [
    choice('dedicated', 'Dedicated: one guest or program', held('dedicated')),
    choice('shared', 'Shared: many of them', noShared ?? held('shared')),
  ];
}

function typeChoices(state: DsaState, { device }: Part): AttributeRow['choices'] {
  const { host } = state;
  const pasid = device.caps.pasid ? null : 'This host gives no PASID, which it needs.';
  const mdev = host.drivers.includes('mdev')
    ? device.caps.imsSize === 0
      ? 'The device has no interrupt slots for guests.'
      : pasid
    : 'This kernel has no mdev for DSA, as mainline has none.';
  return [
    choice('none', 'None'),
    choice('kernel', 'Kernel'),
    choice('user', 'Programs of the host', pasid),
    choice('mdev', 'Guests (mdev)', mdev),
    ...(host.drivers.includes('vdev') ? [choice('vdev', 'Guests (vdev)')] : []),
  ];
}

function driverChoices(state: DsaState, part: Part): AttributeRow['choices'] {
  const wq = part.device.wqs[part.index]!;
  const expected = driverFor(wq.type, part.device, state.host.drivers);
  return state.host.drivers
    .filter((driver) => driver !== 'idxd')
    .map((driver) =>
      choice(
        driver,
        driver,
        driver === 'crypto' && part.device.kind !== 'iax'
          ? 'crypto takes queues of IAA only.'
          : driver === 'mdev' && wq.type !== 'mdev'
            ? `Its type is ${wq.type}; mdev takes only mdev.`
            : expected !== null && driver !== expected && expected !== 'dmaengine'
              ? `Type ${wq.type} goes with ${expected}.`
              : null,
      ),
    );
}

function groupChoices({ device, index, kind }: Part): AttributeRow['choices'] {
  return [
    choice('-1', 'No group'),
    ...device.groups.map((_, group) => {
      const wqs = wqsInGroup(device, group).length;
      const engines = enginesInGroup(device, group).length;
      const here = kind === 'engine' ? device.engines[index] === group : device.wqs[index]!.groupId === group;
      return choice(
        String(group),
        `${groupName(device, group)}: ${plural(wqs, 'queue')}, ${plural(engines, 'engine')}${here ? ', this one with them' : ''}`,
      );
    }),
  ];
}

function wqShape(state: DsaState, part: Part, file: string): Shape {
  const { device, index } = part;
  const wq = device.wqs[index]!;
  const free = freeEntries(device);
  switch (file) {
    case 'mode':
      return { choices: modeChoices(state, part), hint: 'Becoming dedicated sets the threshold to 0.' };
    case 'type':
      return { choices: typeChoices(state, part), hint: 'A new type clears the name.' };
    case 'driver_name':
      return { choices: driverChoices(state, part), most: LIMITS.driverNameBytes };
    case 'name':
      return { least: 1, most: LIMITS.nameBytes, unit: 'bytes' };
    case 'size':
      return {
        least: 0,
        most: wq.size + free,
        unit: 'entries',
        hint: `${device.name} has ${free} of ${device.caps.totalSize} entries left.${wq.state !== 'disabled' || device.state !== 'enabled' || wq.hardwareSize === wq.size ? '' : ` The hardware knows it with ${wq.hardwareSize} until ${device.name} is enabled next.`}`,
      };
    case 'threshold':
      return wq.mode === 'dedicated'
        ? { hint: 'A dedicated queue has no threshold.' }
        : {
            least: 1,
            most: wq.size,
            unit: 'entries',
            hint: wq.size === 0 ? 'Write the size first.' : 'Its size or a little less works well.',
          };
    case 'group_id':
      return { least: -1, most: device.groups.length - 1, choices: groupChoices(part) };
    case 'priority':
      return {
        least: 0,
        most: LIMITS.priority,
        hint: wq.priority === 0 ? 'The hardware refuses 0.' : 'Higher is served first in its group.',
      };
    case 'max_transfer_size':
      return {
        least: 1,
        most: device.caps.maxTransferSize,
        unit: 'bytes',
        hint: 'Rounded up to a power of two.',
      };
    case 'max_batch_size':
      return {
        least: 1,
        most: device.caps.maxBatchSize,
        unit: 'descriptors',
        hint: 'Rounded up to a power of two.',
      };
    case 'enqcmds_retries':
      return {
        least: 0,
        most: LIMITS.enqcmdsRetries,
        hint: wq.mode === 'dedicated' ? 'Shared queues only.' : '',
      };
    default:
      return {};
  }
}

function groupShape({ device, index }: Part, file: string): Shape {
  const free = freeReadBuffers(device);
  const [least, most] = allowedRange(device, index);
  switch (file) {
    case 'read_buffers_reserved':
      return {
        least: 0,
        most,
        unit: 'read buffers',
        hint: `${device.name} has ${free} of ${device.caps.maxReadBuffers} read buffers that nobody reserved.`,
      };
    case 'read_buffers_allowed':
      return {
        least,
        most,
        unit: 'read buffers',
        hint: `At least 4 for each of its ${plural(enginesInGroup(device, index).length, 'engine')}.`,
      };
    case 'use_read_buffer_limit':
      return { hint: device.readBufferLimit === 0 ? `Set the limit of ${device.name} first.` : '' };
    case 'traffic_class_a':
    case 'traffic_class_b':
      return {
        least: 0,
        most: LIMITS.trafficClass,
        hint: device.caps.version <= 0x200 ? 'Fixed for DSA up to 2.0.' : '',
      };
    default:
      return { least: 0, most: LIMITS.progress, hint: '0 is full, 1 a half, 2 a quarter, 3 an eighth.' };
  }
}

function deviceShape({ device }: Part, file: string): Shape {
  return file === 'read_buffer_limit'
    ? {
        least: 0,
        most: device.caps.maxReadBuffers,
        unit: 'read buffers',
        hint: device.caps.readBufferLimit ? '0 = no limit.' : 'This device cannot limit them.',
      }
    : { least: 64, most: 65_535, unit: 'entries' };
}

/** Why a file cannot be written at all, whatever is taken down; null = it can. */
function neverWritable(
  { device, kind, index }: Part,
  file: string,
): { readonly errno: string; readonly rule: string; readonly why: string } | null {
  const free =
    kind === 'wq' &&
    ['type', 'name', 'driver_name', 'enqcmds_retries', 'prs_disable', 'op_config'].includes(file);
  if (!device.caps.configurable && !free)
    return { errno: 'EPERM', rule: 'DSA-O15', why: `The configuration of ${device.name} is read-only.` };
  if (kind === 'wq' && device.wqs[index]!.mode === 'dedicated' && file === 'threshold')
    return { errno: 'EINVAL', rule: 'DSA-O5', why: 'A dedicated queue has no threshold.' };
  if (kind === 'wq' && device.wqs[index]!.mode === 'dedicated' && file === 'enqcmds_retries')
    return { errno: 'EOPNOTSUPP', rule: 'DSA-O14', why: 'Only shared queues are submitted to with ENQCMDS.' };
  if (file.startsWith('traffic_class') && device.caps.version <= 0x200)
    return { errno: 'EPERM', rule: 'DSA-O19', why: 'Traffic classes are fixed for DSA up to 2.0.' };
  if (file === 'use_read_buffer_limit' && device.readBufferLimit === 0)
    return {
      errno: 'EPERM',
      rule: 'DSA-O19',
      why: `The read buffer limit of ${device.name} is 0. Set it first.`,
    };
  if (file === 'read_buffer_limit' && !device.caps.readBufferLimit)
    return { errno: 'EPERM', rule: 'DSA-O19', why: `${device.name} cannot limit read buffers.` };
  if (file === 'prs_disable' && !device.caps.prs)
    return { errno: 'EOPNOTSUPP', rule: 'DSA-O12', why: `${device.name} cannot switch page requests off.` };
  if (device.state === 'halted')
    return { errno: 'EPERM', rule: 'DSA-O42', why: `${device.name} is halted after a fatal error.` };
  return null;
}

/** What freezes the file now, and what is stopped for it. */
function frozenRow(state: DsaState, part: Part, file: string): AttributeRow['frozen'] {
  const never = neverWritable(part, file);
  if (never !== null) return { ...never, unfreeze: [], canGoThrough: false };
  const attribute = fileNamed(part.kind, file)!;
  const level = frozenPart(part, attribute);
  if (level === null) return null;
  const { device } = part;
  const nxio = file === 'threshold' || file === 'block_on_fault';
  const what = level === 'device' ? device.name : part.name;
  return {
    rule: attribute.rule,
    errno: nxio ? 'ENXIO' : 'EPERM',
    why:
      level === 'device'
        ? `${device.name} is enabled, and this can be written only while it is disabled.`
        : `${part.name} is ${device.wqs[part.index]!.state}, and its settings are frozen while it is in use.`,
    unfreeze: unfreezing(state, part, what),
    canGoThrough: true,
  };
}

/** In sentences: what stops for it. Of the device: all its queues and their guests; of a wq: its own. */
function unfreezing(state: DsaState, part: Part, what: string): readonly string[] {
  const { device } = part;
  const indexes =
    what === device.name
      ? device.wqs.flatMap(({ state: of }, index) => (of === 'disabled' ? [] : [index]))
      : [part.index];
  const mdevs = indexes.flatMap((index) => mdevsOfWq(state, device, index));
  const names = indexes.map((index) => wqName(device, index));
  const running = [
    ...new Set(mdevs.flatMap(({ running: run, guest, id }) => (run === null ? [] : [guest ?? id]))),
  ];
  const guests = running.map((id) => state.guests.find((guest) => guest.id === id)?.name ?? id);
  const distinct = new Set(mdevs.map(({ id }) => id)).size;
  return [
    `${what} goes down and comes up again.`,
    ...(what === device.name && names.length > 0
      ? [`${listWords(names, 8)} ${names.length === 1 ? 'goes' : 'go'} down with it.`]
      : []),
    ...(distinct > 0
      ? [`${plural(distinct, 'device')} of guests ${distinct === 1 ? 'is' : 'are'} removed and made again.`]
      : []),
    ...(guests.length > 0
      ? [`${listWords(guests)} ${guests.length === 1 ? 'is' : 'are'} stopped and started again.`]
      : []),
  ];
}

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
