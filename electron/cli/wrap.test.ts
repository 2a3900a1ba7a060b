import { expect, test } from 'vitest';
import { COMMANDS } from './commands.ts';
import { help, overview } from './help.ts';
import { WIDTH, wrap } from './wrap.ts';

test('long lines are broken between words, and a line that begins with blanks keeps them', () => {
  const words = Array(40).fill('word').join(' ');
  const lines = wrap(`  ${words}`, 4);
  expect(lines.map((line) => line.length <= WIDTH)).toEqual(lines.map(() => true));
  expect([lines.length, lines[0]?.startsWith('  word'), lines[1]?.startsWith('    word')]).toEqual([
    3,
    true,
    true,
  ]);
  expect(lines.map((line) => line.trim()).join(' ')).toBe(words);
  expect(wrap('x'.repeat(120), 2)).toEqual(['x'.repeat(120)]);
});

test('no help is wider than a terminal, and each tells every option', () => {
  for (const command of COMMANDS) {
    const text = help(command);
    expect(text.filter((line) => line.length > WIDTH)).toEqual([]);
    for (const name of Object.keys(command.options))
      expect(text.some((line) => line.startsWith(`  --${name}`))).toBe(true);
  }
  expect(overview().filter((line) => line.length > WIDTH)).toEqual([]);
});
