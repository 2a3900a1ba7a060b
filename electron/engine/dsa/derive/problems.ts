/** What is wrong or risky in a wish (dsa.md 8). */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Problem } from '../../../../shared/findings.ts';

export function problems(_observed: DsaState, _desired: DsaState): readonly Problem[] {
  return [];
}
