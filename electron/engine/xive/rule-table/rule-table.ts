/** Every rule of the XIVE family, in the order of the reference. */
import type { RuleExplanation } from '../../../../shared/contract.ts';

export const XIVE_RULES: readonly RuleExplanation[] = [];
