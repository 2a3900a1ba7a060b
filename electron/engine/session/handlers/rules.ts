/** Rules in plain words; the families bring them. */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { StudioError } from '../../../../shared/errors.ts';
import type { DeviceFamily } from '../../family.ts';
import type { Handler } from '../dispatch.ts';

export function ruleHandlers(families: readonly DeviceFamily[]) {
  const byId = new Map<string, RuleExplanation>();
  for (const rule of families.flatMap((family) => family.rules)) {
    if (byId.has(rule.id)) throw new Error(`two rules have the id ${rule.id}`);
    byId.set(rule.id, rule);
  }

  const explain: Handler<'rules.explain'> = ({ id }) => {
    const rule = byId.get(id);
    if (!rule) throw new StudioError('not-found', `There is no rule ${id}.`);
    return rule;
  };

  const list: Handler<'rules.list'> = ({ family: familyId }) => {
    const family = families.find(({ id }) => id === familyId);
    if (!family) throw new StudioError('not-found', `There is no device family “${familyId}”.`);
    return family.rules;
  };

  return { 'rules.explain': explain, 'rules.list': list };
}
