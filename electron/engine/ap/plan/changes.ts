import type { ApState } from '../../../../shared/ap/types.ts';
import type { ChangeGroup } from '../../../../shared/plan.ts';

export function changeGroups(_observed: ApState, _desired: ApState): readonly ChangeGroup[] {
  throw new Error('to be built');
}
