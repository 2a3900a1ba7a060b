import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quoteWords } from '../../export/quote-shell.ts';
import { rehearse, scriptHost } from './testing.ts';

describe('any script', () => {
  it('never throws, and its time grows with the text only', () => {
    const pieces = fc.constantFrom(
      'echo ',
      '5',
      ' > ',
      '/sys/bus/ap/apmask',
      '\n',
      ';',
      '&&',
      '||',
      '|',
      '&',
      '"',
      "'",
      '\\',
      '$',
      '$(',
      ')',
      '(',
      '{',
      '}',

      '${',
      '}',
      'if ',
      ' then ',
      ' fi ',
      'for x in ',
      ' do ',
      ' done ',
      'while ',
      'case ',
      ' esac ',
      '<<EOF\n',
      'EOF\n',

      'f() ',
      '{1..5}',
      '$x',
      'x=',
      '#',
      '`',
      '[ -e /x ]',
      'set -e\n',
      'exit ',
      'mdevctl ',
      'chzdev -t ap ',
      'apmask=+5',
      '~',
      '*',
      '\r',
    );
    const texts = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join('')),
    );
    const state = scriptHost();
    fc.assert(
      fc.property(texts, (text) => {
        const { lines, states } = rehearse(state, text);
        return states.length === lines.length + 1;
      }),
      { numRuns: 500 },
    );
    for (const unit of [
      '$(',
      '{ ',
      "a'\n",
      'a"\n',
      '${x:-',
      'if a\n',
      'cat <<E\n',
      'x=$x$x\n',
      '((',
      'a|',
      '[ ! ',
      '`',
      'for x in a; do ',
      'f() { ',
    ]) {
      const started = performance.now();
      rehearse(state, unit.repeat(Math.floor(200_000 / unit.length)));
      expect([unit, performance.now() - started < 5000]).toEqual([unit, true]);
    }
  });

  it('what is quoted for a shell is read back as it was', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { minLength: 1, maxLength: 4 }),
        (raw) => {
          const words = raw.map((word) => word.replaceAll(/[\0\r]/g, ''));
          const text = `printf '%s\\n' ${quoteWords(words)} > /tmp/words\ncat /tmp/words`;
          const { lines } = rehearse(scriptHost(), text);
          expect(lines.at(-1)?.output).toEqual(words.join('\n').split('\n'));
        },
      ),
      { numRuns: 300 },
    );
  });
});
