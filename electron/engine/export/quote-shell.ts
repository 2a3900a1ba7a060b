/**
 * Any text as one word of a POSIX shell. Every value that reaches a shell goes through here: scripts that are exported,
 * and scripts that are sent to a host.
 */
import { StudioError } from '../../../shared/errors.ts';
import type { Command } from '../../../shared/plan.ts';

/** Letters that no shell treats specially anywhere in a word; `~` and `=` are left out: they are special at some places. */
const PLAIN_WORD = /^[A-Za-z0-9_@%+:,./-]+$/;
const DELIMITER = 'STUDIO_INPUT';

/** One word with exactly this text. Throws StudioError `bad-request` for NUL, which no argument can hold. */
export function quoteShell(text: string): string {
  if (text.includes('\0'))
    throw new StudioError('bad-request', 'A text with a NUL byte cannot be given to a program.');
  if (PLAIN_WORD.test(text)) return text;
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** The words of one program call, without its input. */
export function quoteWords(words: readonly string[]): string {
  return words.map(quoteShell).join(' ');
}

/** A delimiter that starts no line of the text: dash loses bytes of a line that begins like it. */
function delimiterFor(text: string): string {
  const lines = text.split('\n');
  let delimiter = DELIMITER;
  for (let count = 2; lines.some((line) => line.startsWith(delimiter)); count++)
    delimiter = `${count}_${DELIMITER}`;
  return delimiter;
}

/**
 * A program call as shell text. Its input becomes a here-document, or comes from printf where the text does not end in
 * a newline (a here-document always does). Without an input it reads nothing: a script on stdin would be eaten by it.
 */
export function shellCall({ argv, stdin }: Command): string {
  const words = quoteWords(argv);
  if (stdin === null) return `${words} </dev/null`;
  if (!stdin.endsWith('\n')) return `printf %s ${quoteShell(stdin)} | ${words}`;
  if (stdin.includes('\0'))
    throw new StudioError('bad-request', 'A text with a NUL byte cannot be given to a program.');
  const delimiter = delimiterFor(stdin);
  return `${words} <<'${delimiter}'\n${stdin}${delimiter}`;
}
