/** Plans that release host-owned cells for guests or give them back: mask writes with their price (ap.md 3.3). */
import type { ApEdit } from '../../../../shared/ap/edits.ts';
import type { ReleaseAlternative } from '../../../../shared/ap/preview.ts';
import { type ApState, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, adapterOf, domainOf } from '../../../../shared/apqn.ts';
import {
  countIds,
  FULL_MASK,
  hasId,
  idsOf,
  intersect,
  type Mask,
  maskOf,
  minus,
  sameMask,
  union,
} from '../../../../shared/mask.ts';
import {
  type Cells,
  cellsFrom,
  countCells,
  joinCells,
  minusCells,
  rectangle,
  toRows,
} from '../derive/cells.ts';
import { type Cover, findCovers } from './cover.ts';
import type { Failure, KernelOp } from '../kernel/kernel.ts';
import { hasOverrides, hostMask, hostOwned, inMatrix, overrideOf, vfioSupports } from '../model.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { applyOps } from '../rules.ts';
import { adapterWords, adaptersOf, domainWords } from '../wording.ts';
import { plural } from '../../words.ts';

const MOST_ALTERNATIVES = 3;

/** An alternative whose refusal is not yet in words. */
export type ReleasePlan = Omit<ReleaseAlternative, 'refusal'> & { readonly failure: Failure | null };

function signedIds(sign: '+' | '-', ids: readonly number[]): string {
  return ids.map((id) => `${sign}${id}`).join(',');
}

function maskEdits(sign: '+' | '-', adapters: readonly number[], domains: readonly number[]): ApEdit[] {
  const edits: ApEdit[] = [];
  const write = (mask: 'apmask' | 'aqmask', ids: readonly number[]) => {
    if (ids.length > 0) edits.push({ family: 'ap', op: 'writeMask', mask, value: signedIds(sign, ids) });
  };
  // Giving away: domains first or last makes no difference to the end. Taking back is judged after each write.
  write('apmask', adapters);
  write('aqmask', domains);
  return edits;
}

function kernelOps(edits: readonly ApEdit[]): KernelOp[] {
  return edits.flatMap((edit): KernelOp[] =>
    edit.op === 'writeMask' ? [{ op: edit.mask, value: edit.value }] : [],
  );
}

/**
 * Cells these masks leave to the host where the LPAR has queues: what an alternative is measured by. A driver_override
 * stands above the masks, so its queue stays with the driver that has it.
 */
export function keptBy(state: ApState, masks: { readonly apmask: Mask; readonly aqmask: Mask }): Cells {
  const byMasks = rectangle({
    apm: intersect(masks.apmask, state.lpar.apm),
    aqm: intersect(masks.aqmask, state.lpar.aqm),
  });
  const overridden = [...state.queues.overrides.keys()].filter(
    (apqn) => overrideOf(state, apqn) !== null && inMatrix(state.lpar, apqn),
  );
  if (overridden.length === 0) return byMasks;
  const host = cellsFrom(overridden.filter((apqn) => hostOwned(state, apqn)));
  return joinCells(minusCells(byMasks, cellsFrom(overridden)), host);
}

/** The host's part of the LPAR, and the sides of its rectangle. */
function hostCells(state: ApState): { readonly apm: number; readonly aqm: number; readonly cells: Cells } {
  const apm = intersect(state.apmask, state.lpar.apm);
  const aqm = intersect(state.aqmask, state.lpar.aqm);
  return { apm: countIds(apm), aqm: countIds(aqm), cells: keptBy(state, state) };
}

function tried(state: ApState, edits: readonly ApEdit[]): Failure | null {
  return applyOps(state, kernelOps(edits)).failure;
}

function releaseLabel(adapters: readonly number[], domains: readonly number[], keeps: number): string {
  const parts = [
    ...(adapters.length > 0 ? [adapterWords(adapters)] : []),
    ...(domains.length > 0 ? [domainWords(domains)] : []),
  ];
  const host = keeps === 0 ? 'the host keeps nothing' : `the host keeps ${plural(keeps, 'queue')}`;
  return `Release ${parts.join(' and ')} for guests: ${host}`;
}

/** The host has queues of its default domain before, and none after (mistake 26). */
export function losesDefaultDomain(state: ApState, before: Cells, after: Cells): boolean {
  const domain = state.defaultDomain;
  const has = (cells: Cells) => domain >= 0 && cells.some((row) => hasId(row, domain));
  return has(before) && !has(after);
}

function maskAlternative(state: ApState, wanted: Cells, cover: Cover, exact: boolean): ReleasePlan {
  const host = hostCells(state);
  const kept = keptBy(state, {
    apmask: minus(state.apmask, maskOf(cover.rows)),
    aqmask: minus(state.aqmask, maskOf(cover.columns)),
  });
  const collateral = minusCells(minusCells(host.cells, kept), wanted);
  const edits = maskEdits('-', cover.rows, cover.columns);
  const hostKeeps = countCells(kept);
  const label = releaseLabel(cover.rows, cover.columns, hostKeeps);
  return {
    label: exact ? label : `${label} (good, not proven to be the best)`,
    adapters: cover.rows,
    domains: cover.columns,
    collateral: toRows(collateral),
    hostKeeps,
    givesAwayDefaultDomain: losesDefaultDomain(state, host.cells, kept),
    edits,
    // Clearing bits is refused under AP-M1 only; running 65,536 queues through the kernel would tell nothing more.
    failure: hasOverrides(state) ? tried(state, edits) : null,
  };
}

/** Three edits a queue; more than this is no plan a person would read. */
const MOST_OVERRIDES = 512;

/** AP-O4: single queues by `driver_override`, without the price in rows and columns. Null where it cannot work. */
function overrideAlternative(state: ApState, cells: readonly Apqn[], host: Cells): ReleasePlan | null {
  if (!rulesOf(state).driverOverride || cells.length > MOST_OVERRIDES) return null;
  if (!sameMask(state.apmask, FULL_MASK) || !sameMask(state.aqmask, FULL_MASK)) return null;
  const movable: ReadonlySet<number | undefined> = new Set([QUEUE.CEX4QUEUE, QUEUE.NO_DRIVER]);
  const all = state.vfioApLoaded && cells.every((apqn) => movable.has(state.queues.state[apqn]));
  if (!all || !adaptersOf(cells).every((adapter) => vfioSupports(state, adapter))) return null;
  const edits = cells.flatMap((apqn): ApEdit[] => [
    { family: 'ap', op: 'driverOverride', apqn, driver: 'vfio_ap' },
    ...(state.queues.state[apqn] === QUEUE.CEX4QUEUE
      ? [{ family: 'ap', op: 'unbind', apqn, driver: 'cex4queue' } as const]
      : []),
    { family: 'ap', op: 'bind', apqn, driver: 'vfio_ap' },
  ]);
  const hostKeeps = countCells(minusCells(host, cellsFrom(cells)));
  const these = cells.length === 1 ? 'this queue' : `these ${cells.length} queues`;
  return {
    label: `Give only ${these} to vfio_ap by driver_override: the host keeps ${plural(hostKeeps, 'queue')}; not persistent, and chzdev and ap-check do not know of it`,
    adapters: [],
    domains: [],
    collateral: [],
    hostKeeps,
    givesAwayDefaultDomain: false,
    edits,
    failure: null,
  };
}

/**
 * Ways to release cells for guests, the one that leaves the host most first. Cells that are not host-owned count as
 * released already; an empty answer means that nothing has to be done. Cells that only an override keeps with the host
 * cannot be released by masks and are answered by clearing the override's binding instead.
 */
export function releasePlans(state: ApState, cells: readonly Apqn[]): ReleasePlan[] {
  const owned = [...new Set(cells)].filter((apqn) => hostOwned(state, apqn)).sort((a, b) => a - b);
  if (owned.length === 0) return [];
  const overridden = owned.filter((apqn) => overrideOf(state, apqn) !== null);
  const byMask = owned.filter((apqn) => hostMask(state, apqn));
  const host = hostCells(state);
  const wantedRows = new Map<number, Set<number>>();
  for (const apqn of byMask) {
    const row = wantedRows.get(adapterOf(apqn)) ?? new Set<number>();
    wantedRows.set(adapterOf(apqn), row.add(domainOf(apqn)));
  }
  const { covers, exact } = findCovers(wantedRows, host.apm, host.aqm);
  const wanted = cellsFrom(owned);
  const alternatives =
    overridden.length > 0
      ? []
      : covers.slice(0, MOST_ALTERNATIVES).map((cover) => maskAlternative(state, wanted, cover, exact));
  const override = overrideAlternative(state, owned, host.cells);
  return override === null ? alternatives : [...alternatives, override];
}

/** The mask writes that give cells back to the host, with what else comes back; null when the host has them all. */
export function returnPlan(state: ApState, cells: readonly Apqn[]): ReleasePlan | null {
  const apm = minus(maskOf(cells.map(adapterOf)), state.apmask);
  const aqm = minus(maskOf(cells.map(domainOf)), state.aqmask);
  const adapters = idsOf(apm);
  const domains = idsOf(aqm);
  if (adapters.length + domains.length === 0) return null;
  const edits = maskEdits('+', adapters, domains);
  const before = hostCells(state).cells;
  const after = keptBy(state, { apmask: union(state.apmask, apm), aqmask: union(state.aqmask, aqm) });
  const parts = [
    ...(adapters.length > 0 ? [adapterWords(adapters)] : []),
    ...(domains.length > 0 ? [domainWords(domains)] : []),
  ];
  return {
    label: `Reserve ${parts.join(' and ')} for the host`,
    adapters,
    domains,
    collateral: toRows(minusCells(minusCells(after, before), cellsFrom(cells))),
    hostKeeps: countCells(after),
    givesAwayDefaultDomain: false,
    edits,
    failure: tried(state, edits),
  };
}
