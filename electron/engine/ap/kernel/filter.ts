/** FILTER: what of a guest's matrix becomes its shadow (ap.md 3.6, AP-P1 ... AP-P7). */
import { unfilteredShadow } from '../../../../shared/ap/packed.ts';
import { type ApState, type MatrixMasks, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, apqnOf } from '../../../../shared/apqn.ts';
import { idsOf, intersect, type Mask, minus, sameMask, union } from '../../../../shared/mask.ts';
import type { Draft } from './kernel.ts';
import { resetCodePassable } from '../model.ts';
import { rulesOf } from './profiles.ts';

/** The first domain, ascending, in which FILTER finds the adapter not passable; null when all queues are fine. */
export function culpritDomain(state: ApState, adapter: number, domains: readonly number[]): number | null {
  for (const domain of domains) {
    const apqn = apqnOf(adapter, domain);
    if (state.queues.state[apqn] !== QUEUE.VFIO_AP || !resetCodePassable(state, apqn)) return domain;
  }
  return null;
}

/** Adapters of `candidates` that FILTER takes out of the shadow because of one of the shadow's domains. */
function filteredOut(state: ApState, candidates: Mask, aqm: Mask): Mask {
  const domains = idsOf(aqm);
  const out = new Uint32Array(8);
  for (const adapter of idsOf(candidates)) {
    if (culpritDomain(state, adapter, domains) !== null) out[adapter >> 5]! |= 0x80000000 >>> (adapter & 31);
  }
  return out;
}

/**
 * The shadow a matrix gets when FILTER and CDOMS run on it. On 2018 kernels nothing is filtered: firmware ANDs with
 * the LPAR, and version 9 of the series makes usage domains control domains too (AP-V7).
 */
export function shadowOf(state: ApState, matrix: MatrixMasks): MatrixMasks {
  const rules = rulesOf(state);
  if (!rules.hotPlug) {
    const adm = rules.controlContainsUsage ? union(matrix.adm, matrix.aqm) : matrix.adm;
    return unfilteredShadow({ ...matrix, adm }, state.lpar);
  }
  const shadow = unfilteredShadow(matrix, state.lpar);
  return { ...shadow, apm: minus(shadow.apm, filteredOut(state, shadow.apm, shadow.aqm)) };
}

/** Adds the queues of one adapter in these domains that vfio_ap has, i.e. the linked ones of a matrix. */
export function zeroizeAdapter(draft: Draft, adapter: number, domains: Mask): void {
  const table = draft.state.queues.state;
  for (const domain of idsOf(domains)) {
    const apqn = apqnOf(adapter, domain);
    if (table[apqn] === QUEUE.VFIO_AP) draft.resets.add(apqn);
  }
}

/** Runs FILTER on an active mdev: new APM and AQM of the shadow; adapters dropped from it are zeroized. */
export function runFilter(draft: Draft, mdev: Mdev): Mdev {
  const { state } = draft;
  const aqm = intersect(mdev.matrix.aqm, state.lpar.aqm);
  const wanted = intersect(mdev.matrix.apm, state.lpar.apm);
  const out = filteredOut(state, wanted, aqm);
  const apm = minus(wanted, out);
  const before = mdev.shadow;
  if (sameMask(apm, before.apm) && sameMask(aqm, before.aqm)) return mdev;
  const after = draft.setShadow(mdev, { apm, aqm, adm: before.adm });
  for (const adapter of idsOf(intersect(out, before.apm))) zeroizeAdapter(draft, adapter, aqm);
  return after;
}

/** CDOMS: the shadow's control domains are the assigned ones the LPAR has. */
export function runControlDomains(draft: Draft, mdev: Mdev): Mdev {
  return draft.setShadow(mdev, { ...mdev.shadow, adm: intersect(mdev.matrix.adm, draft.state.lpar.adm) });
}

/** All queues of the mdev that vfio_ap has, also those FILTER keeps from the guest (AP-U18). */
export function linkedQueues(state: ApState, mdev: Mdev): Apqn[] {
  const domains = idsOf(mdev.matrix.aqm);
  return idsOf(mdev.matrix.apm).flatMap((adapter) =>
    domains
      .map((domain) => apqnOf(adapter, domain))
      .filter((apqn) => state.queues.state[apqn] === QUEUE.VFIO_AP),
  );
}

/** Gives every mdev the shadow it would have if it were created now; used when rules or sources change. */
export function refreshShadows(state: ApState, which: (mdev: Mdev) => boolean = () => true): ApState {
  const mdevs = state.mdevs.map((mdev) => {
    if (mdev.type === 'virtual' || !which(mdev)) return mdev;
    return { ...mdev, shadow: shadowOf(state, mdev.matrix) };
  });
  return { ...state, mdevs };
}
