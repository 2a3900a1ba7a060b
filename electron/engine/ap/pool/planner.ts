/** Releasing host-owned cells for guests and giving them back, with refusals in words (ap.md 3.3). */
import type { ReleaseAlternative } from '../../../../shared/ap/preview.ts';
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Apqn } from '../../../../shared/apqn.ts';
import { applyGesture } from '../edits.ts';
import { type ReleasePlan, releasePlans, returnPlan } from './release.ts';

function inWords(state: ApState, { failure, ...plan }: ReleasePlan): ReleaseAlternative {
  // Most plans have no failure, and none of those is run through the kernel again.
  const outcome = failure === null ? null : applyGesture(state, plan.edits);
  return { ...plan, refusal: outcome === null || outcome.ok ? null : outcome.refusal };
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
