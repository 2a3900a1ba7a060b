/** A step's action as an administrator would type it. For reading and copying only: the engine runs argument lists, never this text. */
import { isLostForGood } from '../../shared/losses.ts';
import type { Command, PlanStep, StepAction } from '../../shared/plan.ts';

/** What a POSIX shell takes as itself, unquoted; `~`, `#` and `=` mean something at the start of a word. */
const PLAIN = /^[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/;

export function quoteWord(word: string): string {
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

/** A line of its own that ends the here-document, and is no line of the text. */
function endMark(text: string): string {
  const lines = new Set(text.split('\n'));
  let mark = 'EOF';
  while (lines.has(mark)) mark += '_';
  return mark;
}

export function commandText({ argv, stdin }: Command): string {
  const line = argv.map(quoteWord).join(' ');
  if (stdin === null) return line;
  const mark = endMark(stdin);
  return `${line} <<'${mark}'\n${stdin.endsWith('\n') || stdin === '' ? stdin : `${stdin}\n`}${mark}`;
}

/** Texts that an `echo` of some shell would read as an option or an escape. */
const ECHO_CHANGES = /^-[neE]+$|\\/;

export function actionText(action: StepAction): string {
  if (action.kind === 'run') return action.commands.map(commandText).join('\n');
  const { text, path } = action;
  const printed = ECHO_CHANGES.test(text) ? `printf '%s\\n' ${quoteWord(text)}` : `echo ${quoteWord(text)}`;
  return `${printed} > ${quoteWord(path)}`;
}

/** Names in a sentence can hold what ends a line or turns its direction; a comment is one plain line. */
function comment(text: string): string {
  return `# ${text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')}`;
}

/**
 * Every step below its title and its price as comments. Stops at the first that fails, as apply does; but nothing is
 * read back, which the exported script does.
 */
export function stepsText(steps: readonly Pick<PlanStep, 'title' | 'action' | 'loses'>[]): string {
  const parts = steps.map(({ title, action, loses }, at) =>
    [
      comment(`${at + 1}. ${title}`),
      ...loses.map((loss) => comment(`   ${isLostForGood(loss) ? 'Lost' : 'Taken away'}: ${loss.text}`)),
      actionText(action),
      '',
    ].join('\n'),
  );
  return ['set -eu\n', ...parts].join('\n');
}
