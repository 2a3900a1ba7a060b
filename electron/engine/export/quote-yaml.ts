/**
 * Any value as YAML, by way of JSON: a plain scalar is read as a number, a date or a truth too easily (management.md 6.2).
 * Escaped is what YAML does not take raw, or would take for a line end.
 */
import { StudioError } from '../../../shared/errors.ts';

/** JSON leaves these as they are: DEL and C1 controls, invisible and separating characters, no-characters. */
const UNFIT = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\ufffe\uffff]/gu;
const LONE_SURROGATE = /\p{Cs}/u;

/** Letters beyond the first plane stay: YAML takes them all raw, and would read the two halves that JSON has as two letters. */
function escaped(letter: string): string {
  const code = letter.codePointAt(0)!;
  return code > 0xffff || letter === '\n' ? letter : `\\u${code.toString(16).padStart(4, '0')}`;
}

/**
 * A whole document with a final newline, two-space indent, which is JSON too. Throws StudioError `bad-request` for half
 * of a letter, which no file can hold.
 */
export function yamlDocument(value: unknown): string {
  const json = JSON.stringify(
    value,
    (_, part: unknown) => {
      if (typeof part === 'string' && LONE_SURROGATE.test(part))
        throw new StudioError(
          'bad-request',
          'A name holds half of a letter (a lone surrogate), which no file can hold.',
        );
      return part;
    },
    2,
  );
  return `${json.replaceAll(UNFIT, escaped)}\n`;
}
