/** Devices, groups, engines and queues for accel-config, and the script that loads them (dsa.md 6.1, 6.2). */
import { hasFile } from '../../../../shared/dsa/attributes.ts';
import { type DsaDevice, type DsaState, groupName, wqName } from '../../../../shared/dsa/types.ts';
import type { FamilyExport, WrittenFormat } from '../../export/exporting.ts';
import { quoteShell, quoteWords } from '../../export/quote-shell.ts';
import { accelConfigText, configuredDevices, isWanted } from '../config/write-config.ts';
import { targetState } from '../plan/target.ts';
import { readAccelConfigFiles } from './read-accel-config.ts';

export const CONFIG_FILE = 'accel-config.conf';

/** Settings that 3.5.3 has no key for, as writes of `path <- text` below the devices of the bus. */
function byHand(device: DsaDevice): [at: string, text: string][] {
  const has = (owner: 'device' | 'group' | 'wq', file: string): boolean => hasFile(device, owner, file);
  const groups = device.groups.flatMap((group, index): [string, string][] => {
    const limits: [string, number][] = [
      ['desc_progress_limit', group.descProgressLimit],
      ['batch_progress_limit', group.batchProgressLimit],
    ];
    return limits
      .filter(([file, value]) => value > 0 && has('group', file))
      .map(([file, value]) => [`${groupName(device, index)}/${file}`, `${value}`]);
  });
  const wqs = device.wqs.flatMap((wq, index): [string, string][] => {
    if (!isWanted(wq, 'configured')) return [];
    const at = wqName(device, index);
    const mask = (wq.opConfig.match(/.{8}/g) ?? []).join(',');
    return [
      ...(wq.prsDisable && has('wq', 'prs_disable') ? [[`${at}/prs_disable`, '1'] as [string, string]] : []),
      ...(wq.opConfig !== device.caps.opCap && has('wq', 'op_config')
        ? [[`${at}/op_config`, mask] as [string, string]]
        : []),
      ...(wq.mode === 'shared' && wq.enqcmdsRetries !== 32 && has('wq', 'enqcmds_retries')
        ? [[`${at}/enqcmds_retries`, `${wq.enqcmdsRetries}`] as [string, string]]
        : []),
    ];
  });
  const log: [string, string][] =
    has('device', 'event_log_size') && device.eventLogSize > 64
      ? [[`${device.name}/event_log_size`, `${device.eventLogSize}`]]
      : [];
  return device.caps.configurable ? [...log, ...groups, ...wqs] : [];
}

/** accel-config tells the driver by driver_name; on kernels without it by the type, and it knows no type mdev. */
function enableWq(device: DsaDevice, index: number): string {
  const name = wqName(device, index);
  const { driver, type } = device.wqs[index]!;
  return type === 'mdev' && !hasFile(device, 'wq', 'driver_name')
    ? `printf '%s\\n' ${name} >${quoteShell(`/sys/bus/dsa/drivers/${driver ?? 'mdev'}/bind`)}`
    : quoteWords(['accel-config', 'enable-wq', `${device.name}/${name}`]);
}

function enableLines(devices: readonly DsaDevice[]): string[] {
  const enabled = devices.filter(({ state }) => state === 'enabled');
  return [
    ...enabled.map(({ name }) => quoteWords(['accel-config', 'enable-device', name])),
    ...enabled.flatMap((device) =>
      device.wqs.flatMap(({ state }, index) => (state === 'disabled' ? [] : [enableWq(device, index)])),
    ),
  ];
}

/** `-e` enables all that the file names, so it serves where just that is wished and nothing is to be written besides. */
function canEnableAll(devices: readonly DsaDevice[]): boolean {
  return devices.every(
    (device) =>
      device.state === 'enabled' &&
      byHand(device).length === 0 &&
      device.wqs.every((wq) => !isWanted(wq, 'configured') || wq.state !== 'disabled') &&
      device.wqs.every(({ type }) => type !== 'mdev' || hasFile(device, 'wq', 'driver_name')),
  );
}

function scriptText(devices: readonly DsaDevice[], gone: readonly DsaDevice[]): string {
  const enableAll = canEnableAll(devices);
  const writes = devices.flatMap(byHand);
  return [
    '#!/bin/sh',
    '# Loads accel-config.conf, as root. What uses the queues has to be stopped before.',
    'set -eu',
    'cd "$(dirname "$0")"',
    '',
    '# load-config passes over devices that are enabled, and its -f fails in 3.5.3: they are disabled first.',
    `for device in ${[...gone, ...devices].map(({ name }) => quoteShell(name)).join(' ')}; do`,
    '  [ "$(cat "/sys/bus/dsa/devices/$device/state")" = disabled ] || accel-config disable-device "$device"',
    'done',
    ...(devices.length > 0 ? [`accel-config load-config -c ${CONFIG_FILE}${enableAll ? ' -e' : ''}`] : []),
    ...(writes.length > 0 ? ['', '# accel-config 3.5.3 has no keys for these.'] : []),
    ...writes.map(
      ([at, text]) => `printf '%s\\n' ${quoteShell(text)} >${quoteShell(`/sys/bus/dsa/devices/${at}`)}`,
    ),
    ...(enableAll ? [] : ['', ...enableLines(devices)]),
    '',
  ].join('\n');
}

function writeAccelConfig(observed: DsaState, desired: DsaState): WrittenFormat {
  const target = targetState(observed, desired, 'both');
  const text = accelConfigText(target, 'configured');
  const devices = configuredDevices(target, 'configured');
  const gone = observed.devices.filter(
    ({ name, state }) => state === 'enabled' && !devices.some((device) => device.name === name),
  );
  if (text === null && gone.length === 0)
    return { files: [], notes: ['There is no file: no device is configured.'] };
  const shrunk = devices.flatMap((device) =>
    device.wqs.flatMap((wq, index) =>
      wq.mode === 'shared' && wq.threshold > wq.size ? [wqName(device, index)] : [],
    ),
  );
  return {
    files: [
      ...(text === null ? [] : [{ path: CONFIG_FILE, text, executable: false }]),
      { path: 'load.sh', text: scriptText(devices, gone), executable: true },
    ],
    notes: [
      'load-config skips devices that are enabled; load.sh disables them first, which stops what uses their queues and forgets their settings.',
      'load-config -f of accel-config 3.5.3 disables a device and then fails at the first 0, so the device stays disabled; do not use it.',
      'load-config stops at the first setting the kernel refuses, and what was written before stays.',
      'The file names devices as dsa0, and such names change when cards are added: compare /sys/bus/dsa/devices with the addresses first.',
      ...(target.mdevs.length > 0
        ? [
            'Mediated devices are not part of the file; mdevctl or libvirt make them when the queues are enabled.',
          ]
        : []),
      ...(devices.some(({ wqs }) => wqs.some(({ type }) => type === 'mdev'))
        ? [
            'save-config of accel-config 3.5 saves type none for queues of guests; keep this file, since the saved one cannot bring them back.',
          ]
        : []),
      ...shrunk.map(
        (name) => `${name} has a threshold above its size, which no write can make; the file has its size.`,
      ),
    ],
  };
}

export const accelConfigExport: FamilyExport<DsaState> = {
  format: 'accel-config',
  write: ({ observed, desired }) => writeAccelConfig(observed, desired),
  read: readAccelConfigFiles,
};
