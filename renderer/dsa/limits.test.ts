import { expect, test } from 'vitest';
import type { Problem } from '../../shared/findings.ts';
import { limitFault, limitsOf } from './limits.ts';
import { troubledParts } from './troubled.ts';

const SIZE = { form: 'number', least: 1, most: 1024, unit: 'entries' } as const;

test('a number beyond its limits is told before the engine is asked; what is no number is left to it', () => {
  expect(['0', '1', '1024', '1025', '', 'many', '0x20'].map((text) => limitFault(SIZE, text))).toEqual([
    'At least 1 entry.',
    null,
    null,
    'At most 1,024 entries.',
    null,
    null,
    null,
  ]);
  expect([limitsOf(SIZE), limitsOf({ ...SIZE, most: null }), limitsOf({ ...SIZE, form: 'text' })]).toEqual([
    '1 to 1,024 entries',
    'entries',
    '',
  ]);
});

test('DSA-O11 a limit that hangs on another setting says what to write first, and has no range that is empty', () => {
  const threshold = { ...SIZE, most: 0 };
  expect([limitsOf(threshold), limitFault(threshold, '0'), limitsOf({ ...SIZE, most: 1 })]).toEqual([
    '',
    'Write the size first.',
    '1 to 1 entry',
  ]);
});

test('a part with several problems shows the gravest, and other families do not count', () => {
  const problem = (severity: Problem['severity'], ids: readonly string[], family = 'dsa'): Problem => ({
    id: severity,
    severity,
    rule: 'DSA-O3',
    message: '',
    refs: ids.map((id) => ({ kind: 'part', family, id })),
    fixes: [],
  });
  const troubled = troubledParts([
    problem('warning', ['wq0.0', 'wq0.1']),
    problem('error', ['wq0.0']),
    problem('info', ['wq0.0', 'dsa0']),
    problem('error', ['dsa0'], 'xive'),
  ]);
  expect([...troubled]).toEqual([
    ['wq0.0', 'error'],
    ['wq0.1', 'warning'],
    ['dsa0', 'info'],
  ]);
});
