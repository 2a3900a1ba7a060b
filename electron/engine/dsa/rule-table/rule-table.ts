/** Every rule of dsa.md in plain words: what the studio's "Why?" shows, and what the tests are counted against. */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { ENABLE_RULES } from './enable-rules.ts';
import { MDEV_RULES } from './mdev-rules.ts';
import { MISTAKE_RULES } from './mistake-rules.ts';
import { SETTING_RULES } from './setting-rules.ts';
import { STRATEGY_RULES } from './strategy-rules.ts';

export const DSA_RULES: readonly RuleExplanation[] = [
  ...SETTING_RULES,
  ...ENABLE_RULES,
  ...MDEV_RULES,
  ...STRATEGY_RULES,
  ...MISTAKE_RULES,
];
