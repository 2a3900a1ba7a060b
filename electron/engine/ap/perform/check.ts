import type { ApState } from '../../../../shared/ap/types.ts';
import type { Expectation, ReadBack } from '../../../../shared/plan.ts';

export function checkExpectation(_state: ApState, _expectation: Expectation): ReadBack | null {
  throw new Error('to be built');
}
