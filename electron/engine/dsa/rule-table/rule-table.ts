/** Every rule of dsa.md in plain words. */
import type { RuleExplanation } from '../../../../shared/contract.ts';

export const DSA_RULES: readonly RuleExplanation[] = [];
