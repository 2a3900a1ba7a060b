/** Reading back what a step expects, on the model. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Expectation, ReadBack } from '../../../../shared/plan.ts';
import { readBack, type Visible } from '../../perform/read-back.ts';
import { shownAt } from './files.ts';
import { placeOf } from './place.ts';

/** What the model's host has at a path; null when it is none of AP's. */
export function lookAt(state: ApState, path: string): Visible | null {
  const place = placeOf(path);
  return place === null ? null : shownAt(state, place);
}

export function checkExpectation(state: ApState, expectation: Expectation): ReadBack | null {
  return readBack(lookAt, state, expectation);
}
