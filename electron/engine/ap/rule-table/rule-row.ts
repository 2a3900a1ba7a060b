import type { RuleExplanation } from '../../../../shared/contract.ts';
import { AP_PROFILES } from '../../../../shared/ap/types.ts';

export const ALL_PROFILES: readonly string[] = AP_PROFILES;
export const CURRENT: readonly string[] = ['upstream', 'upstream-6.18'];
export const SERIES_2018: readonly string[] = ['2018-merged', '2018-v9'];

/** Ends the plain words of a rule that is told for its own sake: nothing of this program decides by it. */
export const A_FACT = 'A fact: there is nothing to enforce.';

/** One row of the rule table; the family's prefix is added here. */
export function rule(
  id: string,
  title: string,
  plain: string,
  kernel: string,
  errnos: readonly string[] = [],
  profiles: readonly string[] = ALL_PROFILES,
): RuleExplanation {
  return { id: `AP-${id}`, title, plain, kernel, errnos, profiles };
}
