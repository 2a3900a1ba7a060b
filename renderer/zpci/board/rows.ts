/** What the two sides of the board list, row by row, all rows of one height so that only those in view are drawn. */
import { formatZpciRef } from '../../../shared/zpci/refs.ts';
import type { GuestDevice, HostFunction, ZpciGuest, ZpciState } from '../../../shared/zpci/types.ts';
import type { DeviceAnswer, GuestAnswer } from '../../../shared/zpci/view.ts';
import { givableOf, hex, ownerOf, typeOf } from '../parts.ts';

export type HostRow =
  | {
      readonly kind: 'adapter';
      readonly id: string;
      readonly title: string;
      readonly about: string;
      readonly free: number;
      /** Functions of which the source does not tell whether somebody has them. */
      readonly untold: number;
      readonly count: number;
    }
  | {
      readonly kind: 'function';
      readonly id: string;
      readonly fn: HostFunction;
      readonly isLast: boolean;
    };

export type GuestSideRow =
  | { readonly kind: 'guest'; readonly id: string; readonly guest: ZpciGuest }
  | { readonly kind: 'none'; readonly id: string; readonly guest: ZpciGuest }
  | {
      readonly kind: 'device';
      readonly id: string;
      readonly guest: ZpciGuest;
      readonly device: GuestDevice;
      readonly answer: DeviceAnswer | null;
      readonly isLast: boolean;
    };

function order(left: HostFunction, right: HostFunction): number {
  if (left.address !== null && right.address !== null) return left.address < right.address ? -1 : 1;
  if (left.address === right.address) return left.fid - right.fid;
  return left.address === null ? 1 : -1;
}

function byAdapter(functions: readonly HostFunction[]): ReadonlyMap<number | null, readonly HostFunction[]> {
  const adapters = new Map<number | null, HostFunction[]>();
  for (const fn of functions) {
    const members = adapters.get(fn.pchid);
    if (members === undefined) adapters.set(fn.pchid, [fn]);
    else members.push(fn);
  }
  return adapters;
}

/** Cards of adapters, a card an entry of the PCHID; functions of which it is not told come last. */
export function hostRows(
  state: Pick<ZpciState, 'functions' | 'guests' | 'untold'>,
  functions: readonly HostFunction[],
): readonly HostRow[] {
  const adapters = byAdapter(functions);
  const everyone = byAdapter(state.functions);
  const sorted = [...adapters].toSorted(([left], [right]) => (left ?? Infinity) - (right ?? Infinity));
  return sorted.flatMap(([pchid, members]): HostRow[] => {
    const names = [...new Set(members.map((fn) => typeOf(fn).name))];
    // A search hides rows; the adapter has as many functions as before.
    const all = everyone.get(pchid) ?? members;
    const counts = { yes: 0, no: 0, untold: 0 };
    for (const fn of all) counts[givableOf(state, fn)] += 1;
    return [
      {
        kind: 'adapter',
        id: `adapter:${pchid === null ? 'none' : hex(pchid, 4)}`,
        title: pchid === null ? 'Adapter not told' : `PCHID ${hex(pchid, 4)}`,
        about: names.length > 2 ? `${names.length} types` : names.join(', '),
        free: counts.yes,
        untold: counts.untold,
        count: all.length,
      },
      ...members.toSorted(order).map(
        (fn, at): HostRow => ({
          kind: 'function',
          id: formatZpciRef({ kind: 'fn', fid: fn.fid }),
          fn,
          isLast: at === members.length - 1,
        }),
      ),
    ];
  });
}

/** `answers` of the wish; null where another state is drawn, of which nobody has asked what follows. */
export function guestRows(
  guests: readonly ZpciGuest[],
  answers: readonly GuestAnswer[] | null,
): readonly GuestSideRow[] {
  const byGuest = new Map((answers ?? []).map(({ id, devices }) => [id, devices]));
  return guests.flatMap((guest): GuestSideRow[] => {
    const known = new Map((byGuest.get(guest.id) ?? []).map((answer) => [answer.id, answer]));
    const head: GuestSideRow = { kind: 'guest', id: guest.id, guest };
    if (guest.devices.length === 0) return [head, { kind: 'none', id: `none:${guest.id}`, guest }];
    return [
      head,
      ...guest.devices.map(
        (device, at): GuestSideRow => ({
          kind: 'device',
          id: formatZpciRef({ kind: 'dev', guest: guest.id, device: device.id }),
          guest,
          device,
          answer: known.get(device.id) ?? null,
          isLast: at === guest.devices.length - 1,
        }),
      ),
    ];
  });
}

/** Devices are small plain data, and come over the wire anew although nothing of them changed. */
/** A number that its tool has chosen is written in what a rehearsal draws, and open in what was read. */
function isSameDevice(left: GuestDevice | undefined, right: GuestDevice, rehearsing: boolean): boolean {
  if (left === right) return true;
  if (left === undefined) return false;
  const { zpci } = left;
  const line = zpci && { ...zpci, uid: zpci.uid ?? right.zpci?.uid, fid: zpci.fid ?? right.zpci?.fid };
  const was = rehearsing ? { ...left, zpci: line ?? right.zpci } : left;
  return JSON.stringify(was) === JSON.stringify(right);
}

/** Ids of functions and devices that are otherwise than before: given, taken, bound, powered, renumbered. */
export function changedRows(before: ZpciState, state: ZpciState, rehearsing = false): ReadonlySet<string> {
  const changed = new Set<string>();
  if (before === state) return changed;
  const known = new Map(before.functions.map((fn) => [fn.fid, fn]));
  for (const fn of state.functions) {
    const was = known.get(fn.fid);
    const owner = ownerOf(state, fn)?.guest.id;
    const isSame =
      was !== undefined &&
      was.driver === fn.driver &&
      was.state === fn.state &&
      ownerOf(before, was)?.guest.id === owner;
    if (!isSame) changed.add(formatZpciRef({ kind: 'fn', fid: fn.fid }));
  }
  const devices = new Map(
    before.guests.flatMap(({ id, devices: own }) => own.map((device) => [`${id}/${device.id}`, device])),
  );
  for (const guest of state.guests)
    for (const device of guest.devices)
      if (!isSameDevice(devices.get(`${guest.id}/${device.id}`), device, rehearsing))
        changed.add(formatZpciRef({ kind: 'dev', guest: guest.id, device: device.id }));
  return changed;
}
