/** The numbers that tools have chosen, written into what a rehearsal draws: of such a moment nobody derives an answer. */
import type { GuestDevice, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { hostOf, twinOf } from './differences.ts';
import { automaticLine } from '../model.ts';
import type { Numbers } from './hostdev.ts';
import { guestNumbers } from './numbers.ts';

function isOpen({ card, zpci }: GuestDevice): boolean {
  return card !== null && (zpci?.uid == null || zpci.fid === null);
}

function withNumbers(device: GuestDevice, numbers: Numbers | undefined): GuestDevice {
  if (numbers === undefined) return device;
  const line = device.zpci ?? automaticLine();
  return { ...device, zpci: { ...line, uid: line.uid ?? numbers.uid, fid: line.fid ?? numbers.fid } };
}

/** By host address, else by id: what a running guest had at its start it keeps, whoever leaves from between (V-5, A-5). */
function keptNumbers(observed: ZpciState, guest: ZpciGuest): (device: GuestDevice) => Numbers | undefined {
  const was = twinOf(observed.guests, guest);
  if (was?.running !== true || guest.running !== true) return () => undefined;
  const numbers = guestNumbers(observed, was);
  if (!numbers.ok) return () => undefined;
  const key = (device: GuestDevice): string => hostOf(device) ?? device.id;
  const kept = new Map(was.devices.map((device) => [key(device), numbers.of.get(device.id)]));
  return (device) => kept.get(key(device));
}

function shownGuest(observed: ZpciState, state: ZpciState, guest: ZpciGuest): ZpciGuest {
  if (!guest.devices.some(isOpen)) return guest;
  const kept = keptNumbers(observed, guest);
  const chosen = guestNumbers(state, guest);
  return {
    ...guest,
    devices: guest.devices.map((device) =>
      isOpen(device)
        ? withNumbers(device, kept(device) ?? (chosen.ok ? chosen.of.get(device.id) : undefined))
        : device,
    ),
  };
}

/** `observed`: as read. Numbers that a tool would refuse stay open. */
export function withChosenNumbers(observed: ZpciState, state: ZpciState): ZpciState {
  const guests = state.guests.map((guest) => shownGuest(observed, state, guest));
  return guests.every((guest, at) => guest === state.guests[at]) ? state : { ...state, guests };
}
