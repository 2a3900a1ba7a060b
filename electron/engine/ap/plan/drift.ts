import type { ApState } from '../../../../shared/ap/types.ts';
import type { DriftRow } from '../../../../shared/plan.ts';

export function driftRows(_observed: ApState, _desired: ApState): readonly DriftRow[] {
  throw new Error('to be built');
}
