/**
 * A configuration file that accel-config 3.5.3 loads and enables on a host whose devices are idle, and that leaves the
 * state it was made of (dsa.md 6.1 "Good order to write", 8.7, 8.10).
 */
import { hasFile } from '../../../../shared/dsa/attributes.ts';
import {
  type DsaDevice,
  type DsaGroup,
  type DsaState,
  type DsaWq,
  engineName,
  groupName,
  wqName,
} from '../../../../shared/dsa/types.ts';

/** A list or object of the file; key order is the order of the writes. */
type Member = { readonly [key: string]: string | number | readonly Member[] };

/** `enabled`: what save-config would keep, to be loaded with -e. `configured`: also what is set up but off. */
export type ConfigScope = 'enabled' | 'configured';

function isBlank(wq: DsaWq): boolean {
  return wq.size === 0 && wq.groupId < 0 && wq.type === 'none' && wq.name === '' && wq.priority === 0;
}

/** Is the wq in such a file? */
export function isWanted(wq: DsaWq, scope: ConfigScope): boolean {
  return wq.state !== 'disabled' || (scope === 'configured' && !isBlank(wq));
}

/** gen_cap bit 0: without it even writing 0 is refused (O6). */
function canBlockOnFault(device: DsaDevice): boolean {
  return /[13579bdf]$/i.test(device.caps.genCap) && hasFile(device, 'wq', 'block_on_fault');
}

/** 3.5.3 passes over the keys of 4.1, so they do no harm. */
function newSettings(device: DsaDevice, wq: DsaWq): Member {
  const has = (file: string): boolean => hasFile(device, 'wq', file);
  return {
    ...(wq.prsDisable && has('prs_disable') && { prs_disable: 1 }),
    ...(wq.opConfig !== device.caps.opCap &&
      has('op_config') && { op_config: (wq.opConfig.match(/.{8}/g) ?? []).join(',') }),
  };
}

function names(device: DsaDevice, wq: DsaWq): Member {
  return {
    type: wq.type,
    ...(wq.driverName !== '' && hasFile(device, 'wq', 'driver_name') && { driver_name: wq.driverName }),
    ...(wq.name !== '' && { name: wq.name }),
  };
}

function wqMember(device: DsaDevice, wq: DsaWq, index: number): Member {
  const dev = wqName(device, index);
  // A guest's device takes nothing but names (O15).
  if (!device.caps.configurable) return { dev, ...names(device, wq) };
  const has = (file: string): boolean => hasFile(device, 'wq', file);
  // O5: a threshold above the size is refused, which can only come from shrinking afterwards.
  const threshold = wq.mode === 'shared' ? Math.min(wq.threshold, wq.size) : 0;
  return {
    dev,
    mode: wq.mode,
    ...names(device, wq),
    size: wq.size,
    ...(threshold > 0 && { threshold }),
    group_id: wq.groupId,
    priority: wq.priority,
    ...(canBlockOnFault(device) && { block_on_fault: wq.blockOnFault ? 1 : 0 }),
    ...(device.kind === 'dsa' && has('max_batch_size') && { max_batch_size: wq.maxBatchSize }),
    ...(has('max_transfer_size') && { max_transfer_size: wq.maxTransferSize }),
    ...(wq.atsDisable && has('ats_disable') && { ats_disable: 1 }),
    ...newSettings(device, wq),
  };
}

/**
 * Groups come with their values before any engine is in them, all `allowed` before all `reserved`: then nothing is
 * refused, whatever they are to be in the end (O17, O18). What the kernel sets by itself is left out.
 */
function groupValues(device: DsaDevice): Member[] {
  const has = (file: string): boolean => hasFile(device, 'group', file);
  const part = (values: (group: DsaGroup) => Member): Member[] =>
    device.groups.flatMap((group, index) => {
      const member = values(group);
      return Object.keys(member).length === 0 ? [] : [{ dev: groupName(device, index), ...member }];
    });
  const hasBuffers = device.kind === 'dsa' && has('read_buffers_allowed');
  const hasClasses = device.caps.version > 0x200;
  return [
    ...part((group) => ({
      ...(hasBuffers &&
        group.readBuffersAllowed !== device.caps.maxReadBuffers && {
          read_buffers_allowed: group.readBuffersAllowed,
        }),
      // A class that is not set shows as -1, which accel-config refuses.
      ...(hasClasses && group.trafficClassA >= 0 && { traffic_class_a: group.trafficClassA }),
      ...(hasClasses && group.trafficClassB >= 0 && { traffic_class_b: group.trafficClassB }),
      ...(group.descProgressLimit > 0 &&
        has('desc_progress_limit') && { desc_progress_limit: group.descProgressLimit }),
      ...(group.batchProgressLimit > 0 &&
        has('batch_progress_limit') && { batch_progress_limit: group.batchProgressLimit }),
    })),
    ...part((group) => ({
      ...(hasBuffers &&
        group.readBuffersReserved > 0 && { read_buffers_reserved: group.readBuffersReserved }),
      ...(hasBuffers &&
        group.useReadBufferLimit &&
        device.readBufferLimit > 0 && { use_read_buffer_limit: 1 }),
    })),
  ];
}

/** One object a group: its engines, then its wqs. */
function groupMembers(device: DsaDevice, scope: ConfigScope): Member[] {
  const wqs = device.wqs.flatMap((wq, index) =>
    isWanted(wq, scope) ? [{ group: wq.groupId, member: wqMember(device, wq, index) }] : [],
  );
  const engines = device.caps.configurable
    ? device.engines.map((group, index) => ({
        group,
        member: { dev: engineName(device, index), group_id: group },
      }))
    : [];
  return device.groups.flatMap((_, group) => {
    const own = (parts: readonly { readonly group: number; readonly member: Member }[]): Member[] =>
      parts.filter((part) => part.group === group).map(({ member }) => member);
    // accel-config gives up at an empty list, and a group of engines that nothing uses keeps its device from being enabled.
    const hasEngines = own(engines).length > 0 && (scope === 'configured' || own(wqs).length > 0);
    const lists: Member = {
      ...(hasEngines && { grouped_engines: own(engines) }),
      ...(own(wqs).length > 0 && { grouped_workqueues: own(wqs) }),
    };
    return Object.keys(lists).length === 0 ? [] : [{ dev: groupName(device, group), ...lists }];
  });
}

function deviceMember(device: DsaDevice, scope: ConfigScope): Member | null {
  const groups = [...(device.caps.configurable ? groupValues(device) : []), ...groupMembers(device, scope)];
  const loose = device.wqs.flatMap((wq, index) =>
    wq.groupId < 0 && isWanted(wq, scope) ? [wqMember(device, wq, index)] : [],
  );
  const hasLimit =
    device.kind === 'dsa' &&
    device.caps.configurable &&
    device.caps.readBufferLimit &&
    hasFile(device, 'device', 'read_buffer_limit');
  const isBare = groups.length === 0 && loose.length === 0;
  if (isBare && device.state !== 'enabled' && (!hasLimit || device.readBufferLimit === 0)) return null;
  return {
    dev: device.name,
    ...(hasLimit && { read_buffer_limit: device.readBufferLimit }),
    ...(device.eventLogSize > 0 &&
      device.caps.configurable &&
      hasFile(device, 'device', 'event_log_size') && { event_log_size: device.eventLogSize }),
    ...(groups.length > 0 && { groups }),
    ...(loose.length > 0 && { 'ungrouped workqueues': loose }),
  };
}

/** A device none of whose queues are up cannot be enabled by `-e` without them. */
function isNamed(device: DsaDevice, scope: ConfigScope): boolean {
  if (deviceMember(device, scope) === null) return false;
  return scope === 'configured' || device.wqs.some(({ state }) => state !== 'disabled');
}

/** Devices that such a file names, in its order. */
export function configuredDevices(state: DsaState, scope: ConfigScope): DsaDevice[] {
  return state.devices.filter((device) => isNamed(device, scope));
}

/** The file with a final newline; null when nothing is to be written, since accel-config takes no empty list. */
export function accelConfigText(state: DsaState, scope: ConfigScope): string | null {
  const members = configuredDevices(state, scope).map((device) => deviceMember(device, scope));
  return members.length === 0 ? null : `${JSON.stringify(members, null, 2)}\n`;
}

/**
 * What is to be in /etc/accel-config/accel-config.conf so that `load-config -e` at boot brings the devices and queues
 * that are enabled; `-e` enables all that a file names, so others are not in it. Null when nothing is enabled.
 */
export function savedConfigText(state: DsaState): string | null {
  return accelConfigText(state, 'enabled');
}
