import { expect, test } from 'vitest';
import { apEditSchema } from './ap/edits.ts';
import { fitName, isFitName } from './names.ts';

const ODD = ['a\u202eb', 'a\u2066b', 'a\u200fb', 'a\nb', 'a\0b', 'a\u2028b', 'a\u001b[31mb', 'a\ud800b'];
const PLAIN = ['payments-a', 'Zahlungen für 2', '支払い', '🔐 crypto', "it's $HOME"];

test('names that turn or hide text are refused in words, others are taken', () => {
  const rename = (name: string) =>
    apEditSchema.safeParse({ family: 'ap', op: 'renameGuest', mdev: 'a', name }).error?.issues[0]?.message ??
    null;
  expect([ODD.map(isFitName), PLAIN.map(isFitName), PLAIN.map(rename)]).toEqual([
    ODD.map(() => false),
    PLAIN.map(() => true),
    PLAIN.map(() => null),
  ]);
  expect([...new Set(ODD.map(rename))]).toEqual([
    'a name has no line breaks, control characters, or marks that turn the direction of text',
  ]);
});

test('names from elsewhere are made fit, at most 64 long, and never half a letter', () => {
  expect([
    ...new Set(ODD.filter((name) => !name.includes('[')).map((name) => fitName(name))),
    fitName('\u202e\n', 'unnamed'),
    fitName(`${'x'.repeat(63)}🔐`),
    fitName('y'.repeat(100)).length,
  ]).toEqual(['a b', 'unnamed', 'x'.repeat(63), 64]);
});
