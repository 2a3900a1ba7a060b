/** A step's action as an administrator would type it. For reading and copying only: the engine runs argument lists, never this text. */
import type { Command, StepAction } from '../../shared/plan.ts';

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

/** Every step below its title as a comment. */
export function stepsText(steps: readonly { readonly title: string; readonly action: StepAction }[]): string {
  return steps
    .map(({ title, action }, at) => `# ${at + 1}. ${title.replaceAll('\n', ' ')}\n${actionText(action)}\n`)
    .join('\n');
}
