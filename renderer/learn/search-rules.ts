import type { RuleExplanation } from '../../shared/contract.ts';

/** Rules in which every word of the question occurs, in the order they came; an id or an errno may be given alone. */
export function searchRules(rules: readonly RuleExplanation[], question: string): readonly RuleExplanation[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  return rules.filter((rule) => {
    const text = [rule.id, rule.title, rule.plain, rule.kernel, ...rule.errnos, ...rule.profiles]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
