/** Releasing host-owned cells for guests and giving them back, with refusals in words (ap.md 3.3). */
import type { ReleaseAlternative } from '../../../../shared/ap/preview.ts';
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';
import { refusalOf } from '../refusals.ts';
import { type ReleasePlan, releasePlans, returnPlan } from './release.ts';

function inWords(state: ApState, { failure, ...plan }: ReleasePlan): ReleaseAlternative {
  return { ...plan, refusal: failure === null ? null : refusalOf(state, failure) };
}

/** Best first; empty when no cell is host-owned. */
export function releaseAlternatives(state: ApState, cells: readonly Apqn[]): ReleaseAlternative[] {
  return releasePlans(state, cells).map((plan) => inWords(state, plan));
}

/** Null when the host has the cells already. */
export function returnToHost(state: ApState, cells: readonly Apqn[]): ReleaseAlternative | null {
  const plan = returnPlan(state, cells);
  return plan === null ? null : inWords(state, plan);
}
