/** Names and lookups of functions, devices and guests, the same in every panel. */
import { functionName, parseZpciRef } from '../../shared/zpci/refs.ts';
import {
  fidText,
  FUNCTION_TYPES,
  functionByFid,
  type GuestDevice,
  guestById,
  type HostFunction,
  slotName,
  uidText,
  type ZpciGuest,
  type ZpciState,
} from '../../shared/zpci/types.ts';
import type { DeviceAnswer, GuestAnswer } from '../../shared/zpci/view.ts';

export interface Owner {
  readonly guest: ZpciGuest;
  readonly device: GuestDevice;
}

const INDEXES = new WeakMap<readonly ZpciGuest[], ReadonlyMap<string, readonly Owner[]>>();

/** Address on the host -> who has it; more than one is a mistake. Kept while the guests are the same ones. */
export function ownersByAddress(guests: readonly ZpciGuest[]): ReadonlyMap<string, readonly Owner[]> {
  const known = INDEXES.get(guests);
  if (known !== undefined) return known;
  const owners = new Map<string, Owner[]>();
  for (const guest of guests)
    for (const device of guest.devices) {
      if (device.card?.kind !== 'vfio') continue;
      const before = owners.get(device.card.host);
      if (before === undefined) owners.set(device.card.host, [{ guest, device }]);
      else before.push({ guest, device });
    }
  INDEXES.set(guests, owners);
  return owners;
}

export function ownerOf(state: Pick<ZpciState, 'guests'>, fn: HostFunction): Owner | null {
  return fn.address === null ? null : (ownersByAddress(state.guests).get(fn.address)?.[0] ?? null);
}

export function typeOf({ pft }: Pick<HostFunction, 'pft'>): {
  readonly short: string;
  readonly name: string;
} {
  if (pft === null) return { short: '?', name: 'type not told' };
  return FUNCTION_TYPES[pft] ?? { short: hex(pft, 2), name: `type ${hex(pft, 2)}` };
}

export function hex(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** How a function stands, as it is marked: by its owner, else by its state and driver. */
export type Mark = 'guest' | 'standby' | 'reserved' | 'error' | 'vfio' | 'driver' | 'free' | 'untold';

export function markOf(state: Pick<ZpciState, 'guests'>, fn: HostFunction): Mark {
  if (fn.state === 'error' || fn.state === 'permanent-error') return 'error';
  if (ownerOf(state, fn) !== null) return 'guest';
  if (fn.state === 'standby' || fn.state === 'reserved') return fn.state;
  if (fn.driver === 'vfio-pci') return 'vfio';
  if (fn.driver !== null) return 'driver';
  return fn.driverTold ? 'free' : 'untold';
}

/** ZPCI-A24: with virtual functions in use it stays with the host. */
export function hasVirtuals({ activeVfs, virtualFunctions }: HostFunction): boolean {
  return (activeVfs ?? virtualFunctions.length) > 0;
}

/** Whether a guest could be given it as it stands: not what has virtual functions (ZPCI-A24), is off or in error. */
export type Givable = 'yes' | 'no' | 'untold';

export function givableOf(state: Pick<ZpciState, 'guests' | 'untold'>, fn: HostFunction): Givable {
  if (fn.state !== 'configured' || ownerOf(state, fn) !== null) return 'no';
  if (hasVirtuals(fn)) return 'no';
  if (!fn.driverTold) return 'untold';
  // What is bound to vfio-pci may be in a guest that the source says nothing of.
  return fn.driver === 'vfio-pci' && state.untold.includes('guests') ? 'untold' : 'yes';
}

/** What has to happen before a guest can have it; empty where nothing has to. */
export function offWords(fn: Pick<HostFunction, 'state'>): string {
  return fn.state === 'standby' ? 'off: would be powered on first' : '';
}

/** `mlx5_core`, `standby`: what the row says of a function that no guest has. */
export function standWords(fn: HostFunction): string {
  if (fn.state === 'permanent-error') return 'permanent error';
  if (fn.state !== 'configured') return fn.state;
  if (fn.driver === 'vfio-pci') return 'vfio-pci, no guest';
  if (fn.driver !== null) return fn.driver;
  return fn.driverTold ? 'no driver' : 'driver not told';
}

/** `port 1`, `VF 3` */
export function placeWords(fn: HostFunction): string {
  const isVirtual = fn.physicalFunction !== null || (fn.vfn !== null && fn.vfn > 0);
  return [
    fn.port === null || fn.port === 0 ? '' : `port ${fn.port}`,
    isVirtual ? (fn.vfn === null ? 'VF' : `VF ${fn.vfn}`) : fn.virtualFunctions.length > 0 ? 'PF' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ');
}

export function cardWords({ card }: Pick<GuestDevice, 'card'>): string {
  if (card === null) return 'waits for its card';
  return card.kind === 'vfio' ? card.host : card.driver;
}

export function answerOf(
  answers: readonly GuestAnswer[],
  guest: string,
  device: string,
): DeviceAnswer | null {
  return answers.find(({ id }) => id === guest)?.devices.find(({ id }) => id === device) ?? null;
}

/** A guest's id or a name of refs.ts, in words. */
export function partLabel(state: ZpciState, id: string): string {
  const guest = guestById(state, id);
  if (guest !== undefined) return guest.name;
  const ref = parseZpciRef(id);
  if (ref === null) return 'a guest that is gone';
  const nameOf = (one: string) => guestById(state, one)?.name ?? 'a guest that is gone';
  switch (ref.kind) {
    case 'fn': {
      const fn = functionByFid(state, ref.fid);
      return fn === undefined ? `FID ${fidText(ref.fid)}` : functionName(fn);
    }
    case 'dev':
      return `${ref.device} of ${nameOf(ref.guest)}`;
    case 'field':
      return `${ref.field} of ${ref.device} of ${nameOf(ref.guest)}`;
    case 'hostgroup':
      return `group ${hex(ref.group, 2)} of the host`;
    case 'group':
      return `group ${hex(ref.group, 2)} of ${nameOf(ref.guest)}`;
  }
}

/** Whether the state has what that id names. */
export function hasPart(state: ZpciState, id: string): boolean {
  const ref = parseZpciRef(id);
  if (ref === null) return guestById(state, id) !== undefined;
  if (ref.kind === 'fn') return functionByFid(state, ref.fid) !== undefined;
  if (ref.kind === 'hostgroup') return state.functions.some(({ group }) => group === ref.group);
  const guest = guestById(state, ref.guest);
  if (guest === undefined) return false;
  return ref.kind === 'group' || guest.devices.some(({ id: device }) => device === ref.device);
}

/** The guest that an id is about; null for things of the host. */
export function guestOfPart(state: Pick<ZpciState, 'guests'>, id: string): ZpciGuest | null {
  const ref = parseZpciRef(id);
  const guest = ref === null ? id : 'guest' in ref ? ref.guest : null;
  return guest === null ? null : (guestById(state, guest) ?? null);
}

function textOf(state: Pick<ZpciState, 'guests'>, fn: HostFunction): string {
  const owner = ownerOf(state, fn);
  const type = typeOf(fn);
  return [
    functionName(fn),
    `FID ${fidText(fn.fid)}`,
    slotName(fn.fid),
    fn.uid === null ? '' : `UID ${uidText(fn.uid)}`,
    fn.pchid === null ? '' : `PCHID ${hex(fn.pchid, 4)}`,
    fn.util ?? '',
    type.short,
    type.name,
    owner === null ? `free ${standWords(fn)}` : `${owner.guest.name} ${owner.device.id}`,
    placeWords(fn),
    fn.driver ?? '',
    fn.state,
  ]
    .join(' ')
    .toLowerCase();
}

/** Null = it is no hexadecimal number as one types it. */
export function readHex(word: string): number | null {
  const digits = /^0x([0-9a-f]{1,8})$/.exec(word)?.[1];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

/** `0x41` is FID 0x00000041 too: numbers are found however many zeros stand before them. */
function hasNumber(fn: HostFunction, word: string): boolean {
  const number = readHex(word);
  if (number === null) return false;
  return fn.fid === number || fn.uid === number || fn.pchid === number;
}

/** Functions that have every word of the search, and are of the type where one is asked for. */
export function foundFunctions(
  state: Pick<ZpciState, 'functions' | 'guests'>,
  search: string,
  type: number | null,
): readonly HostFunction[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const typed = type === null ? state.functions : state.functions.filter(({ pft }) => pft === type);
  if (words.length === 0) return typed;
  return typed.filter((fn) => {
    const text = textOf(state, fn);
    return words.every((word) => text.includes(word) || hasNumber(fn, word));
  });
}

/** Types that are on the host, most frequent first. */
export function typesOf(
  functions: readonly HostFunction[],
): readonly { readonly pft: number; readonly count: number }[] {
  const counts = new Map<number, number>();
  for (const { pft } of functions) if (pft !== null) counts.set(pft, (counts.get(pft) ?? 0) + 1);
  return [...counts].map(([pft, count]) => ({ pft, count })).toSorted((a, b) => b.count - a.count);
}

export function counted(count: number, one: string): string {
  return `${count.toLocaleString('en')} ${one}${count === 1 ? '' : 's'}`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** Both inclusive; null = not known. `256 MiB`. */
export function windowSize(start: string | null, end: string | null): string | null {
  if (start === null || end === null) return null;
  let size = Number(BigInt(end) - BigInt(start) + 1n);
  if (size <= 0) return 'no window';
  let unit = 0;
  while (size >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${Number.isInteger(size) ? size : size.toPrecision(3)} ${UNITS[unit]}`;
}
