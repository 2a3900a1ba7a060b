/** What is wrong or risky in a wish (zpci.md 3.14, K-1 to K-18). */
import type { Problem } from '../../../../shared/findings.ts';
import type { ZpciState } from '../../../../shared/zpci/types.ts';

export function problems(_observed: ZpciState, _desired: ZpciState): readonly Problem[] {
  return [];
}
