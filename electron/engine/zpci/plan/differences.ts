/** How two states of one host differ in what the host can show; names of guests, hues and QEMU ids are none of it. */
import {
  fidText,
  functionByFid,
  type GuestDevice,
  type HostFunction,
  uidText,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { functionName, deviceRef, functionRef } from '../../../../shared/zpci/refs.ts';
import type { Ref } from '../../../../shared/findings.ts';
import { DMA_LIMIT, DMA_LIMIT_KEPT } from './paths.ts';

/** One fact that differs: `what` of `of`, as texts; null = it is not there. */
export interface Difference {
  readonly of: string;
  readonly what: string;
  readonly left: string | null;
  readonly right: string | null;
  readonly layer: 'active' | 'persistent';
  readonly refs: readonly Ref[];
}

/** A device of a domain that the host shows: a function of the host, by its address. Cards of QEMU itself stay with virsh edit. */
export function hostOf({ card }: GuestDevice): string | null {
  return card?.kind === 'vfio' ? card.host : null;
}

/** A guest that libvirt has; of one that is started by hand nothing is kept on the host. */
export function isDomain(guest: ZpciGuest): boolean {
  return guest.domain !== null;
}

function sameNumber(left: number | null, right: number | null): boolean {
  return left === null || right === null || left === right;
}

/** The same function with the same numbers; a number that the tool chooses can be any. */
export function sameDevice(left: GuestDevice, right: GuestDevice): boolean {
  return (
    sameNumber(left.zpci?.uid ?? null, right.zpci?.uid ?? null) &&
    sameNumber(left.zpci?.fid ?? null, right.zpci?.fid ?? null) &&
    left.managed === right.managed
  );
}

/** The wish asks for nothing else than the device has; a number that nobody told is not one that was asked for. */
export function fulfils(has: GuestDevice, wish: GuestDevice): boolean {
  return (
    sameDevice(has, wish) &&
    (wish.zpci?.uid == null || has.zpci?.uid === wish.zpci.uid) &&
    (wish.zpci?.fid == null || has.zpci?.fid === wish.zpci.fid)
  );
}

export function devicesByHost(guest: ZpciGuest | undefined): ReadonlyMap<string, GuestDevice> {
  return new Map(
    (guest?.devices ?? []).flatMap((device) => {
      const host = hostOf(device);
      return host === null ? [] : [[host, device] as const];
    }),
  );
}

function numbersText({ zpci, managed }: GuestDevice): string {
  const uid = zpci?.uid == null ? 'automatic' : uidText(zpci.uid);
  const fid = zpci?.fid == null ? 'automatic' : fidText(zpci.fid);
  return `UID ${uid}, FID ${fid}${managed ? '' : ', not managed'}`;
}

export function functionDifferences(left: HostFunction, right: HostFunction): Difference[] {
  if (left === right) return [];
  const of = functionName(right);
  const refs = [functionRef(left.fid)];
  const found: Difference[] = [];
  if (left.state !== right.state)
    found.push({ of, what: 'state', left: left.state, right: right.state, layer: 'active', refs });
  const isThere = left.state !== 'standby' && right.state !== 'standby';
  if (isThere && left.driverTold && right.driverTold && left.driver !== right.driver)
    found.push({ of, what: 'driver', left: left.driver, right: right.driver, layer: 'active', refs });
  return found;
}

/** By domain, else by id: a reading makes ids of its own. */
export function twinOf(guests: readonly ZpciGuest[], guest: ZpciGuest): ZpciGuest | undefined {
  return (
    guests.find(({ id }) => id === guest.id) ??
    (guest.domain === null ? undefined : guests.find(({ domain }) => domain === guest.domain))
  );
}

function deviceDifferences(left: ZpciGuest | undefined, right: ZpciGuest | undefined): Difference[] {
  const guest = (right ?? left)!;
  const [before, after] = [devicesByHost(left), devicesByHost(right)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((host) => {
    const [was, is] = [before.get(host), after.get(host)];
    if (was !== undefined && is !== undefined && sameDevice(was, is)) return [];
    return [
      {
        of: `${guest.name} with ${host}`,
        what: 'device',
        left: was === undefined ? null : numbersText(was),
        right: is === undefined ? null : numbersText(is),
        layer: 'active' as const,
        refs: [{ kind: 'guest' as const, id: guest.id }, deviceRef(guest.id, (is ?? was)!.id)],
      },
    ];
  });
}

function guestDifferences(left: ZpciState, right: ZpciState): Difference[] {
  if (left.guests === right.guests) return [];
  const others = new Set(right.guests);
  const found: Difference[] = [];
  for (const guest of left.guests) {
    const twin = twinOf(right.guests, guest);
    if (twin !== undefined) others.delete(twin);
    if (guest === twin || !isDomain(twin ?? guest)) continue;
    found.push(...deviceDifferences(guest, twin));
    const [ran, runs] = [guest.running, twin === undefined ? false : twin.running];
    if (ran !== null && runs !== null && ran !== runs)
      found.push({
        of: guest.name,
        what: 'guest',
        left: ran ? 'running' : 'off',
        right: runs ? 'running' : 'off',
        layer: 'active',
        refs: [{ kind: 'guest', id: guest.id }],
      });
  }
  for (const guest of others) {
    if (!isDomain(guest)) continue;
    found.push(...deviceDifferences(undefined, guest));
    if (guest.running === true)
      found.push({
        of: guest.name,
        what: 'guest',
        left: null,
        right: 'running',
        layer: 'active',
        refs: [{ kind: 'guest', id: guest.id }],
      });
  }
  return found;
}

function limitDifferences({ host: left }: ZpciState, { host: right }: ZpciState): Difference[] {
  const found: Difference[] = [];
  if (
    left.dmaEntryLimit !== null &&
    right.dmaEntryLimit !== null &&
    left.dmaEntryLimit !== right.dmaEntryLimit
  )
    found.push({
      of: 'the host',
      what: 'limit of DMA mappings',
      left: String(left.dmaEntryLimit),
      right: String(right.dmaEntryLimit),
      layer: 'active',
      refs: [{ kind: 'file', path: DMA_LIMIT }],
    });
  if (left.dmaEntryLimitKept !== right.dmaEntryLimitKept)
    found.push({
      of: 'the host',
      what: 'limit of DMA mappings for the next boot',
      left: left.dmaEntryLimitKept === null ? null : String(left.dmaEntryLimitKept),
      right: right.dmaEntryLimitKept === null ? null : String(right.dmaEntryLimitKept),
      layer: 'persistent',
      refs: [{ kind: 'file', path: DMA_LIMIT_KEPT }],
    });
  return found;
}

export function findDifferences(left: ZpciState, right: ZpciState): Difference[] {
  if (left === right) return [];
  const functions =
    left.functions === right.functions
      ? []
      : left.functions.flatMap((one) => {
          const other = functionByFid(right, one.fid);
          return other === undefined ? [] : functionDifferences(one, other);
        });
  return [...limitDifferences(left, right), ...functions, ...guestDifferences(left, right)];
}

function shown(text: string | null): string {
  return text === null ? 'is not there' : `is ${text}`;
}

/** In sentences, for rehearsals and stale hosts. */
export function stateDifferences(left: ZpciState, right: ZpciState): readonly string[] {
  return findDifferences(left, right).map(
    ({ of, what, left: before, right: after }) =>
      `The ${what} of ${of} ${shown(before)} in one and ${shown(after)} in the other.`,
  );
}
