/** Commands for the monitor of a QEMU that runs: remove, then add, and never a device that waits. */
import type { GuestDevice, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { StudioError } from '../../../../shared/errors.ts';
import { plainLine } from '../../export/plain-line.ts';
import { deviceValues, IOMMUFD_OBJECT, isThroughIommufd } from './arguments.ts';
import { writtenDevices } from './written.ts';

export function deviceKey({ id, card, zpci }: GuestDevice): string {
  return JSON.stringify([id, card, zpci]);
}

function line(command: string, args: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ execute: command, arguments: args });
}

/** Of a JSON argument of QEMU. */
export function deviceAdd(value: string): string {
  return line('device_add', JSON.parse(value) as Readonly<Record<string, unknown>>);
}

export function deviceDel({ id }: GuestDevice): string {
  return line('device_del', { id });
}

/** Null where nothing changes, or the guest does not run, or libvirt has it and its monitor is libvirt's own. */
export function monitorLines(state: ZpciState, was: ZpciGuest, wish: ZpciGuest): string | null {
  if (was.running !== true || wish.domain !== null) return null;
  const wished = new Set(wish.devices.map(deviceKey));
  const had = new Set(was.devices.map(deviceKey));
  const gone = was.devices.filter((device) => !wished.has(deviceKey(device)));
  const come = writtenDevices(state, wish).filter(({ device }) => !had.has(deviceKey(device)));
  if (gone.length === 0 && come.length === 0) return null;
  const waiting = gone.find(({ card }) => card === null);
  if (waiting !== undefined)
    throw new StudioError(
      'bad-request',
      `The zpci device of ${plainLine(waiting.id)} in ${plainLine(wish.name)} waits for a card: QEMU crashes when it is removed while the guest runs (ZPCI-R1). Stop the guest first.`,
    );
  // A guest that has functions already has the object, too.
  const needsObject =
    come.some(({ device }) => isThroughIommufd(wish, device)) &&
    !was.devices.some((device) => isThroughIommufd(was, device));
  return [
    ...gone.map(deviceDel),
    ...(needsObject ? [line('object-add', { 'qom-type': 'iommufd', id: IOMMUFD_OBJECT })] : []),
    ...come.flatMap((written) => deviceValues(wish, written, 'json').map(deviceAdd)),
    '',
  ].join('\n');
}
