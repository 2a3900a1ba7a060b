/** Every AP rule in plain words: what the studio's "Why?" shows, and what the tests are counted against. */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { COMMON_RULES, MASK_RULES } from './host-rules.ts';
import { SERIES_2018_RULES, UPSTREAM_RULES } from './mdev-rules.ts';
import { TOOL_RULES, VIRTUAL_RULES } from './tool-rules.ts';

export const AP_RULES: readonly RuleExplanation[] = [
  ...COMMON_RULES,
  ...MASK_RULES,
  ...SERIES_2018_RULES,
  ...UPSTREAM_RULES,
  ...VIRTUAL_RULES,
  ...TOOL_RULES,
];
