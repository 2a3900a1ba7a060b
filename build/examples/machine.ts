/** Building blocks of the example machines: an LPAR, its masks, its cards and its guests, in a few words each. */
import { unfilteredShadow, NO_MASKS } from '../../shared/ap/packed.ts';
import { predictedQueues } from '../../shared/ap/predict.ts';
import {
  type ApState,
  type Card,
  type CardMode,
  emptyQueueTable,
  type Mdev,
  QUEUE,
  type QueueDetail,
} from '../../shared/ap/types.ts';
import { parseApqn } from '../../shared/apqn.ts';
import { FULL_MASK, maskOf, minus } from '../../shared/mask.ts';

const MODES: Readonly<Record<string, CardMode>> = { A: 'accelerator', C: 'cca', P: 'ep11' };
const HWTYPES: Readonly<Record<string, number>> = { 5: 11, 6: 12, 7: 13, 8: 14 };

/** `CEX8C` as a healthy card. */
export function card(type: string, serial: string | null = null): Card {
  return {
    type,
    mode: MODES[type.slice(-1)] ?? 'unknown',
    hwtype: HWTYPES[type.slice(3, -1)] ?? null,
    online: true,
    config: true,
    chkstop: false,
    serial,
  };
}

export interface GuestSketch {
  readonly uuid: string;
  readonly name: string;
  readonly hue: number;
  readonly adapters: readonly number[];
  readonly domains: readonly number[];
  readonly controlDomains?: readonly number[];
  readonly running?: boolean;
  readonly active?: boolean;
  readonly defined?: 'auto' | 'manual' | null;
}

export interface MachineSketch {
  readonly cards: ReadonlyMap<number, Card>;
  readonly domains: readonly number[];
  readonly controlDomains?: readonly number[];
  readonly max: { readonly adapter: number; readonly domain: number };
  /** Adapters and domains released for guests; the host keeps the product of all others. */
  readonly releasedAdapters: readonly number[];
  readonly releasedDomains: readonly number[];
  readonly defaultDomain: number;
  readonly guests: readonly GuestSketch[];
  /** Queues that no driver is bound to, as `07.0006`. */
  readonly unbound?: readonly string[];
  readonly details?: ReadonlyMap<number, QueueDetail>;
}

/** The state as if every queue were usable; the caller runs FILTER over it. */
export function machine(sketch: MachineSketch): ApState {
  const domains = maskOf(sketch.domains);
  const lpar = {
    apm: maskOf(sketch.cards.keys()),
    aqm: domains,
    adm: maskOf(sketch.controlDomains ?? sketch.domains),
  };
  const apmask = minus(FULL_MASK, maskOf(sketch.releasedAdapters));
  const aqmask = minus(FULL_MASK, maskOf(sketch.releasedDomains));
  const state = predictedQueues({ lpar, apmask, aqmask, vfioApLoaded: true });
  for (const text of sketch.unbound ?? []) state[parseApqn(text)!] = QUEUE.NO_DRIVER;
  return {
    profile: 'upstream-6.18',
    profileReason:
      'The mediated devices have guest_matrix and queues have no driver_override: Linux 6.0 to 6.18.',
    hasApConfig: true,
    lpar,
    max: sketch.max,
    apmask,
    aqmask,
    persistent: { apmask, aqmask },
    defaultDomain: sketch.defaultDomain,
    vfioApLoaded: true,
    queues: { ...emptyQueueTable(), state, details: sketch.details ?? new Map() },
    cards: sketch.cards,
    mdevs: sketch.guests.map((guest) => mdev(guest, lpar)),
    unknown: new Set(),
  };
}

function mdev(guest: GuestSketch, lpar: ApState['lpar']): Mdev {
  const matrix = {
    apm: maskOf(guest.adapters),
    aqm: maskOf(guest.domains),
    adm: maskOf(guest.controlDomains ?? []),
  };
  return {
    id: guest.uuid,
    name: guest.name,
    hue: guest.hue,
    type: 'passthrough',
    matrix,
    shadow: unfilteredShadow(matrix, lpar),
    pending: NO_MASKS,
    guest: guest.running ? guest.name : null,
    crycbFormat: 2,
    active: guest.active ?? true,
    defined: guest.defined === undefined ? 'auto' : guest.defined,
    stored: guest.defined === null ? null : matrix,
    virtualAdapters: new Map(),
    virtualDomains: new Map(),
  };
}
