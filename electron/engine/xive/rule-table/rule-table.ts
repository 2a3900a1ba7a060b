/** Every rule of the XIVE family, in the order of the reference. */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { KERNEL_RULES, STALE_RULES } from './kernel-rules.ts';
import { CONFUSING_RULES, FORMAT_RULES } from './reading-rules.ts';
import { STRATEGY_RULES } from './strategy-rules.ts';
import { TIMELINE_RULES } from './timeline-rules.ts';

export const XIVE_RULES: readonly RuleExplanation[] = [
  ...KERNEL_RULES,
  ...STALE_RULES,
  ...STRATEGY_RULES,
  ...CONFUSING_RULES,
  ...FORMAT_RULES,
  ...TIMELINE_RULES,
];
