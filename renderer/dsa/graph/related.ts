/** What a part is tied to and what is spent of it, and the short forms that its words are made of. */
import { type DsaDevice, type DsaMdev, type DsaState, wqName } from '../../../shared/dsa/types.ts';
import { shortId } from '../parts.ts';
import type { Part } from './placed.ts';

export function count(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`;
}

/** First place at which not all of them have the same character. */
function forkOf(ids: readonly string[]): number {
  let at = 0;
  while (ids.every((id) => id[at] === ids[0]![at])) at++;
  return at;
}

/** `3b1e0d42…07c1`, as everywhere; of those alike at both ends the part that tells them apart. Short names stay whole. */
export function shortIds(ids: readonly string[]): ReadonlyMap<string, string> {
  const alike = new Map<string, string[]>();
  for (const id of new Set(ids)) {
    const list = alike.get(shortId(id));
    if (list === undefined) alike.set(shortId(id), [id]);
    else list.push(id);
  }
  return new Map(
    [...alike].flatMap(([short, all]) => {
      if (all.length === 1) return [[all[0]!, short] as const];
      const fork = Math.max(0, forkOf(all) - 2);
      const near = all.map((id) => `…${id.slice(fork, fork + 12)}`);
      const apart = new Set(near).size === all.length;
      return all.map((id, at) => [id, apart ? near[at]! : id] as const);
    }),
  );
}

/** `idxd-dsa-1dwq-v1` -> `1dwq-v1`: what differs between the types of one host. */
export function shortType(type: string): string {
  return type.replace(/^idxd-(?:dsa-|iax-|iaa-)?/, '');
}

export interface Spent {
  readonly entries: number;
  readonly readBuffers: number;
  readonly slots: number;
}

/** What of a device's stores is taken; a guest that ran before the host was read takes one IMS slot (O36). */
export function spentOf(device: DsaDevice, mdevs: readonly DsaMdev[]): Spent {
  return {
    entries: device.wqs.reduce((sum, { size }) => sum + size, 0),
    readBuffers: device.groups.reduce((sum, { readBuffersReserved }) => sum + readBuffersReserved, 0),
    slots: mdevs.reduce(
      (sum, { running }) => sum + (running === null ? 0 : Math.max(1, running.slots.length)),
      0,
    ),
  };
}

/** Whose mdevs are whose, asked for each node that is drawn: built once a state. */
export interface Related {
  readonly state: DsaState;
  readonly byDevice: ReadonlyMap<string, readonly DsaMdev[]>;
  readonly byWq: ReadonlyMap<string, readonly DsaMdev[]>;
  readonly byGuest: ReadonlyMap<string, readonly DsaMdev[]>;
  /** Of each mdev, as its box says it. */
  readonly shortIds: ReadonlyMap<string, string>;
  readonly guests: ReadonlyMap<
    string,
    { readonly name: string; readonly hue: number; readonly label: string }
  >;
}

export function relate(state: DsaState, labels: readonly string[]): Related {
  const byDevice = new Map<string, DsaMdev[]>();
  const byWq = new Map<string, DsaMdev[]>();
  const byGuest = new Map<string, DsaMdev[]>();
  const push = (map: Map<string, DsaMdev[]>, key: string, mdev: DsaMdev) => {
    const list = map.get(key);
    if (list === undefined) map.set(key, [mdev]);
    else list.push(mdev);
  };
  const ids = new Map(state.devices.map(({ name, id }) => [name, id]));
  for (const mdev of state.mdevs) {
    push(byDevice, mdev.device, mdev);
    const id = ids.get(mdev.device);
    if (mdev.wq !== null && id !== undefined) push(byWq, wqName({ id }, mdev.wq), mdev);
    if (mdev.guest !== null) push(byGuest, mdev.guest, mdev);
  }
  const guests = new Map(
    state.guests.map(({ id, name, hue }, at) => [id, { name, hue: hue & 7, label: labels[at] ?? '' }]),
  );
  return { state, byDevice, byWq, byGuest, guests, shortIds: shortIds(state.mdevs.map(({ id }) => id)) };
}

/** Guests of a part, each once, in the order of their mdevs. */
export function guestsOf(related: Related, mdevs: readonly DsaMdev[]) {
  const ids = [...new Set(mdevs.flatMap(({ guest }) => (guest === null ? [] : [guest])))];
  return ids.flatMap((id) => {
    const guest = related.guests.get(id);
    return guest === undefined ? [] : [{ id, ...guest }];
  });
}

/** mdevs that a part stands for: those of its device, its wq, its guest, or itself. */
export function mdevsOf(part: Part, related: Related): readonly DsaMdev[] {
  switch (part.kind) {
    case 'device':
      return related.byDevice.get(part.device.name) ?? [];
    case 'wq':
      return related.byWq.get(wqName(part.device, part.index)) ?? [];
    case 'guest':
      return related.byGuest.get(part.guest.id) ?? [];
    case 'mdev':
      return [part.mdev];
    default:
      return [];
  }
}

/** A group that cannot be enabled because one of its two sides is missing (dsa.md 3.5, status 0x15). */
export function lacksOf(device: DsaDevice, index: number): 'engines' | 'wqs' | 'both' | null {
  const engines = device.engines.includes(index);
  const wqs = device.wqs.some(({ groupId }) => groupId === index);
  if (engines && wqs) return null;
  return engines ? 'wqs' : wqs ? 'engines' : 'both';
}
