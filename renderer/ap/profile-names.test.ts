import { expect, test } from 'vitest';
import { profileName, reasonBeside } from './profile-names.ts';

test('a profile is named by its kernels, and the reason beside the name does not repeat them', () => {
  expect([
    profileName('upstream-6.18'),
    profileName('of-another-family'),
    reasonBeside('upstream-6.18', 'No queue has driver_override: Linux 6.0 to 6.18.'),
    reasonBeside('upstream', 'Queues have the file driver_override, which came with Linux 6.19.'),
  ]).toEqual([
    'Linux 6.0 to 6.18',
    'of-another-family',
    'No queue has driver_override.',
    'Queues have the file driver_override, which came with Linux 6.19.',
  ]);
});
