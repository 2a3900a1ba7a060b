/** The commands of a step in order, and the files it leaves, against a family's model; nothing is ever executed. */
import type { Command, FileEffect, StepAction } from '../../../shared/plan.ts';
import type { Performed } from '../plan/planning.ts';
import { followedBy } from './outcome.ts';
import { type Look, readBack } from './read-back.ts';

export interface CommandModel<State> {
  /** Null when the program is none that the model knows, or its arguments are about something else. */
  readonly perform: (state: State, command: Command) => Performed<State> | null;
  /** A file that lasts as a program leaves it, `text` null = deleted. Null when it is none of the family's. */
  readonly leaveFile: (state: State, path: string, text: string | null) => Performed<State> | null;
  readonly look: Look<State>;
}

function leaveFiles<State>(
  { leaveFile }: CommandModel<State>,
  state: State,
  files: readonly FileEffect[],
): Performed<State> | null {
  let outcome: Performed<State> | null = null;
  for (const { path, text } of files) {
    const next: Performed<State> | null = leaveFile(outcome?.state ?? state, path, text);
    if (next !== null) outcome = outcome === null ? next : followedBy(outcome, next);
  }
  return outcome;
}

/** Files that a plan says a command leaves, and that the model's command leaves otherwise. */
function otherFiles<State>(
  { look }: CommandModel<State>,
  state: State,
  files: readonly FileEffect[],
): string[] {
  return files.flatMap(({ path, text }) => {
    const back = readBack(
      look,
      state,
      text === null ? { kind: 'absent', path } : { kind: 'text', path, text },
    );
    return back === null || back.ok ? [] : [`${path} is left otherwise than the step says.`];
  });
}

/** Commands in order until one fails. Null when none of them, and no file, is about the family. */
export function runCommands<State>(
  model: CommandModel<State>,
  state: State,
  { commands, files }: Extract<StepAction, { readonly kind: 'run' }>,
): Performed<State> | null {
  let outcome: Performed<State> | null = null;
  const unknown: string[] = [];
  for (const command of commands) {
    const next: Performed<State> | null = model.perform(outcome?.state ?? state, command);
    if (next?.passedOver !== undefined && commands.length === 1) return next;
    if (next === null || next.passedOver !== undefined) {
      unknown.push(command.argv.join(' '));
      continue;
    }
    outcome = outcome === null ? next : followedBy(outcome, next);
    if (next.message !== null) return outcome;
  }
  if (outcome === null) return leaveFiles(model, state, files);
  const notes = [
    ...outcome.notes,
    ...unknown.map((line) => `${line} is not modelled and was passed over.`),
    ...otherFiles(model, outcome.state, files),
  ];
  return { ...outcome, notes };
}
