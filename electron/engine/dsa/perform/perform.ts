/** The literal steps of plans and scripts against the model of kernel and tools (dsa.md 3, 6). */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Ref } from '../../../../shared/findings.ts';
import type { Command, StepAction } from '../../../../shared/plan.ts';
import { runAccelConfig } from './accel-config.ts';
import { plainCommand, runCat, runWait } from '../../perform/programs.ts';
import { runCommands } from '../../perform/run-commands.ts';
import { lookAt } from './check.ts';
import { runningDomains, runVirsh } from './guests.ts';
import { runMdevctl } from './mdevctl.ts';
import type { Outcome } from './outcome.ts';
import { leaveFile, performWrite } from './write.ts';

/** `tee FILE` of files of /etc replaces them; into sysfs it is a write. */
function runTee(state: DsaState, { argv, stdin }: Command): Outcome | null {
  const [path, ...others] = argv.slice(1).filter((word) => !word.startsWith('-'));
  if (path === undefined || others.length > 0 || stdin === null || argv.includes('-a')) return null;
  return performWrite(state, path, stdin);
}

function runRemove(state: DsaState, argv: readonly string[]): Outcome | null {
  const [path, ...others] = argv.slice(1).filter((word) => !word.startsWith('-'));
  return path === undefined || others.length > 0 ? null : leaveFile(state, path, null);
}

/** Null when the program is none that the model knows, or its arguments are about something else. */
function performCommand(state: DsaState, command: Command, refs: readonly Ref[]): Outcome | null {
  const { program, plain } = plainCommand(command);
  switch (program) {
    case 'accel-config':
      return runAccelConfig(state, plain);
    case 'mdevctl':
      return runMdevctl(state, plain);
    case 'virsh':
      return runVirsh(state, plain, refs);
    case 'timeout':
      return runWait(state, plain.argv, (domain) => runningDomains(state).includes(domain), 'DSA-O37');
    case 'cat':
      return runCat(lookAt, state, plain.argv);
    case 'tee':
      return runTee(state, plain);
    case 'rm':
      return runRemove(state, plain.argv);
    default:
      return null;
  }
}

/**
 * One action. `refs`: what the step that has it is about. `message` null = it ended well; else `errno` and `rule` say why, and
 * the state is what was left. Null when the action concerns nothing of DSA.
 */
export function performAction(
  state: DsaState,
  action: StepAction,
  refs: readonly Ref[] = [],
): Outcome | null {
  if (action.kind === 'write') return performWrite(state, action.path, action.text);
  const perform = (before: DsaState, command: Command) => performCommand(before, command, refs);
  return runCommands({ perform, leaveFile, look: lookAt }, state, action);
}
