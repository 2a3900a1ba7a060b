/** Programs of a `run` action against the model, by their argument vectors; nothing is ever executed. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Command, StepAction } from '../../../../shared/plan.ts';
import { lookAt } from './check.ts';
import { plainCommand, runCat, runWait } from '../../perform/programs.ts';
import { runCommands } from '../../perform/run-commands.ts';
import { runChzdev } from './commands/chzdev-command.ts';
import { runMdevctl } from './commands/mdevctl-command.ts';
import { runModprobe } from './commands/modprobe-command.ts';
import { runVirsh } from './commands/virsh-command.ts';
import { writeFile } from './file-effects.ts';
import { rulesOf } from '../kernel/profiles.ts';
import type { Outcome } from './outcome.ts';
import { done } from '../../perform/outcome.ts';

/** Programs that only look. */
const LOOKS_ONLY: ReadonlySet<string> = new Set(['lszcrypt', 'lszdev', 'ivp']);

/** Null when the program is none that the model knows, or its arguments are about something else than AP. */
function performCommand(state: ApState, command: Command): Outcome | null {
  const { program, plain } = plainCommand(command);
  if (LOOKS_ONLY.has(program)) return done(state);
  switch (program) {
    case 'modprobe':
    case 'rmmod':
      return runModprobe(state, plain.argv);
    case 'chzdev':
      return runChzdev(state, plain);
    case 'mdevctl':
      return runMdevctl(state, plain);
    case 'virsh':
      return runVirsh(state, plain);
    case 'timeout':
      return runWait(
        state,
        plain.argv,
        (guest) => state.mdevs.some((mdev) => mdev.guest === guest),
        rulesOf(state).hotPlug ? 'AP-U18' : 'AP-V8',
      );
    case 'cat':
      return runCat(lookAt, state, plain.argv);
    default:
      return null;
  }
}

/** Commands in order until one fails. Null when none of them, and no file, is about AP. */
export function performRun(
  state: ApState,
  action: Extract<StepAction, { readonly kind: 'run' }>,
): Outcome | null {
  return runCommands({ perform: performCommand, leaveFile: writeFile, look: lookAt }, state, action);
}
