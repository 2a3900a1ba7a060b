import type { ApState } from '../../../../shared/ap/types.ts';
import type { StepAction } from '../../../../shared/plan.ts';
import type { Performed } from '../../plan/planning.ts';

export function performAction(_state: ApState, _action: StepAction): Performed<ApState> | null {
  throw new Error('to be built');
}
