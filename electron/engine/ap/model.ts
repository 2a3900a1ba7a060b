/** Building AP states, and the texts the kernel shows of them. */
import { NO_MASKS } from '../../../shared/ap/packed.ts';
import { predictedQueues } from '../../../shared/ap/predict.ts';
import {
  type ApState,
  driverOf,
  emptyQueueTable,
  type MatrixMasks,
  type Mdev,
  QUEUE,
} from '../../../shared/ap/types.ts';
import { type Apqn, adapterOf, apqnOf, domainOf, formatAdapter, formatDomain } from '../../../shared/apqn.ts';
import {
  FULL_MASK,
  hasId,
  idsOf,
  intersect,
  isEmptyMask,
  type Mask,
  maskOf,
  masksMeet,
  maskToHex,
  sameMask,
} from '../../../shared/mask.ts';
import { rulesOf } from './kernel/profiles.ts';

export function masksOf(
  adapters: Iterable<number>,
  domains: Iterable<number>,
  controlDomains: Iterable<number> = [],
): MatrixMasks {
  return { apm: maskOf(adapters), aqm: maskOf(domains), adm: maskOf(controlDomains) };
}

export function sameMatrix(left: MatrixMasks, right: MatrixMasks): boolean {
  return sameMask(left.apm, right.apm) && sameMask(left.aqm, right.aqm) && sameMask(left.adm, right.adm);
}

/** An upstream host without LPAR resources, everything reserved for host drivers, and queues as the masks predict. */
export function createApState(parts: Partial<Omit<ApState, 'queues'>> = {}): ApState {
  const state: ApState = {
    profile: 'upstream',
    profileReason: 'assumed',
    hasApConfig: true,
    lpar: NO_MASKS,
    max: { adapter: 255, domain: 255 },
    apmask: FULL_MASK,
    aqmask: FULL_MASK,
    persistent: { apmask: null, aqmask: null },
    defaultDomain: -1,
    vfioApLoaded: true,
    cards: new Map(),
    mdevs: [],
    unknown: new Set(),
    ...parts,
    queues: emptyQueueTable(),
  };
  return { ...state, queues: { ...state.queues, state: predictedQueues(state) } };
}

export function createMdev(id: string, parts: Partial<Omit<Mdev, 'id'>> = {}): Mdev {
  return {
    id,
    name: id,
    hue: 0,
    type: 'passthrough',
    matrix: NO_MASKS,
    shadow: NO_MASKS,
    pending: NO_MASKS,
    guest: null,
    crycbFormat: 2,
    active: true,
    defined: null,
    stored: parts.defined ? (parts.matrix ?? NO_MASKS) : null,
    virtualAdapters: new Map(),
    virtualDomains: new Map(),
    ...parts,
  };
}

export function inMatrix(masks: { readonly apm: Mask; readonly aqm: Mask }, apqn: Apqn): boolean {
  return hasId(masks.apm, adapterOf(apqn)) && hasId(masks.aqm, domainOf(apqn));
}

export function hostMask(state: ApState, apqn: Apqn): boolean {
  return hasId(state.apmask, adapterOf(apqn)) && hasId(state.aqmask, domainOf(apqn));
}

/** The override that counts: none before 6.19, and none for queues that do not exist. */
export function overrideOf(state: ApState, apqn: Apqn): string | null {
  if (!rulesOf(state).driverOverride || state.queues.state[apqn] === QUEUE.ABSENT) return null;
  return state.queues.overrides.get(apqn) ?? null;
}

/** Host-owned by ap.md 3.1: an overridden queue by its driver, every other cell by the masks, even if no queue is there. */
export function hostOwned(state: ApState, apqn: Apqn): boolean {
  return overrideOf(state, apqn) === null
    ? hostMask(state, apqn)
    : state.queues.state[apqn] === QUEUE.CEX4QUEUE;
}

export function hasOverrides(state: ApState): boolean {
  return rulesOf(state).driverOverride && state.queues.overrides.size > 0;
}

/** True when any cell of `masks` is host-owned; word-wise while no override is set. */
export function anyHostOwned(state: ApState, masks: { readonly apm: Mask; readonly aqm: Mask }): boolean {
  if (!hasOverrides(state)) return masksMeet(masks.apm, state.apmask) && masksMeet(masks.aqm, state.aqmask);
  return cellsOf(masks).some((apqn) => hostOwned(state, apqn));
}

export function hostOwnedCells(state: ApState, masks: { readonly apm: Mask; readonly aqm: Mask }): Apqn[] {
  if (hasOverrides(state)) return cellsOf(masks).filter((apqn) => hostOwned(state, apqn));
  return cellsOf({ apm: intersect(masks.apm, state.apmask), aqm: intersect(masks.aqm, state.aqmask) });
}

/** APQNs of the rectangle, adapter-major, ascending. */
export function cellsOf(masks: { readonly apm: Mask; readonly aqm: Mask }): Apqn[] {
  const domains = idsOf(masks.aqm);
  return idsOf(masks.apm).flatMap((adapter) => domains.map((domain) => apqnOf(adapter, domain)));
}

/** Response codes of the last ZAPQ with which a queue can be passed to a guest (AP-U26; older 6.x accept 0 only). */
const PASSABLE_RESET_CODES: ReadonlySet<number> = new Set([0, 3, 4]);

export function resetCodePassable(state: ApState, apqn: Apqn): boolean {
  return PASSABLE_RESET_CODES.has(state.queues.resetRc.get(apqn) ?? 0);
}

/** Runs, as its queues show, and nothing tells its name. */
export const UNKNOWN_GUEST = 'unknown guest';

export function findMdev(state: ApState, id: string): Mdev | undefined {
  return state.mdevs.find((mdev) => mdev.id === id);
}

/** vfio_ap can bind types 10..14, CEX4 to CEX8 (AP-C6); a type that is not told is assumed to be one of them. */
export function vfioSupports(state: ApState, adapter: number): boolean {
  const hwtype = state.cards.get(adapter)?.hwtype ?? null;
  return hwtype === null || (hwtype >= 10 && hwtype <= 14);
}

/** Where the bus would bind a queue that has no driver now, as a cell value of the queue table (ap.md 3.3, probe rule). */
export function probe(state: ApState, apqn: Apqn): number {
  const override = overrideOf(state, apqn);
  const wantsHost = override === null ? hostMask(state, apqn) : override === 'cex4queue';
  if (wantsHost) return QUEUE.CEX4QUEUE;
  const wantsVfio = override === null || override === 'vfio_ap';
  return wantsVfio && state.vfioApLoaded && vfioSupports(state, adapterOf(apqn))
    ? QUEUE.VFIO_AP
    : QUEUE.NO_DRIVER;
}

/** Lines of `matrix` or `guest_matrix`; adapters alone are `aa.`, domains alone `.dddd` (ap.md 2.4). */
export function matrixLines(masks: { readonly apm: Mask; readonly aqm: Mask }): string[] {
  const domains = idsOf(masks.aqm).map(formatDomain);
  if (isEmptyMask(masks.apm)) return domains.map((domain) => `.${domain}`);
  const adapters = idsOf(masks.apm).map(formatAdapter);
  if (domains.length === 0) return adapters.map((adapter) => `${adapter}.`);
  return adapters.flatMap((adapter) => domains.map((domain) => `${adapter}.${domain}`));
}

/** sysfs shows at most one page less its final NUL; the rest is cut off silently. */
const PAGE_TEXT = 4095;

/** What a reader of the attribute gets: 511 full lines and a 512th APQN without its newline at most. */
export function readableText(lines: readonly string[]): string {
  return lines
    .map((line) => `${line}\n`)
    .join('')
    .slice(0, PAGE_TEXT);
}

export function controlDomainLines(adm: Mask): string[] {
  return idsOf(adm).map(formatDomain);
}

export function apConfigText(masks: MatrixMasks): string {
  return `${maskToHex(masks.apm)},${maskToHex(masks.aqm)},${maskToHex(masks.adm)}\n`;
}

/** Text of the queue's `status` attribute (AP-P7); null where there is none: other driver, or a 2018 kernel. */
export function statusOf(state: ApState, apqn: Apqn): 'unassigned' | 'assigned' | 'in use' | null {
  if (!rulesOf(state).hotPlug || driverOf(state.queues, apqn) !== 'vfio_ap') return null;
  const owner = state.mdevs.find((mdev) => mdev.active && inMatrix(mdev.matrix, apqn));
  if (!owner) return 'unassigned';
  return owner.guest !== null && inMatrix(owner.shadow, apqn) ? 'in use' : 'assigned';
}

const FIRST_64 = maskOf(Array.from({ length: 64 }, (_, id) => id));
const FIRST_16 = maskOf(Array.from({ length: 16 }, (_, id) => id));

/** What fits into the guest's CRYCB: formats 0 and 1 hold 64 adapters and 16 domains (ap.md 1.2). */
export function cutToCrycb(masks: MatrixMasks, format: 0 | 1 | 2): MatrixMasks {
  if (format === 2) return masks;
  return {
    apm: intersect(masks.apm, FIRST_64),
    aqm: intersect(masks.aqm, FIRST_16),
    adm: intersect(masks.adm, FIRST_16),
  };
}

/** What a guest reaches while it runs: its shadow, cut to the CRYCB, ANDed with the LPAR's masks by firmware. */
export function reachWhenRunning(state: ApState, mdev: Mdev): MatrixMasks {
  const cut = cutToCrycb(mdev.shadow, mdev.crycbFormat);
  return {
    apm: intersect(cut.apm, state.lpar.apm),
    aqm: intersect(cut.aqm, state.lpar.aqm),
    adm: intersect(cut.adm, state.lpar.adm),
  };
}

/** The same for now: empty while no guest runs. */
export function guestReach(state: ApState, mdev: Mdev): MatrixMasks {
  return mdev.guest === null ? NO_MASKS : reachWhenRunning(state, mdev);
}
