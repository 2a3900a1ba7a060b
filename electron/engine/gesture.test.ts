import { expect, test } from 'vitest';
import type { Edit } from '../../shared/edit.ts';
import type { Outcome } from './family.ts';
import { applyInOrder } from './gesture.ts';

const step = (op: string): Edit => ({ family: 'doors', op });

/** A door opens only after it was unlocked. */
function apply(state: readonly string[], edit: Edit): Outcome<readonly string[]> {
  if (edit.op === 'open' && !state.includes('unlock')) {
    const fixes = [{ label: 'Unlock it first', edits: [step('unlock'), edit] }];
    return {
      ok: false,
      refusal: { rule: 'DOOR-1', message: 'The door is locked.', because: [], fixes },
    };
  }
  return { ok: true, state: [...state, edit.op], notes: [`Did ${edit.op}.`] };
}

test('a gesture is made whole or not at all, and a fix of its refusal makes it whole', () => {
  const gesture = [step('walk'), step('open'), step('enter')];
  const refused = applyInOrder<readonly string[], Edit>([], gesture, apply);
  const fix = refused.ok ? [] : refused.refusal.fixes[0]!.edits;
  expect([
    refused.ok,
    fix.map(({ op }) => op),
    applyInOrder<readonly string[], Edit>([], fix, apply),
  ]).toEqual([
    false,
    ['walk', 'unlock', 'open', 'enter'],
    {
      ok: true,
      state: ['walk', 'unlock', 'open', 'enter'],
      notes: ['Did walk.', 'Did unlock.', 'Did open.', 'Did enter.'],
    },
  ]);
});
