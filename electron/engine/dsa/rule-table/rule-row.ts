import type { RuleExplanation } from '../../../../shared/contract.ts';

/** Kernels a rule holds for. `mdev-series`: v6 of the posted patches, and Intel's product kernel that ships them. */
export const MAINLINE: readonly string[] = ['mainline'];
export const MDEV_SERIES: readonly string[] = ['mdev-series'];
export const EVERYWHERE: readonly string[] = ['mainline', 'mdev-series'];

/** Ends the plain words of a rule that is told for its own sake: nothing of this program decides by it. */
export const A_FACT = 'A fact: there is nothing to enforce.';

/** One row of the rule table; the family's prefix is added here. */
export function rule(
  id: string,
  title: string,
  plain: string,
  kernel: string,
  errnos: readonly string[] = [],
  profiles: readonly string[] = EVERYWHERE,
): RuleExplanation {
  return { id: `DSA-${id}`, title, plain, kernel, errnos, profiles };
}
