/** Reading back what a step expects, on the model. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Expectation, ReadBack } from '../../../../shared/plan.ts';
import { readBack, type Visible } from '../../perform/read-back.ts';
import { placeOf } from './place.ts';
import { shownAt } from './shown.ts';

/** What the model's host has at a path; null when it is none of DSA's. */
export function lookAt(state: DsaState, path: string): Visible | null {
  const place = placeOf(path);
  return place === null ? null : shownAt(state, place);
}

export function checkExpectation(state: DsaState, expectation: Expectation): ReadBack | null {
  return readBack(lookAt, state, expectation);
}
