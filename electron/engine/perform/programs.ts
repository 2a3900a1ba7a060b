/** Programs that mean the same in every family. */
import type { Command } from '../../../shared/plan.ts';
import type { Performed } from '../plan/planning.ts';
import { awaitedGuest } from '../tools/guest-end.ts';
import { done, failed } from './outcome.ts';
import type { Look } from './read-back.ts';

/** `sudo` before it, and the folder the program is in, make no difference here. */
export function plainCommand(command: Command): { readonly program: string; readonly plain: Command } {
  const argv = command.argv[0]?.endsWith('sudo') ? command.argv.slice(1) : command.argv;
  return { program: argv[0]?.split('/').at(-1) ?? '', plain: { ...command, argv } };
}

/** `cat` of one or more files: their text, or what is missing. Null when one is none of the family's. */
export function runCat<State>(
  look: Look<State>,
  state: State,
  argv: readonly string[],
): Performed<State> | null {
  const output: string[] = [];
  for (const path of argv.slice(1).filter((word) => !word.startsWith('-'))) {
    const visible = look(state, path);
    if (visible === null) return null;
    if (visible.kind === 'missing')
      return failed(state, 'ENOENT', null, `There is no file ${path}.`, [
        `cat: ${path}: No such file or directory`,
      ]);
    if (visible.kind === 'file' && visible.text !== null) output.push(...visible.text.trimEnd().split('\n'));
  }
  return done(state, { output });
}

/**
 * Waiting for a guest that nobody has asked to end is waiting in vain. `rule`: the family's rule about a guest that runs.
 * Null when this is another wait.
 */
export function runWait<State>(
  state: State,
  argv: readonly string[],
  isRunning: (domain: string) => boolean,
  rule: string,
): Performed<State> | null {
  const domain = awaitedGuest(argv);
  if (domain === null) return null;
  if (!isRunning(domain)) return done(state);
  return failed(
    state,
    null,
    rule,
    `timeout ends with exit status 124: guest ${domain} still runs after ${argv[1]} seconds.`,
  );
}
