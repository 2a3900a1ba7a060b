import type { ApState } from '../../../../shared/ap/types.ts';
import type { Plan, PlanOptions } from '../../../../shared/plan.ts';

export function planAp(_observed: ApState, _desired: ApState, _options: PlanOptions): Plan {
  throw new Error('to be built');
}
