/** Every rule of zpci.md in plain words: what the studio's “Why?” shows, and what the tests are counted against. */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { ADDING_RULES } from './adding-rules.ts';
import { FORMAT_RULES } from './format-rules.ts';
import { GROUP_RULES } from './group-rules.ts';
import { INSTRUCTION_RULES } from './instruction-rules.ts';
import { LINUX_RULES } from './linux-rules.ts';
import { PROBLEM_RULES } from './problem-rules.ts';
import { TOOL_RULES } from './tool-rules.ts';
import { VALUE_RULES } from './value-rules.ts';

export const ZPCI_RULES: readonly RuleExplanation[] = [
  ...ADDING_RULES,
  ...VALUE_RULES,
  ...GROUP_RULES,
  ...INSTRUCTION_RULES,
  ...LINUX_RULES,
  ...TOOL_RULES,
  ...PROBLEM_RULES,
  ...FORMAT_RULES,
];
