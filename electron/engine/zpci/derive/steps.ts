/** The steps from one wish to another as they would be typed: the plan's own, and for QEMU started by hand its arguments. */
import { StudioError } from '../../../../shared/errors.ts';
import type { PlanBlock } from '../../../../shared/plan.ts';
import type { PreviewStep } from '../../../../shared/zpci/cards.ts';
import {
  fidText,
  type GuestDevice,
  type HostFunction,
  uidText,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { deviceValues } from '../export/arguments.ts';
import { argumentTyped, asTyped } from '../export/as-typed.ts';
import { deviceAdd, deviceDel, deviceKey } from '../export/monitor.ts';
import type { WrittenDevice } from '../export/written.ts';
import { changeDriver, powerAction, unbindAction } from '../plan/actions.ts';
import { byHandBlock } from '../plan/blocks.ts';
import { planZpci } from '../plan/plan.ts';
import { builtOf, functionOf } from './built.ts';

function step(text: string, command = ''): PreviewStep {
  return { text, command, refused: null };
}

function refusedStep(rule: string, message: string): PreviewStep {
  return { text: 'The plan refuses this', command: '', refused: { rule, message, because: [], fixes: [] } };
}

export function powerCommand(fid: number, on: boolean): string {
  return asTyped(powerAction(fid, on));
}

/** `driver` null = none; any other than vfio-pci is the one that the kernel chooses. */
export function bindCommand({ address, driver: now }: HostFunction, driver: string | null): string {
  if (address === null) return '';
  if (driver === 'vfio-pci') return asTyped(changeDriver(address, driver));
  if (driver !== null) return asTyped(changeDriver(address, null));
  return now === null ? '' : asTyped(unbindAction(address, now));
}

function isByHand({ domain }: ZpciGuest): boolean {
  return domain === null;
}

function devicesOnlyIn(guest: ZpciGuest, other: ZpciGuest | undefined): readonly GuestDevice[] {
  if (guest === other) return [];
  const kept = new Set(other?.devices.map(deviceKey));
  return guest.devices.filter((device) => !kept.has(deviceKey(device)));
}

function leftOut(before: ZpciState, after: ZpciState): readonly PreviewStep[] {
  const left = new Map(after.guests.map((guest) => [guest.id, guest]));
  return before.guests
    .filter(isByHand)
    .flatMap((was) =>
      devicesOnlyIn(was, left.get(was.id)).map((device) =>
        was.running === true
          ? step(`Ask ${was.name} to release ${device.id}, by its monitor`, deviceDel(device))
          : step(`Leave ${device.id} and its zpci device out of the command line of ${was.name}`),
      ),
    );
}

/** Numbers that a refused device would have had are left open. */
function addedSteps(after: ZpciState, guest: ZpciGuest, device: GuestDevice): readonly PreviewStep[] {
  const made = functionOf(builtOf(after, guest), device.id);
  if (made === undefined) return [];
  const written: WrittenDevice = { device, numbers: { uid: made.uid, fid: made.fid } };
  const isRunning = guest.running === true;
  try {
    return deviceValues(guest, written, isRunning ? 'json' : 'cli').map((value, at) =>
      step(
        at === 0
          ? `Make the zpci device of ${device.id} in ${guest.name} as UID ${uidText(made.uid)}, FID ${fidText(made.fid)}`
          : `Add the card ${device.id}`,
        isRunning ? deviceAdd(value) : `-device ${argumentTyped(value)}`,
      ),
    );
  } catch (error) {
    if (error instanceof StudioError) return [refusedStep('ZPCI-X1', error.message)];
    throw error;
  }
}

function putOnLine(before: ZpciState, after: ZpciState): readonly PreviewStep[] {
  const known = new Map(before.guests.map((guest) => [guest.id, guest]));
  return after.guests
    .filter(isByHand)
    .flatMap((is) => devicesOnlyIn(is, known.get(is.id)).flatMap((device) => addedSteps(after, is, device)));
}

function hostsOf(guest: ZpciGuest | undefined): readonly string[] {
  return (guest?.devices ?? []).flatMap(({ card }) => (card?.kind === 'vfio' ? [card.host] : []));
}

/** Of both states what the change is about, so that a machine with 4,096 functions is not planned for one of them. */
function aboutChange(before: ZpciState, after: ZpciState): readonly [ZpciState, ZpciState] {
  const functionsBefore = new Map(before.functions.map((one) => [one.fid, one]));
  const guestsBefore = new Map(before.guests.map((guest) => [guest.id, guest]));
  const guestsAfter = new Map(after.guests.map((guest) => [guest.id, guest]));
  const changed = after.functions.filter((one) => functionsBefore.get(one.fid) !== one);
  const all = [...before.guests, ...after.guests];
  const other = all.filter(({ id }) => guestsBefore.get(id) !== guestsAfter.get(id));
  const addresses = new Set([...changed.flatMap(({ address }) => address ?? []), ...other.flatMap(hostsOf)]);
  const owners = all.filter((guest) => hostsOf(guest).some((host) => addresses.has(host)));
  const guests = new Set([...other, ...owners].map(({ id }) => id));
  // What else those guests have is looked at too; and one that vfio-pci has tells that it is loaded.
  for (const guest of owners) for (const host of hostsOf(guest)) addresses.add(host);
  const fids = new Set([
    ...changed.map(({ fid }) => fid),
    ...before.functions
      .filter(({ driver }) => driver === 'vfio-pci')
      .map(({ fid }) => fid)
      .slice(0, 1),
  ]);
  const part = (state: ZpciState): ZpciState => ({
    ...state,
    functions: state.functions.filter(
      ({ fid, address }) => fids.has(fid) || (address !== null && addresses.has(address)),
    ),
    guests: state.guests.filter((guest) => guests.has(guest.id) && !isByHand(guest)),
  });
  return [part(before), part(after)];
}

/** No command of this host changes such a guest, so the plan stops at it: the lines are for whoever has its monitor. */
export function byHandStops(before: ZpciState, after: ZpciState): readonly PlanBlock[] {
  if (before.guests === after.guests) return [];
  const left = new Map(after.guests.map((guest) => [guest.id, guest]));
  return before.guests.flatMap((was) => {
    const wish = left.get(was.id);
    return was === wish || !isByHand(wish ?? was) || was.running !== true ? [] : byHandBlock(was, wish);
  });
}

function stopSteps(before: ZpciState, after: ZpciState): readonly PreviewStep[] {
  return byHandStops(before, after).map(({ rule, message }) => ({
    text: 'The plan stops here: only its monitor takes these lines',
    command: '',
    refused: { rule, message, because: [], fixes: [] },
  }));
}

/** What the plan for the later wish would type, were the earlier one what the host has. */
export function stepsBetween(before: ZpciState, after: ZpciState): readonly PreviewStep[] {
  if (before === after) return [];
  const { steps, blocks } = planZpci(...aboutChange(before, after), { style: 'both', restart: [] });
  return [
    ...stopSteps(before, after),
    ...leftOut(before, after),
    ...steps.map(({ title, action }) => step(title, asTyped(action))),
    ...blocks.map(({ rule, message }) => refusedStep(rule, message)),
    ...putOnLine(before, after),
  ];
}
