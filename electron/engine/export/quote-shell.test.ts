/** A real shell reads back what was quoted for it. */
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteShell, quoteWords, shellCall } from './quote-shell.ts';

function sh(script: string): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-s'], { input: script });
  if (status !== 0) throw new Error(`sh: ${stderr.toString()}`);
  return stdout.toString();
}

/** Texts made of what shells treat specially, and of any letters. NUL ends the words in the answer. */
const special = fc.constantFrom(
  ...Array.from('\'"$`\\!*?[]{}()<>|&;#~=%^ \t\n\r-+.,:/'),
  'a',
  'é',
  '🔑',
  'STUDIO_INPUT',
);
const hostile = fc
  .oneof(
    fc.array(special, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ unit: 'grapheme' }),
  )
  .filter((text) => !text.includes('\0'));

describe('quoting for a shell', () => {
  it('gives back every word exactly, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 1, maxLength: 50 }), (words) => {
        expect(
          sh(`printf '%s\\0' ${quoteWords(words)}`)
            .split('\0')
            .slice(0, -1),
        ).toEqual(words);
      }),
      { numRuns: 150 },
    );
  });

  it('gives a program its input byte for byte, and nothing of the script around it', () => {
    fc.assert(
      fc.property(hostile, hostile, (first, second) => {
        const calls = [first, second].map((stdin) => shellCall({ argv: ['cat'], stdin }));
        const script = `${shellCall({ argv: ['cat'], stdin: null })}\n${calls.join('\nprintf "\\0"\n')}\nprintf "\\0end"`;
        expect(sh(script).split('\0')).toEqual([first, second, 'end']);
      }),
      { numRuns: 150 },
    );
  });

  it('leaves plain words readable and quotes what a shell would read differently', () => {
    expect(['/sys/bus/ap/apmask', '-0x05', '', '~', 'A=b', "it's", '*'].map(quoteShell)).toEqual([
      '/sys/bus/ap/apmask',
      '-0x05',
      "''",
      "'~'",
      "'A=b'",
      String.raw`'it'\''s'`,
      "'*'",
    ]);
  });

  it('refuses NUL, which no argument can hold', () => {
    expect(() => quoteShell('a\0b')).toThrow('NUL');
    expect(() => shellCall({ argv: ['cat'], stdin: 'a\0\n' })).toThrow('NUL');
  });
});
