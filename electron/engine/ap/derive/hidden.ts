/** Adapters a guest has assigned and does not see, each with the queue that is to blame (AP-P1, mistake 9). */
import type { HiddenReason } from '../../../../shared/ap/cards.ts';
import { type ApState, driverOf, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { type Apqn, adapterOf, apqnOf, formatApqn } from '../../../../shared/apqn.ts';
import { hasId, idsOf, intersect, minus } from '../../../../shared/mask.ts';
import { culpritDomain } from '../kernel/filter.ts';
import { vfioSupports } from '../model.ts';
import { rulesOf } from '../kernel/profiles.ts';

export interface HiddenAdapter {
  readonly adapter: number;
  /** The first queue, in FILTER's order, that hides the adapter; null when none does now. */
  readonly culprit: Apqn | null;
  readonly reason: HiddenReason;
  /** Half a sentence: `05.0047 is not bound to any driver`. */
  readonly why: string;
}

function blame(state: ApState, apqn: Apqn): { reason: HiddenReason; why: string } {
  const name = formatApqn(apqn);
  const value = state.queues.state[apqn];
  if (value === QUEUE.ABSENT) return { reason: 'absent', why: `there is no queue device ${name}` };
  if (value === QUEUE.NO_DRIVER) {
    const why = !state.vfioApLoaded
      ? `${name} has no driver because module vfio_ap is not loaded`
      : vfioSupports(state, adapterOf(apqn))
        ? `${name} is not bound to any driver`
        : `vfio_ap does not support the type of ${name}`;
    return { reason: 'unbound', why };
  }
  if (value !== QUEUE.VFIO_AP)
    return {
      reason: 'other-driver',
      why: `${name} is bound to ${driverOf(state.queues, apqn)}, not to vfio_ap`,
    };
  return {
    reason: 'reset',
    why: `the last reset of ${name} ended with response code 0x${(state.queues.resetRc.get(apqn) ?? 0).toString(16).padStart(2, '0')}`,
  };
}

/** Why one adapter of the matrix is not in the shadow. */
export function whyHidden(state: ApState, mdev: Mdev, adapter: number): HiddenAdapter {
  if (!hasId(state.lpar.apm, adapter))
    return { adapter, culprit: null, reason: 'lpar', why: 'the LPAR does not have it' };
  const domains = idsOf(intersect(mdev.matrix.aqm, state.lpar.aqm));
  const domain = culpritDomain(state, adapter, domains);
  if (domain === null) {
    const why = 'nothing hides it any more, but the kernel has not filtered again';
    return { adapter, culprit: null, reason: 'stale', why };
  }
  const culprit = apqnOf(adapter, domain);
  return { adapter, culprit, ...blame(state, culprit) };
}

/** All of them, ascending. On 2018 kernels only the LPAR can hide an adapter. */
export function hiddenAdapters(state: ApState, mdev: Mdev): HiddenAdapter[] {
  if (mdev.type === 'virtual') return [];
  const hidden = idsOf(minus(mdev.matrix.apm, mdev.shadow.apm)).map((adapter) =>
    whyHidden(state, mdev, adapter),
  );
  return rulesOf(state).hotPlug ? hidden : hidden.filter(({ reason }) => reason === 'lpar');
}

/** Those that FILTER hides, as opposed to what the LPAR does not have. */
export function filteredAdapters(state: ApState, mdev: Mdev): HiddenAdapter[] {
  return hiddenAdapters(state, mdev).filter(({ reason }) => reason !== 'lpar');
}
