/** What a part is called and what is said of it: on its node, in its card and to a screen reader. */
import {
  type DsaDevice,
  type DsaMdev,
  type DsaState,
  groupName,
  modeOfType,
  wqName,
} from '../../../shared/dsa/types.ts';
import type { Part } from './placed.ts';

/** How a thing stands; each has a glyph of its own, so that no state is told by colour alone. */
export type Standing =
  | 'enabled'
  | 'disabled'
  | 'locked'
  | 'halted'
  | 'running'
  | 'stopped'
  | 'orphan'
  | 'given'
  | 'untold'
  | 'none';

export interface Words {
  readonly title: string;
  /** What `title` cuts short, or empty. */
  readonly full: string;
  readonly detail: string;
  readonly standing: Standing;
  /** Word for `standing`. */
  readonly state: string;
}

export function count(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`;
}

/** `3b1e…`: enough of a UUID to tell a few apart; shorter names stay whole. */
export function shortId(id: string): string {
  return id.length > 14 ? `${id.slice(0, 8)}…` : id;
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
  return { state, byDevice, byWq, byGuest, guests };
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

function deviceWords(device: DsaDevice): Words {
  const given = device.driver !== null && device.driver !== 'idxd';
  const standing: Standing = given ? 'given' : device.state;
  const state = given ? `given away to ${device.driver}` : device.state;
  return {
    title: device.name,
    full: '',
    detail: `${device.kind === 'dsa' ? 'DSA' : 'IAA'} ${device.bdf}`,
    standing,
    state,
  };
}

function wqWords(device: DsaDevice, index: number): Words {
  const wq = device.wqs[index]!;
  const use = wq.type === 'none' || wq.type === '' ? '' : ` ${wq.type}`;
  const left = device.caps.totalSize - device.wqs.reduce((sum, { size }) => sum + size, 0);
  const size = wq.mode === 'shared' ? `shared · ${wq.size} / thr ${wq.threshold}` : `dedicated · ${wq.size}`;
  const unused = wq.size === 0 && wq.state === 'disabled' && use === '';
  return {
    title: wqName(device, index) + use,
    full: wq.name,
    detail: unused ? `free · ${Math.max(0, left)} left` : size,
    standing: unused ? 'none' : wq.state,
    state: unused ? 'free' : wq.state,
  };
}

function mdevWords(mdev: DsaMdev): Words {
  const slots = mdev.running?.slots.length ?? 0;
  const detail = [
    mdev.type === '' ? mdev.strategy : shortType(mdev.type),
    slots > 0 ? `${slots} IMS` : '',
  ].filter((text) => text !== '');
  const title = /^[0-9a-f]{8}-/.test(mdev.id) ? `mdev ${shortId(mdev.id)}` : shortId(mdev.id);
  const [standing, state] = mdev.orphan
    ? (['orphan', 'orphan'] as const)
    : mdev.running !== null
      ? (['running', 'running'] as const)
      : mdev.runningTold
        ? (['stopped', 'not running'] as const)
        : (['untold', 'running not told'] as const);
  return { title, full: mdev.id, detail: detail.join(' · '), standing, state };
}

function groupWords(device: DsaDevice, index: number): Words {
  const lacks = lacksOf(device, index);
  const reserved = device.groups[index]?.readBuffersReserved ?? 0;
  const engines = device.engines.filter((owner) => owner === index).length;
  const detail =
    lacks === 'engines'
      ? 'no engine'
      : lacks === 'wqs'
        ? 'no work queue'
        : lacks === 'both'
          ? 'empty'
          : reserved > 0
            ? `${reserved} read buffers`
            : count(engines, 'engine');
  return {
    title: groupName(device, index),
    full: '',
    detail,
    standing: 'none',
    state: '',
  };
}

function guestWords(id: string, name: string, related: Related): Words {
  const mdevs = related.byGuest.get(id) ?? [];
  const runs = mdevs.some(({ running }) => running !== null);
  const told = mdevs.every(({ runningTold }) => runningTold);
  const standing = runs ? 'running' : mdevs.length === 0 ? 'none' : told ? 'stopped' : 'untold';
  const state = {
    running: 'running',
    stopped: 'not running',
    untold: 'running not told',
    none: 'no queue yet',
  }[standing];
  return {
    title: name,
    full: name,
    detail: mdevs.length === 0 ? 'no queue yet' : `${count(mdevs.length, 'device')} · ${state}`,
    standing,
    state,
  };
}

const FOLDED = {
  wqs: ['unused wq', 'unused wqs'],
  engines: ['engine without group', 'idle engines'],
  groups: ['empty group', 'empty groups'],
} as const;

export function wordsOf(part: Part, related: Related): Words {
  switch (part.kind) {
    case 'device':
      return deviceWords(part.device);
    case 'engine': {
      const owner = part.device.engines[part.index] ?? -1;
      return {
        title: `engine${part.device.id}.${part.index}`,
        full: '',
        detail: '',
        standing: 'none',
        state: owner < 0 ? 'in no group' : `in ${groupName(part.device, owner)}`,
      };
    }
    case 'group':
      return groupWords(part.device, part.index);
    case 'wq':
      return wqWords(part.device, part.index);
    case 'mdev':
      return mdevWords(part.mdev);
    case 'guest':
      return guestWords(part.guest.id, part.guest.name, related);
    case 'fold': {
      const [one, more] = FOLDED[part.folded];
      const title = count(part.members.length, one, more);
      return { title, full: part.members.join(', '), detail: '', standing: 'none', state: '' };
    }
  }
}

/** One line for a screen reader: `wq0.2, shared, 32 entries, threshold 24, enabled, 2 mdevs`. */
export function spokenOf(part: Part, related: Related): string {
  const words = wordsOf(part, related);
  const mdevs = mdevsOf(part, related);
  switch (part.kind) {
    case 'device': {
      const spent = spentOf(part.device, mdevs);
      const { totalSize, imsSize } = part.device.caps;
      return [
        words.title,
        part.device.kind === 'dsa' ? 'DSA' : 'IAA',
        part.device.bdf,
        words.state,
        `${spent.entries} of ${totalSize} entries`,
        imsSize > 0 ? `${spent.slots} of ${imsSize} interrupt slots` : 'no interrupt slots',
        count(mdevs.length, 'mdev'),
      ].join(', ');
    }
    case 'wq': {
      const wq = part.device.wqs[part.index]!;
      return [
        wqName(part.device, part.index),
        wq.type,
        wq.mode,
        count(wq.size, 'entry', 'entries'),
        wq.mode === 'shared' ? `threshold ${wq.threshold}` : '',
        wq.state,
        count(mdevs.length, 'mdev'),
        ...guestsOf(related, mdevs).map(({ name }) => `guest ${name}`),
      ]
        .filter((text) => text !== '')
        .join(', ');
    }
    case 'mdev': {
      const guest = part.mdev.guest === null ? undefined : related.guests.get(part.mdev.guest);
      return [
        `mediated device ${part.mdev.id}`,
        shortType(part.mdev.type),
        words.state,
        placeOf(part.device, part.mdev),
        guest === undefined ? 'no guest' : `guest ${guest.name}`,
      ]
        .filter((text) => text !== '')
        .join(', ');
    }
    case 'guest':
      return `guest ${words.title}, ${words.detail.replace(' · ', ', ')}`;
    case 'fold':
      return `${words.title} of ${part.device.name}, folded`;
    default:
      return [words.title, words.detail, words.state].filter((text) => text !== '').join(', ');
  }
}

/** `on wq0.1`, `on one of wq0.1, wq0.3`, or that nothing tells. */
export function placeOf(device: DsaDevice | null, mdev: DsaMdev): string {
  if (device === null) return `its device ${mdev.device} is not there`;
  if (mdev.wq !== null) return `on ${wqName(device, mdev.wq)}`;
  if (mdev.candidates.length === 0) return 'on no queue';
  const names = mdev.candidates.map((index) => wqName(device, index));
  return names.length === 1 ? `on ${names[0]}` : `on one of ${names.join(', ')}`;
}

/** Lines of the card that a pointer over the part shows, below its name. */
export function cardLines(part: Part, related: Related): readonly string[] {
  const words = wordsOf(part, related);
  const mdevs = mdevsOf(part, related);
  const names = guestsOf(related, mdevs).map(({ name }) => name);
  const guests =
    names.length === 0
      ? []
      : [`Guests: ${names.slice(0, 6).join(', ')}${names.length > 6 ? ` and ${names.length - 6} more` : ''}`];
  switch (part.kind) {
    case 'device': {
      const { caps } = part.device;
      const spent = spentOf(part.device, mdevs);
      return [
        `${words.detail}, ${words.state}`,
        `${spent.entries} of ${caps.totalSize} entries given to queues`,
        ...(caps.maxReadBuffers > 0
          ? [`${spent.readBuffers} of ${caps.maxReadBuffers} read buffers reserved`]
          : []),
        caps.imsSize > 0
          ? `${spent.slots} of ${caps.imsSize} interrupt slots in use`
          : 'No interrupt slots: no mdev here',
        ...guests,
      ];
    }
    case 'wq': {
      const wq = part.device.wqs[part.index]!;
      return [
        ...(wq.name === '' ? [] : [`Name “${wq.name}”`]),
        `${wq.mode}, ${count(wq.size, 'entry', 'entries')}${wq.mode === 'shared' ? `, threshold ${wq.threshold}` : ''}, priority ${wq.priority}`,
        `${wq.state}${wq.driver === null ? '' : `, bound to ${wq.driver}`}, ${wq.groupId < 0 ? 'in no group' : `in ${groupName(part.device, wq.groupId)}`}`,
        mdevs.length === 0 ? 'No mdev uses it' : `${count(mdevs.length, 'mdev uses', 'mdevs use')} it`,
        ...guests,
      ];
    }
    case 'mdev': {
      const mdev = part.mdev;
      return [
        `${mdev.type === '' ? 'No type' : mdev.type}${mdev.type === '' ? '' : `, ${modeOfType(mdev.type)}`}`,
        mdev.orphan ? 'Its queue was taken away: it can only be removed' : placeOf(part.device, mdev),
        words.state,
        ...(names.length === 0 ? ['For no guest'] : [`For ${names[0]}`]),
      ];
    }
    case 'group':
      return lacksOf(part.device, part.index) === 'engines'
        ? ['It has queues but no engine: give it one, or the device cannot be enabled']
        : [words.detail];
    case 'fold':
      return [words.full.length > 160 ? `${words.full.slice(0, 160)}…` : words.full, 'Click to show each'];
    default:
      return [words.detail, words.state].filter((text) => text !== '');
  }
}
