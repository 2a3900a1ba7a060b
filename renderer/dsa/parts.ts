/** Parts of a DSA state by their names: `dsa0`, `wq0.3`, `group0.1`, `engine0.2`, an mdev's id, a guest's id. Pure. */
import {
  type DsaDevice,
  type DsaGuest,
  type DsaMdev,
  type DsaState,
  engineName,
  groupName,
  parseChild,
  wqName,
} from '../../shared/dsa/types.ts';

export type PartKind = 'device' | 'group' | 'engine' | 'wq' | 'mdev' | 'guest';

export interface FoundPart {
  readonly kind: PartKind;
  readonly id: string;
  /** Of devices and what is in them, and the parent of an mdev; null for guests. */
  readonly device: DsaDevice | null;
}

/** What of a state says which parts there are. */
export type PartState = Pick<DsaState, 'devices' | 'mdevs' | 'guests'>;

/** Null when the state has no such part. */
export function findPart(state: PartState, id: string): FoundPart | null {
  const child = parseChild(id);
  if (child !== null) {
    const device = state.devices.find((each) => each.id === child.device);
    if (device === undefined) return null;
    const count = { wq: device.wqs.length, group: device.groups.length, engine: device.engines.length };
    if (child.index < count[child.kind]) return { kind: child.kind, id, device };
    // Under some strategies a wq's name is the id of what the guest gets.
  }
  const device = state.devices.find((each) => each.name === id);
  if (device !== undefined) return { kind: 'device', id, device };
  const mdev = mdevOf(state, id);
  if (mdev !== null)
    return { kind: 'mdev', id, device: state.devices.find(({ name }) => name === mdev.device) ?? null };
  return guestOf(state, id) === null ? null : { kind: 'guest', id, device: null };
}

export function mdevOf(state: Pick<DsaState, 'mdevs'>, id: string): DsaMdev | null {
  return state.mdevs.find((mdev) => mdev.id === id) ?? null;
}

export function guestOf(state: Pick<DsaState, 'guests'>, id: string | null): DsaGuest | null {
  return state.guests.find((guest) => guest.id === id) ?? null;
}

export function mdevsOf(state: DsaState, guest: string): readonly DsaMdev[] {
  return state.mdevs.filter((mdev) => mdev.guest === guest);
}

/** `null` = no source tells. */
export function isRunning(state: DsaState, guest: string): boolean | null {
  const own = mdevsOf(state, guest);
  if (own.some((mdev) => mdev.running !== null)) return true;
  return own.some((mdev) => !mdev.runningTold) ? null : false;
}

const LONG_ID = 16;

/** `3b1e0d42…07c1`: as much of a UUID as people tell apart; ids made one after the other differ at the end. */
export function shortId(id: string): string {
  return id.length > LONG_ID ? `${id.slice(0, 8)}…${id.slice(-4)}` : id;
}

/** A part as a sentence names it. */
export function partLabel(state: PartState, id: string): string {
  const guest = guestOf(state, id);
  if (guest !== null) return guest.name;
  return mdevOf(state, id) === null ? id : `mdev ${shortId(id)}`;
}

/** A sentence of the engine with the mdevs in it as people tell them apart. */
export function withShortIds(state: PartState, text: string): string {
  return state.mdevs.reduce((said, { id }) => {
    if (id.length <= LONG_ID || !said.includes(id)) return said;
    return said.replaceAll(`mdev ${id}`, id).replaceAll(id, `mdev ${shortId(id)}`);
  }, text);
}

/** mdevs of a wq: those that have it, and those that nothing tells apart, of which some may. */
export function mdevsOnWq(
  state: Pick<DsaState, 'mdevs'>,
  device: DsaDevice,
  index: number,
): { readonly sure: readonly DsaMdev[]; readonly maybe: readonly DsaMdev[] } {
  const own = state.mdevs.filter((mdev) => mdev.device === device.name && !mdev.orphan);
  return {
    sure: own.filter((mdev) => mdev.wq === index),
    maybe: own.filter((mdev) => mdev.wq === null && mdev.candidates.includes(index)),
  };
}

/** Why a wq is not given to the guest once more: it is dedicated, and the guest has it. Null = it can be tried. */
export function hasItAlready(state: DsaState, guest: string, id: string): string | null {
  const part = findPart(state, id);
  if (part?.kind !== 'wq' || part.device === null) return null;
  const index = Number(id.split('.')[1]);
  if (part.device.wqs[index]?.mode !== 'dedicated') return null;
  const has = mdevsOnWq(state, part.device, index).sure.some((mdev) => mdev.guest === guest);
  return has ? `${guestOf(state, guest)?.name ?? 'The guest'} has ${id} already, and it is dedicated.` : null;
}

/** Interrupt slots of a device's mdevs; `atLeast`: of some nothing tells whether they run. */
export function slotsOf(
  state: Pick<DsaState, 'mdevs' | 'untold'>,
  device: DsaDevice,
): { readonly used: number; readonly atLeast: boolean } {
  const own = state.mdevs.filter((mdev) => mdev.device === device.name && mdev.strategy !== 'pf');
  return {
    used: own.reduce(
      (sum, { running }) => sum + (running === null ? 0 : Math.max(1, running.slots.length)),
      0,
    ),
    atLeast: state.untold.includes('mdevs') || own.some((mdev) => !mdev.runningTold && mdev.running === null),
  };
}

/** PCI address of a device, where the source tells it. */
export function addressOf(state: Pick<DsaState, 'untold'>, device: DsaDevice): string {
  return state.untold.includes('addresses') ? 'address not told' : device.bdf;
}

export interface PartRow {
  readonly id: string;
  readonly kind: PartKind;
  readonly device: string;
  /** Place among the rows as they are without sorting: a column that ties falls back to it. */
  readonly order: number;
  readonly state: string;
  readonly mode: string;
  readonly type: string;
  /** PCI address of a device; empty for its parts. */
  readonly address: string;
  readonly size: number | null;
  readonly group: string;
  readonly guests: string;
}

/** Of an mdev that is for no guest: whether that is known. */
export function nobodyWords({ runningTold }: Pick<DsaMdev, 'runningTold'>): string {
  return runningTold ? 'no guest' : 'guest not told';
}

/** In the order of the guests, so that a name keeps its place whatever the UUIDs are. */
function guestNames(state: DsaState, mdevs: readonly DsaMdev[]): string {
  const ids = new Set(mdevs.map((mdev) => mdev.guest));
  const names = state.guests.filter((guest) => ids.has(guest.id)).map((guest) => guest.name);
  const nobodys = mdevs.filter((mdev) => mdev.guest === null).map((mdev) => nobodyWords(mdev));
  return [...names, ...new Set(nobodys)].join(', ');
}

/** Every part that a device has, and its mdevs, one row each. */
export function rowsOf(state: DsaState): readonly PartRow[] {
  const rows: Omit<PartRow, 'order'>[] = [];
  const untold = state.untold.includes('values');
  /** What a source without settings leaves as the kernel begins with is only assumed; anything else was wished since. */
  const told = (text: string, isAssumed: boolean) => (untold && isAssumed ? 'not told' : text);
  for (const device of state.devices) {
    const common = {
      device: device.name,
      mode: '',
      type: '',
      address: '',
      size: null,
      group: '',
      guests: '',
    };
    const own = state.mdevs.filter((mdev) => mdev.device === device.name);
    rows.push({
      ...common,
      id: device.name,
      kind: 'device',
      state: device.state,
      type: device.kind === 'dsa' ? 'DSA' : 'IAA',
      address: addressOf(state, device),
      size: untold ? null : device.caps.totalSize,
      guests: guestNames(
        state,
        own.filter((mdev) => mdev.guest !== null),
      ),
    });
    device.groups.forEach((_, index) => {
      const engines = device.engines.filter((group) => group === index).length;
      const wqs = device.wqs.filter((wq) => wq.groupId === index).length;
      const counts = `${engines} ${engines === 1 ? 'engine' : 'engines'}, ${wqs} ${wqs === 1 ? 'wq' : 'wqs'}`;
      rows.push({
        ...common,
        id: groupName(device, index),
        kind: 'group',
        state: told(counts, engines + wqs === 0),
      });
    });
    device.engines.forEach((group, index) =>
      rows.push({
        ...common,
        id: engineName(device, index),
        kind: 'engine',
        state: group < 0 ? told('in no group', true) : 'in a group',
        group: group < 0 ? '' : groupName(device, group),
      }),
    );
    const byWq = new Map<number, DsaMdev[]>();
    for (const mdev of own) if (mdev.wq !== null) byWq.set(mdev.wq, [...(byWq.get(mdev.wq) ?? []), mdev]);
    device.wqs.forEach((wq, index) =>
      rows.push({
        ...common,
        id: wqName(device, index),
        kind: 'wq',
        state: wq.state,
        mode: told(wq.mode, wq.mode === 'shared'),
        type: told(wq.type, wq.type === 'none'),
        size: untold && wq.size === 0 ? null : wq.size,
        group: wq.groupId < 0 ? told('', true) : groupName(device, wq.groupId),
        guests: guestNames(state, byWq.get(index) ?? []),
      }),
    );
    for (const mdev of own)
      rows.push({
        ...common,
        id: mdev.id,
        kind: 'mdev',
        state: mdev.orphan ? 'orphan' : mdev.running === null ? 'created' : 'running',
        type: mdev.type,
        group: mdev.wq === null ? 'wq not told' : wqName(device, mdev.wq),
        guests: guestNames(state, [mdev]),
      });
  }
  return rows.map((row, order) => ({ ...row, order }));
}

export type SortKey = 'id' | 'state' | 'mode' | 'type' | 'size' | 'group' | 'guests';

export interface Sorting {
  readonly by: SortKey;
  readonly down: boolean;
}

const compareText = new Intl.Collator('en', { numeric: true }).compare;

/** Null keeps the order of the devices. */
export function sortRows(rows: readonly PartRow[], sorting: Sorting | null): readonly PartRow[] {
  if (sorting === null) return rows;
  const sign = sorting.down ? -1 : 1;
  return rows.toSorted((left, right) => {
    const [a, b] = [left[sorting.by], right[sorting.by]];
    // What a part has not stands last, whichever way is sorted.
    const emptyLast = Number(a === '' || a === null) - Number(b === '' || b === null);
    if (emptyLast !== 0) return emptyLast;
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : compareText(String(a), String(b));
    return order === 0 ? left.order - right.order : sign * order;
  });
}

/** Parts whose name, or one of whose values, has the words of the search; empty for an empty search. */
export function matches(state: DsaState, search: string): ReadonlySet<string> {
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return new Set();
  const texts: (readonly [id: string, text: string])[] = rowsOf(state).map((row) => [
    row.id,
    [row.id, row.kind, row.state, row.mode, row.type, row.address, row.guests].join(' '),
  ]);
  for (const device of state.devices)
    device.wqs.forEach((wq, index) =>
      texts.push([wqName(device, index), `${wqName(device, index)} ${wq.name} ${wq.driverName}`]),
    );
  for (const guest of state.guests) texts.push([guest.id, `${guest.name} guest ${guest.domain ?? ''}`]);
  return new Set(
    texts.filter(([, text]) => words.every((word) => text.toLowerCase().includes(word))).map(([id]) => id),
  );
}
