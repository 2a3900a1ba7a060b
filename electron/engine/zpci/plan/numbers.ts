/** Both numbers of each device of a guest, as its tool would choose those that are left open (A-5, A-8, V-5). */
import type { ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { allocateAddresses } from '../kernel/libvirt-addresses.ts';
import { builtGuest } from '../kernel/of-guest.ts';
import type { ZpciFailure } from '../kernel/operations.ts';
import type { Numbers } from './hostdev.ts';

export type GuestNumbers =
  | { readonly ok: true; readonly of: ReadonlyMap<string, Numbers> }
  | { readonly ok: false; readonly failure: ZpciFailure; readonly device: string };

function byLibvirt(guest: ZpciGuest): GuestNumbers {
  const allocated = allocateAddresses(
    guest.devices.map(({ id, deviceClass, zpci }) => ({
      id,
      deviceClass,
      uid: zpci?.uid ?? null,
      fid: zpci?.fid ?? null,
    })),
  );
  if (!allocated.ok) return { ok: false, failure: allocated.failure, device: allocated.device };
  return { ok: true, of: new Map(allocated.zpci.map(({ id, uid, fid }) => [id, { uid, fid }])) };
}

function byQemu(state: ZpciState, guest: ZpciGuest): GuestNumbers {
  const { machine, failures } = builtGuest(state, guest, {});
  const [first] = failures;
  if (first !== undefined) return { ok: false, failure: first[1], device: first[0] };
  return { ok: true, of: new Map(machine.functions.map(({ target, uid, fid }) => [target, { uid, fid }])) };
}

/** Where all are written nobody has to choose, and what is wrong with them is told where they are used. */
function written(guest: ZpciGuest): GuestNumbers | null {
  const of = new Map<string, Numbers>();
  for (const { id, zpci } of guest.devices) {
    if (zpci?.uid == null || zpci.fid === null) return null;
    of.set(id, { uid: zpci.uid, fid: zpci.fid });
  }
  return { ok: true, of };
}

export function guestNumbers(state: ZpciState, guest: ZpciGuest): GuestNumbers {
  return written(guest) ?? (guest.domain === null ? byQemu(state, guest) : byLibvirt(guest));
}

/** The first device whose UID is written as 0. */
export function zeroUid(guest: ZpciGuest): string | null {
  return guest.devices.find(({ zpci }) => zpci?.uid === 0)?.id ?? null;
}
