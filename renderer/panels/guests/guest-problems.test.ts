import { expect, test } from 'vitest';
import type { Problem, Ref } from '../../../shared/findings.ts';
import { troubleOfGuests } from './guest-problems.ts';

function problem(severity: Problem['severity'], ...guests: string[]): Problem {
  const refs = guests.map((id): Ref => ({ kind: 'guest', id }));
  return { id: 'X', severity, rule: 'X-1', message: '', refs, fixes: [] };
}

test('a problem counts once for each guest it names, and a note for none', () => {
  const problems = [problem('error', 'a', 'a', 'b'), problem('warning', 'a'), problem('info', 'c')];
  expect(Object.fromEntries(troubleOfGuests(problems))).toEqual({
    a: { error: 1, warning: 1 },
    b: { error: 1, warning: 0 },
  });
});
