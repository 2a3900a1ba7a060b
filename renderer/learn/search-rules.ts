import type { RuleExplanation } from '../../shared/contract.ts';

/** Rules called so: by their id or by words of their title. */
export function findRules(rules: readonly RuleExplanation[], question: string): readonly RuleExplanation[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  return rules.filter(({ id, title }) => {
    const text = `${id} ${title}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

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
