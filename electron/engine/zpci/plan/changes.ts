/** What a wish changes, in the field's words, by guest and for the host. */
import {
  fidText,
  functionByFid,
  type GuestDevice,
  uidText,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { functionName, deviceRef, functionRef } from '../../../../shared/zpci/refs.ts';
import type { ChangeGroup } from '../../../../shared/plan.ts';
import { findDifferences, hostOf, twinOf } from './differences.ts';

type Line = ChangeGroup['lines'][number];

function deviceKey(device: GuestDevice): string {
  return hostOf(device) ?? device.id;
}

function cardWords({ id, card }: GuestDevice): string {
  if (card === null) return `${id}, which waits for a card`;
  return card.kind === 'vfio' ? card.host : `${id} (${card.driver})`;
}

function numberWords({ zpci }: GuestDevice): string {
  const uid = zpci?.uid == null ? 'an automatic UID' : `UID ${uidText(zpci.uid)}`;
  const fid = zpci?.fid == null ? 'an automatic FID' : `FID ${fidText(zpci.fid)}`;
  return `${uid} and ${fid}`;
}

function propertyWords({ zpci }: GuestDevice): string {
  return JSON.stringify([
    zpci?.interpret ?? null,
    zpci?.forwardingAssist ?? null,
    zpci?.relaxedTranslation ?? null,
  ]);
}

function deviceLines(guest: ZpciGuest, was: GuestDevice | undefined, wish: GuestDevice | undefined): Line[] {
  const refs = [deviceRef(guest.id, (wish ?? was)!.id)];
  if (was === undefined)
    return [{ kind: 'add', text: `gets ${cardWords(wish!)} with ${numberWords(wish!)}`, refs }];
  if (wish === undefined) return [{ kind: 'remove', text: `loses ${cardWords(was)}`, refs }];
  const lines: Line[] = [];
  if (numberWords(was) !== numberWords(wish))
    lines.push({ kind: 'change', text: `${cardWords(wish)} gets ${numberWords(wish)}`, refs });
  if (propertyWords(was) !== propertyWords(wish))
    lines.push({ kind: 'change', text: `${cardWords(wish)} is asked for another way of running`, refs });
  return lines;
}

function machineWords({ profile, machine, kvm, cpuZpci, isProtected, iommu }: ZpciGuest): string {
  return JSON.stringify([profile, machine, kvm, cpuZpci, isProtected, iommu]);
}

function guestGroup(was: ZpciGuest | undefined, wish: ZpciGuest | undefined): ChangeGroup[] {
  if (was === wish) return [];
  const guest = (wish ?? was)!;
  const refs = [{ kind: 'guest' as const, id: guest.id }];
  const before = new Map((was?.devices ?? []).map((device) => [deviceKey(device), device]));
  const after = new Map((wish?.devices ?? []).map((device) => [deviceKey(device), device]));
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  const lines: Line[] = keys.flatMap((key) => deviceLines(guest, before.get(key), after.get(key)));
  if (was === undefined) lines.unshift({ kind: 'add', text: 'is new', refs });
  if (wish === undefined) lines.push({ kind: 'remove', text: 'goes', refs });
  const [ran, runs] = [was?.running === true, wish?.running === true];
  if (ran !== runs && wish !== undefined)
    lines.push({ kind: 'change', text: runs ? 'starts' : 'stops', refs });
  if (was !== undefined && wish !== undefined && machineWords(was) !== machineWords(wish))
    lines.push({ kind: 'change', text: 'is made of something else: QEMU, machine type, CPU or IOMMU', refs });
  return lines.length === 0 ? [] : [{ family: 'zpci', title: guest.name, refs, lines }];
}

function hostGroup(observed: ZpciState, desired: ZpciState): ChangeGroup[] {
  const functions = observed.functions.flatMap((one): Line[] => {
    const wish = functionByFid(desired, one.fid);
    if (wish === undefined || wish === one) return [];
    const refs = [functionRef(one.fid)];
    const name = functionName(wish);
    if (one.state !== wish.state && (one.state === 'standby' || wish.state === 'standby')) {
      const isOff = wish.state === 'standby';
      return [{ kind: isOff ? 'remove' : 'add', text: `${name} is powered ${isOff ? 'off' : 'on'}`, refs }];
    }
    return wish.driverTold && one.driver !== wish.driver
      ? [{ kind: 'change', text: `${name} goes to ${wish.driver ?? 'no driver'}`, refs }]
      : [];
  });
  const settings = findDifferences(
    { ...observed, functions: [], guests: [] },
    { ...desired, functions: [], guests: [] },
  );
  const lines = [
    ...settings.map(
      ({ what, right, refs }): Line => ({
        kind: 'change',
        text: right === null ? `the ${what} is no longer set` : `the ${what} is ${right}`,
        refs,
      }),
    ),
    ...functions,
  ];
  return lines.length === 0 ? [] : [{ family: 'zpci', title: 'Host', refs: [], lines }];
}

export function changeGroups(observed: ZpciState, desired: ZpciState): readonly ChangeGroup[] {
  if (observed === desired) return [];
  const gone = observed.guests.filter((guest) => twinOf(desired.guests, guest) === undefined);
  return [
    ...hostGroup(observed, desired),
    ...desired.guests.flatMap((wish) => guestGroup(twinOf(observed.guests, wish), wish)),
    ...gone.flatMap((was) => guestGroup(was, undefined)),
  ];
}
