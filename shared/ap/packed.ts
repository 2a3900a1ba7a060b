/**
 * The AP state as it crosses the wire: masks as short text, guests as rows, queues only where they differ from what
 * the masks predict. A full 256 x 256 machine with 200 guests stays under 20 kB. The desired state is sent as its
 * difference from the observed one, so an untouched host costs one copy.
 */
import { adapterOf, apqnOf, domainOf } from '../apqn.ts';
import {
  EMPTY_MASK,
  idsOf,
  intersect,
  type Mask,
  maskFromText,
  maskOf,
  maskToText,
  sameMask,
} from '../mask.ts';
import { predictedQueues } from './predict.ts';
import type { ApFact, ApProfileId, ApState, Card, CardMode, MatrixMasks, Mdev, QueueTable } from './types.ts';

type MasksText = readonly [string, string, string];
type VirtualText = readonly (readonly [number, readonly number[]])[];

/** id, name, hue, flags, matrix, shadow (0 = matrix AND LPAR), pending (0 = none), running guest (0 = none, 1 = called like the mdev), virtual maps, stored masks (0 = as the matrix if it is defined, else none; 1 = none). */
export type PackedMdev = readonly [
  id: string,
  name: string,
  hue: number,
  flags: number,
  matrix: MasksText,
  shadow: MasksText | 0,
  pending: MasksText | 0,
  guest: string | 0 | 1,
  virtual: readonly [VirtualText, VirtualText] | 0,
  stored: MasksText | 0 | 1,
];
/** Adapters (as ranges text) that have the same card: type, mode, hwtype, flags, serial. */
type PackedCard = readonly [
  adapters: string,
  type: string,
  mode: CardMode,
  hwtype: number | null,
  flags: string,
  serial: string | null,
];

export interface PackedQueues {
  /** Flat triples first APQN, length, value: runs that differ from the prediction of the masks. */
  readonly runs: readonly number[];
  readonly otherDrivers: readonly string[];
  readonly overrides: readonly (readonly [number, string])[];
  readonly resetRc: readonly (readonly [number, number])[];
  readonly deconfigured: readonly number[];
  readonly checkstopped: readonly number[];
  /** Adapters and their domains, as ranges text: queues of unknown mdevs are rectangles, so equal rows go together. */
  readonly untold: readonly (readonly [adapters: string, domains: string])[];
}

export interface PackedAp {
  readonly profile: ApProfileId;
  readonly profileReason: string;
  readonly hasApConfig: boolean;
  readonly lpar: MasksText;
  readonly max: readonly [number, number];
  readonly apmask: string;
  readonly aqmask: string;
  readonly persistent: readonly [string | null, string | null];
  readonly defaultDomain: number;
  readonly vfioApLoaded: boolean;
  readonly cards: readonly PackedCard[];
  readonly queues: PackedQueues;
  readonly mdevs: readonly PackedMdev[];
  readonly unknown: readonly ApFact[];
}

/** Difference from a base: keys that are equal are left out; an unchanged mdev row is its index in the base. */
export type PackedApDelta = Partial<Omit<PackedAp, 'mdevs'>> & {
  readonly mdevs: readonly (PackedMdev | number)[];
};

function packMasks(masks: MatrixMasks): MasksText {
  return [maskToText(masks.apm), maskToText(masks.aqm), maskToText(masks.adm)];
}

function readMask(text: string): Mask {
  const mask = maskFromText(text);
  if (mask === null) throw new Error(`not a packed mask: ${text.slice(0, 80)}`);
  return mask;
}

function unpackMasks([apm, aqm, adm]: MasksText): MatrixMasks {
  return { apm: readMask(apm), aqm: readMask(aqm), adm: readMask(adm) };
}

function sameMasks(left: MatrixMasks, right: MatrixMasks): boolean {
  return sameMask(left.apm, right.apm) && sameMask(left.aqm, right.aqm) && sameMask(left.adm, right.adm);
}

export const NO_MASKS: MatrixMasks = { apm: EMPTY_MASK, aqm: EMPTY_MASK, adm: EMPTY_MASK };

/** What a guest would get if every queue of its matrix were usable: matrix AND LPAR. */
export function unfilteredShadow(matrix: MatrixMasks, lpar: MatrixMasks): MatrixMasks {
  return {
    apm: intersect(matrix.apm, lpar.apm),
    aqm: intersect(matrix.aqm, lpar.aqm),
    adm: intersect(matrix.adm, lpar.adm),
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A UUID as 22 base64 characters; any other id behind a `~`. */
function packId(id: string): string {
  if (!UUID.test(id)) return `~${id}`;
  const digits = id.replaceAll('-', '');
  let bytes = '';
  for (let at = 0; at < 32; at += 2)
    bytes += String.fromCharCode(Number.parseInt(digits.slice(at, at + 2), 16));
  return btoa(bytes).slice(0, 22);
}

function unpackId(text: string): string {
  if (text.startsWith('~')) return text.slice(1);
  const digits = Array.from(atob(`${text}==`), (char) =>
    char.charCodeAt(0).toString(16).padStart(2, '0'),
  ).join('');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    digits.slice(12, 16),
    digits.slice(16, 20),
    digits.slice(20),
  ].join('-');
}

const FLAG = { ACTIVE: 1, AUTO: 2, MANUAL: 4, VIRTUAL: 8, FORMAT: 16 } as const;

/** States share the mdevs an edit did not touch, and so do their rows. */
const rowsOfMdevs = new WeakMap<Mdev, { readonly lpar: MatrixMasks; readonly row: PackedMdev }>();

function packMdev(mdev: Mdev, lpar: MatrixMasks): PackedMdev {
  const known = rowsOfMdevs.get(mdev);
  if (known?.lpar === lpar) return known.row;
  const row = mdevRow(mdev, lpar);
  rowsOfMdevs.set(mdev, { lpar, row });
  return row;
}

function mdevRow(mdev: Mdev, lpar: MatrixMasks): PackedMdev {
  const flags =
    (mdev.active ? FLAG.ACTIVE : 0) |
    (mdev.defined === 'auto' ? FLAG.AUTO : mdev.defined === 'manual' ? FLAG.MANUAL : 0) |
    (mdev.type === 'virtual' ? FLAG.VIRTUAL : 0) |
    (mdev.crycbFormat * FLAG.FORMAT);
  return [
    packId(mdev.id),
    mdev.name,
    mdev.hue,
    flags,
    packMasks(mdev.matrix),
    sameMasks(mdev.shadow, unfilteredShadow(mdev.matrix, lpar)) ? 0 : packMasks(mdev.shadow),
    sameMasks(mdev.pending, NO_MASKS) ? 0 : packMasks(mdev.pending),
    mdev.guest === mdev.name ? 1 : (mdev.guest ?? 0),
    mdev.virtualAdapters.size + mdev.virtualDomains.size === 0
      ? 0
      : [[...mdev.virtualAdapters], [...mdev.virtualDomains]],
    packStored(mdev),
  ];
}

function packStored({ defined, matrix, stored }: Mdev): MasksText | 0 | 1 {
  if (stored === null) return defined === null ? 0 : 1;
  return defined !== null && sameMasks(stored, matrix) ? 0 : packMasks(stored);
}

function unpackMdev(row: PackedMdev, lpar: MatrixMasks): Mdev {
  const [id, name, hue, flags, matrixText, shadow, pending, guest, virtual, stored] = row;
  const matrix = unpackMasks(matrixText);
  return {
    id: unpackId(id),
    name,
    hue,
    type: flags & FLAG.VIRTUAL ? 'virtual' : 'passthrough',
    matrix,
    shadow: shadow === 0 ? unfilteredShadow(matrix, lpar) : unpackMasks(shadow),
    pending: pending === 0 ? NO_MASKS : unpackMasks(pending),
    guest: guest === 0 ? null : guest === 1 ? name : guest,
    crycbFormat: ((flags >> 4) & 3) as 0 | 1 | 2,
    active: (flags & FLAG.ACTIVE) !== 0,
    defined: flags & FLAG.AUTO ? 'auto' : flags & FLAG.MANUAL ? 'manual' : null,
    stored:
      stored === 1
        ? null
        : stored !== 0
          ? unpackMasks(stored)
          : flags & (FLAG.AUTO | FLAG.MANUAL)
            ? matrix
            : null,
    virtualAdapters: new Map(virtual === 0 ? [] : virtual[0]),
    virtualDomains: new Map(virtual === 0 ? [] : virtual[1]),
  };
}

function flagText(value: boolean | null): string {
  return value === null ? '?' : value ? '1' : '0';
}

function flagValue(text: string | undefined): boolean | null {
  return text === '1' ? true : text === '0' ? false : null;
}

function packCards(cards: ReadonlyMap<number, Card>): PackedCard[] {
  const groups = new Map<string, { readonly card: Card; readonly adapters: number[] }>();
  for (const [adapter, card] of cards) {
    const flags = flagText(card.online) + flagText(card.config) + flagText(card.chkstop);
    const key = JSON.stringify([card.type, card.mode, card.hwtype, flags, card.serial]);
    const group = groups.get(key);
    if (group) group.adapters.push(adapter);
    else groups.set(key, { card, adapters: [adapter] });
  }
  return [...groups.values()].map(({ card, adapters }) => [
    maskToText(maskOf(adapters)),
    card.type,
    card.mode,
    card.hwtype,
    flagText(card.online) + flagText(card.config) + flagText(card.chkstop),
    card.serial,
  ]);
}

function unpackCards(rows: readonly PackedCard[]): Map<number, Card> {
  const cards = rows.flatMap(([adapters, type, mode, hwtype, flags, serial]) => {
    const [online, config, chkstop] = [flagValue(flags[0]), flagValue(flags[1]), flagValue(flags[2])];
    const card = { type, mode, hwtype, online, config, chkstop, serial };
    return idsOf(readMask(adapters)).map((adapter) => [adapter, card] as const);
  });
  return new Map(cards.sort(([left], [right]) => left - right));
}

function packRuns(state: Readonly<Uint8Array>, predicted: Uint8Array): number[] {
  const runs: number[] = [];
  for (let at = 0; at < state.length; at++) {
    if (state[at] === predicted[at]) continue;
    const first = at;
    const value = state[at]!;
    while (at + 1 < state.length && state[at + 1] === value && predicted[at + 1] !== value) at++;
    runs.push(first, at - first + 1, value);
  }
  return runs;
}

interface PackedQueuesMemo extends Pick<ApState, 'lpar' | 'apmask' | 'aqmask' | 'vfioApLoaded'> {
  readonly packed: PackedQueues;
}
const packedQueues = new WeakMap<QueueTable, PackedQueuesMemo>();

function packQueues(state: ApState): PackedQueues {
  const { queues, lpar, apmask, aqmask, vfioApLoaded } = state;
  const known = packedQueues.get(queues);
  const same = known?.lpar === lpar && known.apmask === apmask && known.aqmask === aqmask;
  if (known && same && known.vfioApLoaded === vfioApLoaded) return known.packed;
  const packed = queueRuns(state);
  packedQueues.set(queues, { lpar, apmask, aqmask, vfioApLoaded, packed });
  return packed;
}

function queueRuns(state: ApState): PackedQueues {
  const { queues } = state;
  return {
    runs: packRuns(queues.state, predictedQueues(state)),
    otherDrivers: queues.otherDrivers,
    overrides: [...queues.overrides],
    resetRc: [...queues.resetRc],
    deconfigured: [...queues.deconfigured],
    checkstopped: [...queues.checkstopped],
    untold: packRectangles(queues.untold),
  };
}

function packRectangles(apqns: ReadonlySet<number>): PackedQueues['untold'] {
  const rows = new Map<number, number[]>();
  for (const apqn of apqns) pushTo(rows, adapterOf(apqn), domainOf(apqn));
  const groups = new Map<string, number[]>();
  for (const [adapter, domains] of rows) pushTo(groups, maskToText(maskOf(domains)), adapter);
  return [...groups].map(([domains, adapters]) => [maskToText(maskOf(adapters)), domains]);
}

function pushTo<Key>(lists: Map<Key, number[]>, key: Key, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function unpackRectangles(groups: PackedQueues['untold']): ReadonlySet<number> {
  const apqns = groups.flatMap(([adapters, domains]) => {
    const columns = idsOf(readMask(domains));
    return idsOf(readMask(adapters)).flatMap((adapter) => columns.map((domain) => apqnOf(adapter, domain)));
  });
  return new Set(apqns.sort((left, right) => left - right));
}

export function packAp(state: ApState): PackedAp {
  return {
    profile: state.profile,
    profileReason: state.profileReason,
    hasApConfig: state.hasApConfig,
    lpar: packMasks(state.lpar),
    max: [state.max.adapter, state.max.domain],
    apmask: maskToText(state.apmask),
    aqmask: maskToText(state.aqmask),
    persistent: [
      state.persistent.apmask && maskToText(state.persistent.apmask),
      state.persistent.aqmask && maskToText(state.persistent.aqmask),
    ],
    defaultDomain: state.defaultDomain,
    vfioApLoaded: state.vfioApLoaded,
    cards: packCards(state.cards),
    queues: packQueues(state),
    mdevs: state.mdevs.map((mdev) => packMdev(mdev, state.lpar)),
    unknown: [...state.unknown],
  };
}

/** The state without queue details (request counts, key patterns): those are asked for one queue at a time. */
export function unpackAp(packed: PackedAp): ApState {
  const lpar = unpackMasks(packed.lpar);
  const bus = {
    lpar,
    apmask: readMask(packed.apmask),
    aqmask: readMask(packed.aqmask),
    vfioApLoaded: packed.vfioApLoaded,
  };
  const state = predictedQueues(bus);
  for (let at = 0; at + 2 < packed.queues.runs.length; at += 3) {
    const [first, length, value] = packed.queues.runs.slice(at, at + 3) as [number, number, number];
    state.fill(value, first, first + length);
  }
  const queues: QueueTable = {
    state,
    otherDrivers: packed.queues.otherDrivers,
    overrides: new Map(packed.queues.overrides),
    resetRc: new Map(packed.queues.resetRc),
    deconfigured: new Set(packed.queues.deconfigured),
    checkstopped: new Set(packed.queues.checkstopped),
    details: new Map(),
    untold: unpackRectangles(packed.queues.untold),
  };
  return {
    ...bus,
    profile: packed.profile,
    profileReason: packed.profileReason,
    hasApConfig: packed.hasApConfig,
    max: { adapter: packed.max[0], domain: packed.max[1] },
    persistent: {
      apmask: packed.persistent[0] === null ? null : readMask(packed.persistent[0]),
      aqmask: packed.persistent[1] === null ? null : readMask(packed.persistent[1]),
    },
    defaultDomain: packed.defaultDomain,
    queues,
    cards: unpackCards(packed.cards),
    mdevs: packed.mdevs.map((row) => unpackMdev(row, lpar)),
    unknown: new Set(packed.unknown),
  };
}

/** What of `packed` differs from `base`; {@link applyApDelta} is its inverse. */
export function apDelta(base: PackedAp, packed: PackedAp): PackedApDelta {
  const delta: Record<string, unknown> = {};
  for (const key of Object.keys(packed) as (keyof PackedAp)[]) {
    if (key === 'mdevs' || packed[key] === base[key]) continue;
    if (JSON.stringify(packed[key]) !== JSON.stringify(base[key])) delta[key] = packed[key];
  }
  const places = new Map(base.mdevs.map((row, index) => [row, index]));
  const byText = new Map<string, number>();
  const strangers = packed.mdevs.filter((row) => !places.has(row));
  if (strangers.length > 0)
    for (const [index, row] of base.mdevs.entries()) byText.set(JSON.stringify(row), index);
  return {
    ...delta,
    mdevs: packed.mdevs.map((row) => places.get(row) ?? byText.get(JSON.stringify(row)) ?? row),
  };
}

export function applyApDelta(base: PackedAp, delta: PackedApDelta): PackedAp {
  const mdevs = delta.mdevs.map((row) => (typeof row === 'number' ? base.mdevs[row]! : row));
  return { ...base, ...delta, mdevs };
}
