/** What follows from an AP state for one guest or for the pools, in the words the panels use. Pure. */
import type { ApState, Mdev } from '../../shared/ap/types.ts';
import { QUEUE } from '../../shared/ap/types.ts';
import { type Apqn, adapterOf, apqnOf, bothBases, domainOf, formatApqn } from '../../shared/apqn.ts';
import type { Problem, Ref } from '../../shared/findings.ts';
import {
  countIds,
  hasId,
  idsOf,
  intersect,
  type Mask,
  maskUpTo,
  masksMeet,
  minus,
} from '../../shared/mask.ts';

/** Ids a CRYCB of this format can carry (ap.md 1.2): adapters 0..first, domains 0..second. */
const CRYCB_CAPACITY = { 0: [63, 15], 1: [63, 15], 2: [255, 255] } as const;

export function cellCount(apm: Mask, aqm: Mask): number {
  return countIds(apm) * countIds(aqm);
}

/** What the guest really reaches: shadow, cut to its CRYCB format, ANDed with the LPAR by firmware (ap.md 3.6). */
export function reachedMasks(state: ApState, mdev: Mdev): { readonly apm: Mask; readonly aqm: Mask } {
  const [lastAdapter, lastDomain] = CRYCB_CAPACITY[mdev.crycbFormat];
  return {
    apm: intersect(intersect(mdev.shadow.apm, state.lpar.apm), maskUpTo(lastAdapter)),
    aqm: intersect(intersect(mdev.shadow.aqm, state.lpar.aqm), maskUpTo(lastDomain)),
  };
}

export function crycbText(format: Mdev['crycbFormat']): string {
  return format === 2
    ? 'Format 2: up to 256 adapters and 256 domains.'
    : `Format ${format}: only adapters 0-63 and domains 0-15 reach the guest, higher ones are dropped without a message.`;
}

/** Response codes of a reset that FILTER accepts (ap.md 3.6). */
const PASSABLE_RESET = new Set([0, 3, 4]);

export type HiddenReason = 'not-in-lpar' | 'queue' | 'stale' | 'crycb';
export interface HiddenAdapter {
  readonly adapter: number;
  readonly reason: HiddenReason;
  /** The cell to blame; null when no single cell is. */
  readonly culprit: Apqn | null;
  readonly text: string;
}

function queueFault(state: ApState, apqn: Apqn): string | null {
  const value = state.queues.state[apqn] ?? QUEUE.ABSENT;
  if (value === QUEUE.ABSENT) return 'does not exist';
  if (value === QUEUE.NO_DRIVER) return 'has no driver';
  if (value === QUEUE.CEX4QUEUE) return 'is bound to the host driver';
  if (value !== QUEUE.VFIO_AP)
    return `is bound to ${state.queues.otherDrivers[value - QUEUE.OTHER] ?? 'another driver'}`;
  const resetRc = state.queues.resetRc.get(apqn) ?? 0;
  return PASSABLE_RESET.has(resetRc)
    ? null
    : `failed its last reset (response code 0x${resetRc.toString(16)})`;
}

/** Adapters of the matrix that the guest does not see, each with the cell to blame (ap.md 7, mistakes 9 to 11). */
export function hiddenAdapters(state: ApState, mdev: Mdev): HiddenAdapter[] {
  const reached = reachedMasks(state, mdev);
  if (countIds(mdev.matrix.aqm) === 0) return [];
  const domains = idsOf(intersect(mdev.matrix.aqm, state.lpar.aqm));
  return idsOf(minus(mdev.matrix.apm, reached.apm)).map((adapter) => {
    const name = `Adapter ${bothBases(adapter)}`;
    if (!hasId(state.lpar.apm, adapter))
      return {
        adapter,
        reason: 'not-in-lpar',
        culprit: null,
        text: `${name} is not in this LPAR. The matrix keeps the wish: the guest sees it as soon as the LPAR has it.`,
      };
    if (hasId(mdev.shadow.apm, adapter))
      return {
        adapter,
        reason: 'crycb',
        culprit: null,
        text: `${name} does not fit: ${crycbText(mdev.crycbFormat)}`,
      };
    for (const domain of domains) {
      const apqn = apqnOf(adapter, domain);
      const fault = queueFault(state, apqn);
      if (fault !== null)
        return {
          adapter,
          reason: 'queue',
          culprit: apqn,
          text: `${name} is hidden in all domains because one queue, ${formatApqn(apqn)}, ${fault}.`,
        };
    }
    return {
      adapter,
      reason: 'stale',
      culprit: null,
      text: `${name} is still hidden although no queue stands in the way any more: the kernel does not filter again when something is removed. Re-apply the guest to bring it back.`,
    };
  });
}

/** Usage domains of the matrix that the guest does not see. */
export function hiddenDomains(state: ApState, mdev: Mdev): number[] {
  return idsOf(minus(mdev.matrix.aqm, reachedMasks(state, mdev).aqm));
}

/** Card modes in the guest's matrix, when there is more than one (ap.md 6.4). */
export function modeMix(
  state: ApState,
  mdev: Mdev,
): { readonly mode: string; readonly adapters: number[] }[] {
  const byMode = new Map<string, number[]>();
  for (const adapter of idsOf(mdev.matrix.apm)) {
    const mode = state.cards.get(adapter)?.mode;
    if (mode === undefined || mode === 'unknown') continue;
    byMode.set(mode, [...(byMode.get(mode) ?? []), adapter]);
  }
  return byMode.size < 2 ? [] : [...byMode].map(([mode, adapters]) => ({ mode, adapters }));
}

/** What is worth saying of a guest's control domains (AP-C4; ap.md 7, mistakes 17 and 18) beyond the problems `known`. */
export function controlDomainNotes(state: ApState, mdev: Mdev, known: readonly Problem[] = []): string[] {
  const notes: string[] = [];
  const control = mdev.matrix.adm;
  for (const other of state.mdevs) {
    if (other.id === mdev.id || !masksMeet(control, other.matrix.aqm)) continue;
    const domains = idsOf(intersect(control, other.matrix.aqm)).map(bothBases).join(', ');
    const shared = masksMeet(mdev.matrix.apm, other.matrix.apm);
    if (shared && known.some((problem) => problem.rule === 'AP-C4' && problemNames(problem, other.id)))
      continue;
    notes.push(
      `Domain ${domains} is a usage domain of ${other.name}. ${
        shared
          ? `The two share an adapter, so ${mdev.name} can change ${other.name}'s master keys there.`
          : 'They share no adapter now; if they ever do, its master keys can be changed from here.'
      }`,
    );
  }
  const told = known.some((problem) => problem.rule === 'AP-X1');
  if (!told && countIds(control) > 0 && countIds(mdev.matrix.aqm) === 0)
    notes.push(
      'A control domain needs a usage domain to send the command to: this guest has none, and ap-check refuses to start it.',
    );
  const absent = idsOf(minus(control, state.lpar.adm));
  if (absent.length > 0)
    notes.push(
      `The LPAR may not control domain ${absent.map(bothBases).join(', ')}: the guest does not get it.`,
    );
  return notes;
}

export interface Pools {
  readonly host: Apqn[];
  readonly free: Apqn[];
  readonly unbound: Apqn[];
}

/** Cells no guest has: kept by the host driver, free in vfio_ap, without a driver. */
export function poolsOf(state: ApState): Pools {
  const owned = new Uint8Array(65_536);
  for (const mdev of state.mdevs) {
    const domains = idsOf(mdev.matrix.aqm);
    for (const adapter of idsOf(mdev.matrix.apm))
      for (const domain of domains) owned[adapter * 256 + domain] = 1;
  }
  const pools: Pools = { host: [], free: [], unbound: [] };
  for (const adapter of idsOf(state.lpar.apm))
    for (const domain of idsOf(state.lpar.aqm)) {
      const apqn = apqnOf(adapter, domain);
      const value = state.queues.state[apqn];
      if (value === QUEUE.CEX4QUEUE) pools.host.push(apqn);
      else if (value === QUEUE.NO_DRIVER) pools.unbound.push(apqn);
      else if (value === QUEUE.VFIO_AP && owned[apqn] === 0) pools.free.push(apqn);
    }
  return pools;
}

function problemNames(problem: Problem, guestId: string): boolean {
  return problem.refs.some((ref) => ref.kind === 'guest' && ref.id === guestId);
}

export function problemsOfGuest(problems: readonly Problem[], guestId: string): Problem[] {
  return problems.filter((problem) => problemNames(problem, guestId));
}

/** Cells of the configured matrix that references point at; whole rows and columns for adapters and domains. */
export function cellsOfRefs(state: ApState, refs: readonly Ref[]): Apqn[] {
  const cells = refs.flatMap((ref) => (ref.kind === 'apqn' ? [ref.apqn] : []));
  if (cells.length > 0) return cells;
  const rows = refs.flatMap((ref) => (ref.kind === 'adapter' ? [ref.id] : []));
  const columns = refs.flatMap((ref) => (ref.kind === 'domain' ? [ref.id] : []));
  const guests = refs.flatMap((ref) =>
    ref.kind === 'guest' ? state.mdevs.filter((mdev) => mdev.id === ref.id) : [],
  );
  const apm = rows.length > 0 ? rows : guests[0] ? idsOf(guests[0].matrix.apm) : idsOf(state.lpar.apm);
  const aqm = columns.length > 0 ? columns : guests[0] ? idsOf(guests[0].matrix.aqm) : idsOf(state.lpar.aqm);
  if (rows.length + columns.length + guests.length === 0) return [];
  return apm.flatMap((adapter) => aqm.map((domain) => apqnOf(adapter, domain)));
}

/** `6, 71 (0x47)` or, from the fifth on, `6, 7, 8, 9 and 12 more`. */
export function idListText(ids: readonly number[], most = 12): string {
  if (ids.length === 0) return 'none';
  const named = ids.slice(0, most).map(bothBases).join(', ');
  return ids.length > most ? `${named} and ${ids.length - most} more` : named;
}

/** `06.0047: adapter 6, domain 71 (0x47)` */
export function apqnText(apqn: Apqn): string {
  return `${formatApqn(apqn)}: adapter ${bothBases(adapterOf(apqn))}, domain ${bothBases(domainOf(apqn))}`;
}
