import type { ApState } from '../../../shared/ap/types.ts';
import type { Problem } from '../../../shared/findings.ts';

export function problems(_observed: ApState, _desired: ApState): readonly Problem[] {
  return [];
}
