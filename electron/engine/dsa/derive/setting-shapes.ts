/** Limits, units and hints of a setting, by whose it is (dsa.md 2, 3). */
import { LIMITS } from '../../../../shared/dsa/attributes.ts';
import type { AttributeRow } from '../../../../shared/dsa/cards.ts';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { plural } from '../../words.ts';
import { enginesInGroup, freeEntries, type Part } from '../edits/parts.ts';
import { allowedRange } from '../edits/setting-fixes.ts';
import { freeReadBuffers } from '../model.ts';
import { driverChoices, groupChoices, modeChoices, typeChoices } from './setting-choices.ts';

export interface Shape {
  readonly least?: number;
  readonly most?: number;
  readonly unit?: string;
  readonly hint?: string;
  readonly choices?: AttributeRow['choices'];
}

export function wqShape(state: DsaState, part: Part, file: string): Shape {
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
        : wq.size === 0
          ? { unit: 'entries', hint: 'Write the size first.' }
          : { least: 1, most: wq.size, unit: 'entries', hint: 'Its size or a little less works well.' };
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

export function groupShape({ device, index }: Part, file: string): Shape {
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
        hint:
          enginesInGroup(device, index).length === 0
            ? ''
            : `At least ${least}: ${LIMITS.readBuffersPerEngine} for each engine, and it has ${plural(enginesInGroup(device, index).length, 'engine')}.`,
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

export function deviceShape({ device }: Part, file: string): Shape {
  return file === 'read_buffer_limit'
    ? {
        least: 0,
        most: device.caps.maxReadBuffers,
        unit: 'read buffers',
        hint: device.caps.readBufferLimit ? '0 = no limit.' : 'This device cannot limit them.',
      }
    : { least: 64, most: 65_535, unit: 'entries' };
}
