/** Edits as the commands an admin would type for them (zpci.md 4.5), for previews; a plan says them in full. */
import type { PreviewStep } from '../../../../shared/zpci/cards.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import {
  deviceById,
  fidText,
  functionAt,
  functionByFid,
  type GuestDevice,
  guestById,
  type HostFunction,
  slotName,
  uidText,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { functionName } from '../../../../shared/zpci/refs.ts';
import { qemuFunction } from '../export/arguments.ts';
import type { GuestFunction } from '../kernel/machine.ts';
import { deviceArguments } from '../kernel/qemu-arguments.ts';
import { functionPath, powerPath } from '../plan/paths.ts';
import { builtOf, functionOf } from './built.ts';

function step(text: string, command = ''): PreviewStep {
  return { text, command, refused: null };
}

export function powerCommand(fid: number, on: boolean): string {
  return `echo ${on ? 1 : 0} > ${powerPath(fid)}`;
}

export function bindCommand(one: HostFunction, driver: string | null): string {
  const address = one.address ?? '';
  if (driver === 'vfio-pci') return `driverctl set-override ${address} vfio-pci`;
  return driver === null
    ? `echo ${address} > ${functionPath(address, 'driver/unbind')}`
    : `driverctl unset-override ${address}`;
}

/** `pci_0031_00_00_0` */
export function nodeName(address: string): string {
  return `pci_${address.replaceAll(/[:.]/g, '_')}`;
}

/** What the export writes, too; numbers that a refused device would have had are left open. */
function deviceLines(
  guest: ZpciGuest,
  device: GuestDevice,
  made: GuestFunction | undefined,
): readonly string[] {
  const written = deviceArguments(qemuFunction(guest, device, made ?? { uid: null, fid: null }), 'cli');
  return written.ok ? written.value : [];
}

function added(after: ZpciState, guest: ZpciGuest, device: GuestDevice): readonly PreviewStep[] {
  const made = functionOf(builtOf(after, guest), device.id);
  const words = made === undefined ? '' : ` as UID ${uidText(made.uid)}, FID ${fidText(made.fid)}`;
  if (guest.domain !== null) {
    const live = guest.running === true ? ' --live --config' : ' --config';
    return [
      step(
        `Attach ${device.id} to ${guest.name}${words}`,
        `virsh attach-device ${guest.domain} ${device.id}.xml${live}`,
      ),
    ];
  }
  const verb = guest.running === true ? 'device_add ' : '-device ';
  return deviceLines(guest, device, made).map((one, at) =>
    step(
      at === 0
        ? `Make the zpci device of ${device.id} in ${guest.name}${words}`
        : `Add the card ${device.id}`,
      `${verb}${one}`,
    ),
  );
}

function removed(guest: ZpciGuest, device: GuestDevice): readonly PreviewStep[] {
  if (guest.domain !== null)
    return [
      step(
        `Detach ${device.id} from ${guest.name}`,
        `virsh detach-device ${guest.domain} ${device.id}.xml${guest.running === true ? ' --live --config' : ' --config'}`,
      ),
    ];
  return [
    guest.running === true
      ? step(`Ask ${guest.name} to release ${device.id}`, `device_del ${device.id}`)
      : step(`Leave ${device.id} and its zpci device out of the command line of ${guest.name}`),
  ];
}

function bound(one: HostFunction, guest: ZpciGuest): readonly PreviewStep[] {
  if (one.driver === 'vfio-pci' && one.driverTold) return [];
  const text = `Bind ${functionName(one)} to vfio-pci`;
  if (guest.domain !== null) return [step(text, `virsh nodedev-detach ${nodeName(one.address ?? '')}`)];
  return [step(text, bindCommand(one, 'vfio-pci'))];
}

function giveSteps(
  before: ZpciState,
  after: ZpciState,
  edit: Extract<ZpciEdit, { op: 'give' }>,
): readonly PreviewStep[] {
  const one = functionByFid(before, edit.fid);
  const guest = guestById(after, edit.guest);
  const device = guest && deviceById(guest, edit.device);
  if (one === undefined || guest === undefined || device === undefined) return [];
  const others = before.guests.flatMap((owner) =>
    edit.fromOther === true
      ? owner.devices
          .filter(({ card }) => card?.kind === 'vfio' && card.host === one.address)
          .flatMap((had) => removed(owner, had))
      : [],
  );
  return [...others, ...bound(one, guest), ...added(after, guest, device)];
}

function takeSteps(before: ZpciState, edit: Extract<ZpciEdit, { op: 'take' }>): readonly PreviewStep[] {
  const guest = guestById(before, edit.guest);
  const device = guest && deviceById(guest, edit.device);
  if (guest === undefined || device === undefined) return [];
  const one = device.card?.kind === 'vfio' ? functionAt(before, device.card.host) : undefined;
  const back =
    edit.giveBack && one !== undefined && one.address !== null
      ? [
          step(
            `Give ${functionName(one)} back to ${one.ownDriver ?? 'the host'}`,
            guest.domain === null
              ? bindCommand(one, one.ownDriver ?? 'host')
              : `virsh nodedev-reattach ${nodeName(one.address)}`,
          ),
        ]
      : [];
  return [...removed(guest, device), ...back];
}

function idSteps(
  before: ZpciState,
  after: ZpciState,
  edit: Extract<ZpciEdit, { op: 'setIds' }>,
): readonly PreviewStep[] {
  const was = guestById(before, edit.guest);
  const is = guestById(after, edit.guest);
  const had = was && deviceById(was, edit.device);
  const device = is && deviceById(is, edit.device);
  if (was === undefined || is === undefined || had === undefined || device === undefined) return [];
  if (was.running === true) return [...removed(was, had), ...added(after, is, device)];
  return added(after, is, device);
}

/** What the edit takes, in order. */
export function stepsOf(before: ZpciState, after: ZpciState, edit: ZpciEdit): readonly PreviewStep[] {
  switch (edit.op) {
    case 'give':
      return giveSteps(before, after, edit);
    case 'take':
      return takeSteps(before, edit);
    case 'setIds':
      return idSteps(before, after, edit);
    case 'addEmulated': {
      const guest = guestById(after, edit.guest);
      const device = guest && deviceById(guest, edit.device);
      return guest === undefined || device === undefined ? [] : added(after, guest, device);
    }
    case 'setPower':
      return [
        step(
          `Power the slot ${slotName(edit.fid)} ${edit.on ? 'on' : 'off'}`,
          powerCommand(edit.fid, edit.on),
        ),
      ];
    case 'setDriver': {
      const one = functionByFid(before, edit.fid);
      return one === undefined
        ? []
        : [step(`Bind ${functionName(one)} to ${edit.driver ?? 'no driver'}`, bindCommand(one, edit.driver))];
    }
    case 'stopGuest':
    case 'startGuest': {
      const guest = guestById(before, edit.guest);
      if (guest === undefined) return [];
      const starts = edit.op === 'startGuest';
      return [
        step(
          `${starts ? 'Start' : 'Stop'} ${guest.name}`,
          guest.domain === null ? '' : `virsh ${starts ? 'start' : 'shutdown'} ${guest.domain}`,
        ),
      ];
    }
    default:
      return [];
  }
}
