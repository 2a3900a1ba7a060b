/** The AP device state both sides speak of: what a host has, which masks hold, which mediated devices exist (ap.md 3.1). */
import type { Apqn } from '../apqn.ts';
import { APQN_COUNT } from '../apqn.ts';
import type { Mask } from '../mask.ts';

/** Named sets of kernel rules (ap.md 0.2). */
export const AP_PROFILES = ['upstream', 'upstream-6.18', '2018-merged', '2018-v9'] as const;
export type ApProfileId = (typeof AP_PROFILES)[number];

/** Cell values of {@link QueueTable.state}; values from `OTHER` up name drivers of {@link QueueTable.otherDrivers}. */
export const QUEUE = { ABSENT: 0, NO_DRIVER: 1, CEX4QUEUE: 2, VFIO_AP: 3, OTHER: 4 } as const;

/** What a source told of one queue beyond its driver; a missing key = the source does not say. */
export interface QueueDetail {
  readonly online?: boolean;
  /** Text of the vfio_ap `status` attribute as read: `unassigned`, `assigned`, `in use`. */
  readonly status?: string;
  /** Decimal text or `-`. */
  readonly requests?: string;
  /** Current master-key verification patterns, one text per register line of `mkvps`. */
  readonly mkvps?: readonly string[];
  /** Secure-execution bind state of the `ap_functions` bits. */
  readonly seState?: 'usable' | 'bound' | 'unbound' | 'illicit';
}

/** Every queue device of a host. Index of `state` = APQN. */
export interface QueueTable {
  readonly state: Readonly<Uint8Array>;
  readonly otherDrivers: readonly string[];
  readonly overrides: ReadonlyMap<Apqn, string>;
  /** Last ZAPQ response code kept by vfio_ap, where it is not 0. */
  readonly resetRc: ReadonlyMap<Apqn, number>;
  readonly deconfigured: ReadonlySet<Apqn>;
  readonly checkstopped: ReadonlySet<Apqn>;
  readonly details: ReadonlyMap<Apqn, QueueDetail>;
  /** Ascending: queues that were read as taken by an mdev the source does not tell (AP-P7). A reading, which no edit changes. */
  readonly untold: ReadonlySet<Apqn>;
}

export type CardMode = 'accelerator' | 'cca' | 'ep11' | 'unknown';

export interface Card {
  /** `CEX8C`, or `-` when the source does not say. */
  readonly type: string;
  readonly mode: CardMode;
  /** 10..14 for CEX4..CEX8; null when not told. */
  readonly hwtype: number | null;
  readonly online: boolean | null;
  readonly config: boolean | null;
  readonly chkstop: boolean | null;
  readonly serial: string | null;
}

/** What a mediated device has assigned (`apm`...), what of it a guest gets (`shadow`), and host gains not yet scanned. */
export interface MatrixMasks {
  readonly apm: Mask;
  readonly aqm: Mask;
  readonly adm: Mask;
}

export interface Mdev {
  /** Lower-case UUID on a host; test cases use any name. */
  readonly id: string;
  /** What the admin calls the guest. */
  readonly name: string;
  /** 0..7, index of the guest's hue. */
  readonly hue: number;
  readonly type: 'passthrough' | 'virtual';
  readonly matrix: MatrixMasks;
  readonly shadow: MatrixMasks;
  readonly pending: MatrixMasks;
  /** Name of the running guest that has opened the mdev, else null. */
  readonly guest: string | null;
  /** CRYCB format KVM uses for the guest (ap.md 1.2). */
  readonly crycbFormat: 0 | 1 | 2;
  /** Exists in the kernel now. */
  readonly active: boolean;
  /** mdevctl definition: started at boot, by hand, or none. */
  readonly defined: 'auto' | 'manual' | null;
  /** What the definition assigns, which may differ from the running matrix; null where there is none. */
  readonly stored: MatrixMasks | null;
  /** Virtual type only: virtual id -> real ids in order of preference (ap.md 4.1). */
  readonly virtualAdapters: ReadonlyMap<number, readonly number[]>;
  readonly virtualDomains: ReadonlyMap<number, readonly number[]>;
}

/** Facts a source may not tell; named here, they are shown as unknown and hold a stated assumption in the state. */
export const AP_FACTS = [
  'lparAdapters',
  'lparDomains',
  'lparControlDomains',
  'maxAdapter',
  'maxDomain',
  'apmask',
  'aqmask',
  'mdevs',
  'matrix',
  'guestMatrix',
  'controlDomains',
  'guests',
  'definitions',
  'persistentMasks',
  'defaultDomain',
  'vfioApLoaded',
] as const;
export type ApFact = (typeof AP_FACTS)[number];

export interface ApState {
  readonly profile: ApProfileId;
  /** The kernel offers `ap_config` (6.10+). */
  readonly hasApConfig: boolean;
  /** LPAR configuration: what QCI answers. */
  readonly lpar: MatrixMasks;
  readonly max: { readonly adapter: number; readonly domain: number };
  readonly apmask: Mask;
  readonly aqmask: Mask;
  /** What chzdev made persistent; null = no such setting. */
  readonly persistent: { readonly apmask: Mask | null; readonly aqmask: Mask | null };
  /** Default usage domain of host programs, -1 = none. */
  readonly defaultDomain: number;
  readonly vfioApLoaded: boolean;
  readonly queues: QueueTable;
  readonly cards: ReadonlyMap<number, Card>;
  /** In the order the host (or the admin) made them. */
  readonly mdevs: readonly Mdev[];
  /**
   * Definitions of mdevctl below the matrix device of a type that it does not have, id to type: kept, and never started
   * (management.md 1.9). Only scripts bring them about; left out = none.
   */
  readonly strayDefinitions?: ReadonlyMap<string, string>;
  readonly unknown: ReadonlySet<ApFact>;
  /** Which profile was found and the evidence for it, in words. */
  readonly profileReason: string;
}

export function emptyQueueTable(): QueueTable {
  return {
    state: new Uint8Array(APQN_COUNT),
    otherDrivers: [],
    overrides: new Map(),
    resetRc: new Map(),
    deconfigured: new Set(),
    checkstopped: new Set(),
    details: new Map(),
    untold: new Set(),
  };
}

/** Driver name of a queue as sysfs links it, or null for none and for an absent queue. */
export function driverOf(queues: QueueTable, apqn: Apqn): string | null {
  const value = queues.state[apqn] ?? QUEUE.ABSENT;
  if (value === QUEUE.CEX4QUEUE) return 'cex4queue';
  if (value === QUEUE.VFIO_AP) return 'vfio_ap';
  return value >= QUEUE.OTHER ? (queues.otherDrivers[value - QUEUE.OTHER] ?? null) : null;
}
