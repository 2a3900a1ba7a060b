/** A plan's action as text for a shell, every word quoted: a capture can name a guest or a file anything. */
import type { Command, StepAction } from '../../../../shared/plan.ts';
import { quoteShell, quoteWords, shellCall } from '../../export/quote-shell.ts';

/** A program that reads no input here is shown without the file it would read. */
function commandTyped(command: Command): string {
  return command.stdin === null ? quoteWords(command.argv) : shellCall(command);
}

/** Texts that an `echo` of some shell would read as an option or an escape are printed. */
function printed(text: string): string {
  return /^-|\\/.test(text) ? `printf '%s\\n' ${quoteShell(text)}` : `echo ${quoteShell(text)}`;
}

export function asTyped(action: StepAction): string {
  if (action.kind === 'run') return action.commands.map(commandTyped).join('\n');
  return `${printed(action.text)} > ${quoteShell(action.path)}`;
}

/** A value of `-device`; QEMU writes `=` in all of them, and no shell minds it behind the first letter. */
export function argumentTyped(value: string): string {
  return /^[\w,][\w,=.:/-]*$/.test(value) ? value : quoteShell(value);
}
