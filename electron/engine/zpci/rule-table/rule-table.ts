/** Every rule of zpci.md in plain words, by its id. */
import type { RuleExplanation } from '../../../../shared/contract.ts';

export const ZPCI_RULES: readonly RuleExplanation[] = [];
