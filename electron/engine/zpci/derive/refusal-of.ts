/** Why the tool would not start with a device, for people: its own words, who is in the way, and what helps. */
import type { Fix, Ref, Refusal } from '../../../../shared/findings.ts';
import type { ZpciEdit } from '../../../../shared/zpci/edits.ts';
import { deviceRef } from '../../../../shared/zpci/refs.ts';
import { fidText, type GuestDevice, uidText, type ZpciGuest } from '../../../../shared/zpci/types.ts';
import { sentence } from '../../words.ts';
import { obstaclesTo, wayToInterpretation } from '../edits/interpretable.ts';
import type { BuiltGuest } from '../kernel/of-guest.ts';
import type { ZpciFailure } from '../kernel/operations.ts';
import { functionOf } from './built.ts';

const NUMBER_RULES: ReadonlySet<string> = new Set([
  'ZPCI-A3',
  'ZPCI-A4',
  'ZPCI-A6',
  'ZPCI-A7',
  'ZPCI-V3',
  'ZPCI-V4',
  'ZPCI-R4',
]);

/** Words before what the tool prints. */
const PLAIN: Readonly<Record<string, (device: string, guest: string) => string>> = {
  'ZPCI-A2': (device, guest) =>
    `In ${guest}, the zpci device of ${device} comes after its card, which has made one by itself.`,
  'ZPCI-A4': (device, guest) => `The UID of ${device} is used by another function of ${guest}.`,
  'ZPCI-A5': (device, guest) => `${guest} has no free UID for ${device}.`,
  'ZPCI-A7': (device, guest) => `The FID of ${device} is used by another function of ${guest}.`,
  'ZPCI-A8': (device, guest) => `${guest} has no free FID for ${device}.`,
  'ZPCI-A16': (device) =>
    `${device} has no MSI-X, which every intercepted function needs; an ISM function works only when it is interpreted.`,
  'ZPCI-A22': (device) =>
    `The host has no function at the address that ${device} names, or it has no IOMMU group.`,
  'ZPCI-I4': (device) =>
    `KVM would interpret ${device}, but the host’s kernel tells no handle (BASE version 1).`,
  'ZPCI-I5': (device) =>
    `The index in the host’s handle of ${device} is used by another function of the guest.`,
  'ZPCI-V3': (device) => `libvirt takes no UID of 0 for ${device}; leave it out to have one chosen.`,
  'ZPCI-V4': (device, guest) => `libvirt finds a number of ${device} reserved in ${guest} already.`,
  'ZPCI-V6': (device, guest) => `${guest} has no free number for ${device}.`,
};

/** A domain that libvirt takes is still refused by QEMU for all other reasons. */
const LIBVIRT_RULES = /^ZPCI-V/;

/** libvirt prints the number in octal (V-4); said again as everybody else writes it. */
function octalSaid({ rule, message }: ZpciFailure): string {
  const [, kind, octal] = /zPCI (uid|fid) ([0-7]+) is already/.exec(message) ?? [];
  if (rule !== 'ZPCI-V4' || octal === undefined) return '';
  const number = Number.parseInt(octal, 8);
  return ` The number is octal; it is ${kind === 'uid' ? uidText(number) : fidText(number)}.`;
}

export function plainFailure(guest: ZpciGuest, device: string, failure: ZpciFailure): string {
  const words = PLAIN[failure.rule]?.(device, guest.name) ?? `${guest.name} would not start with ${device}.`;
  const tool = LIBVIRT_RULES.test(failure.rule) ? 'libvirt' : 'QEMU';
  return `${words} ${tool} says: ${sentence(failure.message)}${octalSaid(failure)}`;
}

/** Others of the guest that have a number which this device asks for; chosen ones count too (V-5, W06). */
function rivals(
  guest: ZpciGuest,
  device: GuestDevice,
  rule: string,
  built: BuiltGuest,
): readonly { readonly id: string; readonly has: string }[] {
  const uid = rule === 'ZPCI-A7' ? null : (device.zpci?.uid ?? null);
  const fid = rule === 'ZPCI-A4' ? null : (device.zpci?.fid ?? null);
  return guest.devices.flatMap((other) => {
    if (other.id === device.id) return [];
    const made = functionOf(built, other.id);
    const has = [
      ...(uid !== null && uid !== 0 && (other.zpci?.uid ?? made?.uid) === uid
        ? [`UID ${uidText(uid)}${other.zpci?.uid == null ? ', chosen for it' : ''}`]
        : []),
      ...(fid !== null && (other.zpci?.fid ?? made?.fid) === fid
        ? [`FID ${fidText(fid)}${other.zpci?.fid == null ? ', chosen for it' : ''}`]
        : []),
    ];
    return has.length === 0 ? [] : [{ id: other.id, has: has.join(' and ') }];
  });
}

export function lowestFree(taken: ReadonlySet<number>, from: number): number {
  let free = from;
  while (taken.has(free)) free++;
  return free;
}

/** Numbers of the guest's other devices, written or chosen. */
export function usedNumbers(
  guest: ZpciGuest,
  but: string | null,
  built: BuiltGuest,
): { readonly uids: ReadonlySet<number>; readonly fids: ReadonlySet<number> } {
  const others = guest.devices.filter(({ id }) => id !== but);
  const made = built.machine.functions.filter(({ target }) => target !== but);
  return {
    uids: new Set([...others.flatMap(({ zpci }) => zpci?.uid ?? []), ...made.map(({ uid }) => uid)]),
    fids: new Set([...others.flatMap(({ zpci }) => zpci?.fid ?? []), ...made.map(({ fid }) => fid)]),
  };
}

/** Numbers for a device, both written: what it has unless that is taken, else the lowest that nobody has. */
function freeNumbersFix(
  guest: ZpciGuest,
  device: string,
  used: { readonly uids: ReadonlySet<number>; readonly fids: ReadonlySet<number> },
): Fix {
  const zpci = guest.devices.find(({ id }) => id === device)?.zpci ?? null;
  const uid =
    zpci?.uid != null && zpci.uid !== 0 && !used.uids.has(zpci.uid) ? zpci.uid : lowestFree(used.uids, 1);
  const fid = zpci?.fid != null && !used.fids.has(zpci.fid) ? zpci.fid : lowestFree(used.fids, 0);
  const edit: ZpciEdit = {
    family: 'zpci',
    op: 'setIds',
    guest: guest.id,
    device,
    guestUid: uid,
    guestFid: fid,
  };
  return { label: `Give ${device} UID ${uidText(uid)} and FID ${fidText(fid)}`, edits: [edit] };
}

function fixesOf(guest: ZpciGuest, device: GuestDevice, rule: string, built: BuiltGuest): readonly Fix[] {
  if (NUMBER_RULES.has(rule)) return [freeNumbersFix(guest, device.id, usedNumbers(guest, device.id, built))];
  const property = (name: 'interpret', value: boolean | null): ZpciEdit => ({
    family: 'zpci',
    op: 'setProperty',
    guest: guest.id,
    device: device.id,
    property: name,
    value,
  });
  if (rule === 'ZPCI-I4' || rule === 'ZPCI-I5')
    return [
      {
        label: `Intercept ${device.id}`,
        detail: 'Its store blocks are then at most 128 bytes long.',
        edits: [property('interpret', false)],
      },
    ];
  if (rule === 'ZPCI-A16') {
    const obstacles = obstaclesTo(built.machine.setup, guest);
    const way = wayToInterpretation(obstacles);
    const interpret = `Let KVM interpret ${device.id}`;
    if (way !== null)
      return [
        {
          label: `${way.label}, and let it interpret ${device.id}`,
          edits: [...way.edits, property('interpret', true)],
        },
      ];
    return obstacles.length > 0 ? [] : [{ label: interpret, edits: [property('interpret', true)] }];
  }
  return [];
}

export function refusalOf(
  guest: ZpciGuest,
  deviceId: string,
  failure: ZpciFailure,
  built: BuiltGuest,
): Refusal {
  const device = guest.devices.find(({ id }) => id === deviceId);
  const inTheWay =
    device === undefined || !NUMBER_RULES.has(failure.rule) ? [] : rivals(guest, device, failure.rule, built);
  const advice =
    failure.rule === 'ZPCI-A16' ? obstaclesTo(built.machine.setup, guest).map(({ text }) => text) : [];
  return {
    rule: failure.rule,
    message: [plainFailure(guest, deviceId, failure), ...advice].join(' '),
    because: inTheWay.map(({ id, has }) => ({
      text: `${id} has ${has}.`,
      refs: [deviceRef(guest.id, id)] as readonly Ref[],
    })),
    fixes: device === undefined ? [] : fixesOf(guest, device, failure.rule, built),
  };
}
