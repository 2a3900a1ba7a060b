import { expect, test } from 'vitest';
import { differWords } from './words.ts';

test('what is not told is not counted as different', () => {
  const rows = (...states: readonly ('same' | 'drift' | 'pending' | 'unknown')[]) =>
    differWords(states.map((state) => ({ state })));
  expect([
    rows('unknown', 'unknown', 'pending'),
    rows('drift', 'pending', 'same'),
    rows('same', 'unknown'),
  ]).toEqual([
    '1 of 3 differs; of 2 it is not told.',
    '2 of 3 differ.',
    'None of 2 differ; of 1 it is not told.',
  ]);
});
