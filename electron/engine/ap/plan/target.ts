import type { ApState } from '../../../../shared/ap/types.ts';
import type { PlanStyle } from '../../../../shared/plan.ts';

export function targetState(_observed: ApState, _desired: ApState, _style: PlanStyle): ApState {
  throw new Error('to be built');
}
