/** A definition given by hand: read as mdevctl reads it, and looked through for what no start could do. */
import type { ApState } from '../../../../../shared/ap/types.ts';
import { parseId } from '../../kernel/grammar.ts';
import { parseDefinition } from '../../observe/mdev-definition.ts';
import { type Definition, definitionMasks } from '../../tools/mdevctl.ts';
import type { Outcome } from '../outcome.ts';
import { failed } from '../../../perform/outcome.ts';

/** The attributes in their order, or a clause on why it is none. */
export function definitionOf(text: string): Definition | string {
  const result = parseDefinition(text);
  if (!result.ok) return result.why;
  const { attrs } = JSON.parse(text) as { attrs?: readonly Readonly<Record<string, string>>[] | null };
  return { mdev_type: result.definition.type, start: result.definition.start, attrs: attrs ?? [] };
}

function attributeFault(name: string, value: string): { rule: string; why: string } | null {
  if (name === 'ap_config') return null;
  if (!/^(?:un)?assign_(?:adapter|domain|control_domain)$/.test(name))
    return { rule: 'AP-D1', why: `there is no attribute ${name}` };
  if (value.includes(','))
    return {
      rule: 'AP-K1',
      why: `${name} has the list ${value}, which ap-check takes and the kernel does not`,
    };
  const id = parseId(value);
  if (!id.ok) return { rule: 'AP-D1', why: `${name} has ${value}; expected ${id.expected}` };
  return id.value > 255n ? { rule: 'AP-C1', why: `${name} has ${value}, and ids end at 255` } : null;
}

/** mdevctl stores such a definition without a word; it is stopped here, where the fault is, and not at every later start. */
export function faultOf(state: ApState, definition: Definition): Outcome | null {
  for (const attribute of definition.attrs)
    for (const [name, value] of Object.entries(attribute)) {
      const fault = attributeFault(name, value);
      if (fault === null) continue;
      const { rule, why } = fault;
      return failed(state, null, rule, `mdevctl would store this, but it can never start: ${why}.`);
    }
  if (definitionMasks(definition) !== null) return null;
  return failed(
    state,
    null,
    'AP-K2',
    'ap-check refuses it: ap_config needs three masks of 0x and 64 hex digits with commas between them.',
    ['ap-check: Failed to read device config'],
  );
}
