/** Writes to the files of a device (DSA-O19, and cmd_status). */
import type { DsaDevice } from '../../../../shared/dsa/types.ts';
import { type Draft, refuse } from './draft.ts';
import { parseUnsigned, plainText } from './numbers.ts';

const EVENT_LOG = { least: 64, most: 65_535 };

function needFree(device: DsaDevice, file: string): void {
  if (device.state === 'enabled')
    refuse(
      'EPERM',
      'DSA-O19',
      `${device.name} is enabled; ${file} can be written only while it is disabled.`,
      device.name,
    );
  if (!device.caps.configurable)
    refuse(
      'EPERM',
      'DSA-O19',
      `The configuration of ${device.name} is read-only, so ${file} cannot be written.`,
      device.name,
    );
}

function readBufferLimit(draft: Draft, device: DsaDevice, file: string, text: string): void {
  const { maxReadBuffers } = device.caps;
  const bad = () =>
    refuse(
      'EINVAL',
      'DSA-O19',
      `${file} of ${device.name} takes 0 to ${maxReadBuffers}, not ${plainText(text)}.`,
      device.name,
    );
  const value = parseUnsigned(text) ?? bad();
  needFree(device, file);
  if (!device.caps.readBufferLimit)
    refuse('EPERM', 'DSA-O19', `${device.name} has no read buffer limit.`, device.name);
  if (value > maxReadBuffers) bad();
  draft.changeDevice(device.name, { readBufferLimit: value });
}

function eventLogSize(draft: Draft, device: DsaDevice, file: string, text: string): void {
  const bad = () =>
    refuse(
      'EINVAL',
      'DSA-O19',
      `${file} of ${device.name} takes ${EVENT_LOG.least} to ${EVENT_LOG.most}, not ${plainText(text)}.`,
      device.name,
    );
  const value = parseUnsigned(text) ?? bad();
  needFree(device, file);
  if (value < EVENT_LOG.least || value > EVENT_LOG.most) bad();
  draft.changeDevice(device.name, { eventLogSize: value });
}

/** False when the file takes no writes. */
export function writeDevice(draft: Draft, device: DsaDevice, file: string, value: string): boolean {
  switch (file) {
    case 'cmd_status':
      draft.changeDevice(device.name, { cmdStatus: 0 });
      return true;
    case 'read_buffer_limit':
    case 'token_limit':
      readBufferLimit(draft, device, file, value);
      return true;
    case 'event_log_size':
      eventLogSize(draft, device, file, value);
      return true;
    default:
      return false;
  }
}
