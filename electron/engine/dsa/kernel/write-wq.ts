/** Writes to the files of a wq (DSA-O1 ... DSA-O15): checks in the driver's order. */
import { LIMITS } from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, wqName } from '../../../../shared/dsa/types.ts';
import { genCapOf } from '../capabilities.ts';
import { usedSize } from '../model.ts';
import { type Draft, refuse } from './draft.ts';
import {
  byteLength,
  parseBool,
  parseHexUnsigned,
  parseInteger,
  parseMask,
  parseUnsigned,
  parseUuid,
  plainText,
  roundedUp,
} from './numbers.ts';
import { invalid, needConfigurable, needDisabled, number, set, type Write } from './wq-checks.ts';

function groupId(write: Write): void {
  const most = write.device.caps.maxGroups - 1;
  const expected = `a group from 0 to ${most}, or -1 for none`;
  const value = number(write, parseInteger(write.value), expected);
  needConfigurable(write);
  needDisabled(write, 'EPERM', false);
  if (value > most || value < -1) invalid(write, expected);
  set(write, { groupId: value });
}

function mode(write: Write): void {
  needConfigurable(write);
  needDisabled(write, 'EPERM', false);
  const text = plainText(write.value);
  if (text === 'dedicated') set(write, { mode: 'dedicated', threshold: 0 });
  else if (text === 'shared') set(write, { mode: 'shared' });
  else invalid(write, 'dedicated or shared');
}

function size(write: Write): void {
  const { device, wq, name } = write;
  const value = number(write, parseUnsigned(write.value), 'a number of entries, 0 or more');
  needConfigurable(write);
  if (device.state === 'enabled')
    refuse(
      'EPERM',
      'DSA-O3',
      `${device.name} is enabled, and sizes can be written only while the whole device is disabled.`,
      name,
      device.name,
    );
  const others = usedSize(device) - wq.size;
  if (value + others > device.caps.totalSize)
    refuse(
      'EINVAL',
      'DSA-O3',
      `The other queues of ${device.name} take ${others} of its ${device.caps.totalSize} entries; ${name} can have at most ${Math.max(0, device.caps.totalSize - others)}, not ${value}.`,
      name,
      device.name,
    );
  set(write, { size: value });
}

function priority(write: Write): void {
  const expected = `a priority from 0 to ${LIMITS.priority}`;
  const value = number(write, parseUnsigned(write.value), expected);
  needConfigurable(write);
  needDisabled(write, 'EPERM', true);
  if (value > LIMITS.priority) invalid(write, expected);
  set(write, { priority: value });
}

function threshold(write: Write): void {
  const { wq, name } = write;
  const value = number(write, parseHexUnsigned(write.value), 'a number of entries, 1 or more');
  if (value <= 0 || value > wq.size)
    refuse(
      'EINVAL',
      'DSA-O5',
      wq.size === 0
        ? `${name} has size 0, so it takes no threshold yet; write its size first.`
        : `The threshold of ${name} lies between 1 and its size ${wq.size}, so it cannot be ${value}.`,
      name,
    );
  needConfigurable(write);
  needDisabled(write, 'ENXIO', false);
  if (wq.mode === 'dedicated')
    refuse('EINVAL', 'DSA-O5', `${name} is dedicated; only shared queues have a threshold.`, name);
  set(write, { threshold: value });
}

function blockOnFault(write: Write): void {
  const { device, wq, name } = write;
  if (!genCapOf(device.caps.genCap).blockOnFault)
    refuse('EOPNOTSUPP', 'DSA-O6', `${device.name} cannot block on page faults.`, name, device.name);
  needConfigurable(write);
  needDisabled(write, 'ENXIO', true);
  const value = parseBool(write.value) ?? invalid(write, '0 or 1');
  if (value && wq.prsDisable)
    refuse(
      'EOPNOTSUPP',
      'DSA-O6',
      `${name} has page requests switched off (prs_disable), so it cannot block on a page fault.`,
      name,
    );
  set(write, { blockOnFault: value });
}

function type(write: Write): void {
  needDisabled(write, 'EPERM', false);
  const { drivers } = write.draft.state.host;
  const known = ['none', 'kernel', 'user', ...['mdev', 'vdev'].filter((driver) => drivers.includes(driver))];
  const text = plainText(write.value);
  if (!known.includes(text)) invalid(write, known.join(', '));
  set(write, text === write.wq.type ? {} : { type: text, name: '' });
}

function name(write: Write): void {
  const { draft, device, wq } = write;
  needDisabled(write, 'EPERM', false);
  const bytes = byteLength(write.value);
  if (bytes === 0 || bytes > LIMITS.nameBytes) invalid(write, `1 to ${LIMITS.nameBytes} bytes`);
  if (wq.type === 'kernel' && (draft.state.host.kernelPasid || device.caps.kernelPasid === true))
    refuse(
      'EOPNOTSUPP',
      'DSA-O8',
      `${write.name} is of type kernel while the kernel itself uses PASIDs, so it takes no name; its driver_name tells its use.`,
      write.name,
    );
  set(write, { name: write.value.trim() });
}

function driverName(write: Write): void {
  needDisabled(write, 'EPERM', false);
  const bytes = byteLength(write.value);
  if (bytes === 0 || bytes > LIMITS.driverNameBytes) invalid(write, `1 to ${LIMITS.driverNameBytes} bytes`);
  set(write, { driverName: write.value.trim() });
}

function powerOfTwo(write: Write, field: 'maxTransferSize' | 'maxBatchSize'): void {
  needConfigurable(write);
  needDisabled(write, 'EPERM', true);
  const most = write.device.caps[field];
  const expected = `a number from 1 to ${most}`;
  const value = number(write, parseHexUnsigned(write.value), expected);
  if (value === 0 || value > most || roundedUp(value) > most) invalid(write, expected);
  set(write, { [field]: roundedUp(value) });
}

function atsDisable(write: Write): void {
  needDisabled(write, 'EPERM', true);
  needConfigurable(write);
  set(write, { atsDisable: parseBool(write.value) ?? invalid(write, '0 or 1') });
}

function prsDisable(write: Write): void {
  const { device, name: label } = write;
  needDisabled(write, 'EPERM', true);
  if (!device.caps.prs)
    refuse('EOPNOTSUPP', 'DSA-O12', `${device.name} cannot switch page requests off.`, label, device.name);
  const value = parseBool(write.value) ?? invalid(write, '0 or 1');
  set(write, value ? { prsDisable: true, blockOnFault: false } : { prsDisable: false });
}

function opConfig(write: Write): void {
  const { device, name: label } = write;
  needDisabled(write, 'EPERM', false);
  const parsed = parseMask(write.value);
  if (!parsed.ok)
    refuse(
      parsed.errno,
      'DSA-O13',
      `op_config of ${label} takes up to 8 words of up to 8 hex digits with commas between them.`,
      label,
    );
  const extra = parsed.mask & ~BigInt(`0x${device.caps.opCap}`);
  if (extra !== 0n)
    refuse(
      'EINVAL',
      'DSA-O13',
      `op_config of ${label} names operations that ${device.name} does not have (0x${extra.toString(16)}).`,
      label,
      device.name,
    );
  set(write, { opConfig: parsed.mask.toString(16).padStart(64, '0') });
}

function enqcmdsRetries(write: Write): void {
  if (write.wq.mode === 'dedicated')
    refuse(
      'EOPNOTSUPP',
      'DSA-O14',
      `${write.name} is dedicated; only shared queues are submitted to with ENQCMDS.`,
      write.name,
    );
  const value = number(write, parseUnsigned(write.value), `a number from 0 to ${LIMITS.enqcmdsRetries}`);
  set(write, { enqcmdsRetries: Math.min(value, LIMITS.enqcmdsRetries) });
}

/** Strategy `mdev-uuid` (dsa.md 5.1, S2): the UUID whose mdev takes this wq; an empty text takes it back. */
function uuid(write: Write): void {
  needDisabled(write, 'EPERM', false);
  const text = plainText(write.value);
  const value = text === '' ? null : (parseUuid(text) ?? invalid(write, 'a UUID'));
  const { devices, mdevs } = write.draft.state;
  const elsewhere = devices.some(({ name: device, wqs }) =>
    wqs.some(
      (wq, index) =>
        value !== null && wq.uuid === value && (device !== write.device.name || index !== write.index),
    ),
  );
  if (elsewhere || mdevs.some(({ id }) => id === value))
    refuse('EEXIST', 'DSA-S2', `The UUID ${value} is in use already.`, write.name);
  set(write, { uuid: value });
}

const WRITERS: Readonly<Record<string, readonly [rule: string, write: (write: Write) => void]>> = {
  group_id: ['DSA-O1', groupId],
  mode: ['DSA-O2', mode],
  size: ['DSA-O3', size],
  priority: ['DSA-O4', priority],
  threshold: ['DSA-O5', threshold],
  block_on_fault: ['DSA-O6', blockOnFault],
  type: ['DSA-O7', type],
  name: ['DSA-O8', name],
  driver_name: ['DSA-O9', driverName],
  max_transfer_size: ['DSA-O10', (write) => powerOfTwo(write, 'maxTransferSize')],
  max_batch_size: ['DSA-O10', (write) => powerOfTwo(write, 'maxBatchSize')],
  ats_disable: ['DSA-O11', atsDisable],
  prs_disable: ['DSA-O12', prsDisable],
  op_config: ['DSA-O13', opConfig],
  enqcmds_retries: ['DSA-O14', enqcmdsRetries],
  uuid: ['DSA-S2', uuid],
};

/** False when the file takes no writes. */
export function writeWq(
  draft: Draft,
  device: DsaDevice,
  index: number,
  file: string,
  value: string,
): boolean {
  const writer = Object.hasOwn(WRITERS, file) ? WRITERS[file] : undefined;
  if (writer === undefined) return false;
  const [rule, write] = writer;
  const wq = device.wqs[index]!;
  write({ draft, device, index, wq, name: wqName(device, index), file, rule, value });
  return true;
}
