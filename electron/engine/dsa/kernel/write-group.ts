/** Writes to the files of groups and engines (DSA-O16 ... DSA-O19): checks in the driver's order. */
import { LIMITS } from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, type DsaGroup, engineName, groupName } from '../../../../shared/dsa/types.ts';
import { plural } from '../../words.ts';
import { freeReadBuffers } from '../model.ts';
import { type Draft, refuse } from './draft.ts';
import { parseInteger, parseUnsigned, plainText } from './numbers.ts';

interface Write {
  readonly draft: Draft;
  readonly device: DsaDevice;
  readonly index: number;
  readonly group: DsaGroup;
  readonly name: string;
  readonly file: string;
  readonly rule: string;
  readonly value: string;
}

function set({ draft, device, index }: Write, parts: Partial<DsaGroup>): void {
  draft.changeDevice(device.name, {
    groups: device.groups.map((group, at) => (at === index ? { ...group, ...parts } : group)),
  });
}

function invalid({ file, name, rule, value }: Write, expected: string): never {
  return refuse('EINVAL', rule, `${file} of ${name} takes ${expected}, not ${plainText(value)}.`, name);
}

function needFree({ device, file, name, rule }: Write): void {
  if (!device.caps.configurable)
    refuse(
      'EPERM',
      rule,
      `The configuration of ${device.name} is read-only, so ${file} of ${name} cannot be written.`,
      name,
      device.name,
    );
  if (device.state === 'enabled')
    refuse(
      'EPERM',
      rule,
      `${device.name} is enabled; ${file} of ${name} can be written only while the device is disabled.`,
      name,
      device.name,
    );
}

function reserved(write: Write): void {
  const { device, group, name } = write;
  const value = parseUnsigned(write.value) ?? invalid(write, 'a number of read buffers');
  needFree(write);
  const most = Math.min(device.caps.maxReadBuffers, freeReadBuffers(device) + group.readBuffersReserved);
  if (value > most)
    refuse(
      'EINVAL',
      'DSA-O17',
      `${name} can reserve at most ${most} of the ${device.caps.maxReadBuffers} read buffers of ${device.name}, since the other groups reserve the rest; ${value} is too many.`,
      name,
      device.name,
    );
  set(write, { readBuffersReserved: value });
}

function allowed(write: Write): void {
  const { device, group, index, name } = write;
  const value = parseUnsigned(write.value) ?? invalid(write, 'a number of read buffers');
  needFree(write);
  const engines = device.engines.filter((of) => of === index).length;
  const least = LIMITS.readBuffersPerEngine * engines;
  const most = group.readBuffersReserved + freeReadBuffers(device);
  if (value < least)
    refuse(
      'EINVAL',
      'DSA-O18',
      `${name} has ${plural(engines, 'engine')} and needs ${LIMITS.readBuffersPerEngine} allowed read buffers for each, so at least ${least}; ${value} is too few.`,
      name,
    );
  if (value > most)
    refuse(
      'EINVAL',
      'DSA-O18',
      `${name} can be allowed at most the ${group.readBuffersReserved} read buffers it reserves and the ${most - group.readBuffersReserved} that nobody reserves; ${value} is too many.`,
      name,
      device.name,
    );
  set(write, { readBuffersAllowed: value });
}

function useLimit(write: Write): void {
  const value = parseUnsigned(write.value) ?? invalid(write, '0 or 1');
  needFree(write);
  if (write.device.readBufferLimit === 0)
    refuse(
      'EPERM',
      'DSA-O19',
      `${write.device.name} has no read buffer limit, so ${write.name} cannot follow it; write read_buffer_limit of the device first.`,
      write.name,
      write.device.name,
    );
  set(write, { useReadBufferLimit: value !== 0 });
}

function trafficClass(write: Write, field: 'trafficClassA' | 'trafficClassB'): void {
  const expected = `a class from 0 to ${LIMITS.trafficClass}`;
  const value = parseInteger(write.value) ?? invalid(write, expected);
  needFree(write);
  const { device, draft, name } = write;
  if (device.caps.version <= 0x200 && draft.state.host.trafficClassOverride !== true)
    refuse(
      'EPERM',
      'DSA-O19',
      `Traffic classes are fixed at 1 up to version 0x200, and ${device.name} is 0x${device.caps.version.toString(16)}.`,
      name,
      device.name,
    );
  if (value < 0 || value > LIMITS.trafficClass) invalid(write, expected);
  set(write, { [field]: value });
}

function progressLimit(write: Write, field: 'descProgressLimit' | 'batchProgressLimit'): void {
  const expected = `0 (full), 1 (half), 2 (a quarter) or ${LIMITS.progress} (an eighth)`;
  const value = parseInteger(write.value) ?? invalid(write, expected);
  if (value < 0 || value > LIMITS.progress) invalid(write, expected);
  set(write, { [field]: value });
}

const WRITERS: Readonly<Record<string, readonly [rule: string, write: (write: Write) => void]>> = {
  read_buffers_reserved: ['DSA-O17', reserved],
  tokens_reserved: ['DSA-O17', reserved],
  read_buffers_allowed: ['DSA-O18', allowed],
  tokens_allowed: ['DSA-O18', allowed],
  use_read_buffer_limit: ['DSA-O19', useLimit],
  use_token_limit: ['DSA-O19', useLimit],
  traffic_class_a: ['DSA-O19', (write) => trafficClass(write, 'trafficClassA')],
  traffic_class_b: ['DSA-O19', (write) => trafficClass(write, 'trafficClassB')],
  desc_progress_limit: ['DSA-O19', (write) => progressLimit(write, 'descProgressLimit')],
  batch_progress_limit: ['DSA-O19', (write) => progressLimit(write, 'batchProgressLimit')],
};

/** False when the file takes no writes. */
export function writeGroup(
  draft: Draft,
  device: DsaDevice,
  index: number,
  file: string,
  value: string,
): boolean {
  const writer = Object.hasOwn(WRITERS, file) ? WRITERS[file] : undefined;
  if (writer === undefined) return false;
  const [rule, write] = writer;
  const group = device.groups[index]!;
  write({ draft, device, index, group, name: groupName(device, index), file, rule, value });
  return true;
}

/** DSA-O16: no check of states, for the hardware learns it when the device is enabled next. */
export function writeEngine(
  draft: Draft,
  device: DsaDevice,
  index: number,
  file: string,
  value: string,
): boolean {
  if (file !== 'group_id') return false;
  const name = engineName(device, index);
  const most = device.caps.maxGroups - 1;
  const bad = () =>
    refuse(
      'EINVAL',
      'DSA-O16',
      `group_id of ${name} takes a group from 0 to ${most}, or -1 for none, not ${plainText(value)}.`,
      name,
    );
  const group = parseInteger(value) ?? bad();
  if (!device.caps.configurable)
    refuse(
      'EPERM',
      'DSA-O16',
      `The configuration of ${device.name} is read-only, so ${name} stays where it is.`,
      name,
      device.name,
    );
  if (group > most || group < -1) bad();
  draft.changeDevice(device.name, {
    engines: device.engines.map((of, at) => (at === index ? group : of)),
  });
  return true;
}
