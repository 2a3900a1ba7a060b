/** The literal steps of plans and scripts against the model of kernel and tools (dsa.md 3, 6). */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Ref } from '../../../../shared/findings.ts';
import type { Command, FileEffect, StepAction } from '../../../../shared/plan.ts';
import { runAccelConfig } from './accel-config.ts';
import { runVirsh, runWait } from './guests.ts';
import { runMdevctl } from './mdevctl.ts';
import { done, failed, followedBy, type Outcome } from './outcome.ts';
import { placeOf } from './place.ts';
import { shownAt } from './shown.ts';
import { leaveFile, performWrite } from './write.ts';

/** `cat` of one or more files: their text, or what is missing. Null when one is none of DSA's. */
function runCat(state: DsaState, argv: readonly string[]): Outcome | null {
  const output: string[] = [];
  for (const path of argv.slice(1).filter((word) => !word.startsWith('-'))) {
    const place = placeOf(path);
    if (place === null) return null;
    const shown = shownAt(state, place);
    if (shown.kind === 'missing')
      return failed(state, 'ENOENT', null, `There is no file ${path}.`, [
        `cat: ${path}: No such file or directory`,
      ]);
    if (shown.kind === 'file' && shown.text !== null) output.push(...shown.text.trimEnd().split('\n'));
  }
  return done(state, { output });
}

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
export function performCommand(state: DsaState, command: Command, refs: readonly Ref[]): Outcome | null {
  const argv = command.argv[0]?.endsWith('sudo') ? command.argv.slice(1) : command.argv;
  const plain = { ...command, argv };
  switch (argv[0]?.split('/').at(-1)) {
    case 'accel-config':
      return runAccelConfig(state, plain);
    case 'mdevctl':
      return runMdevctl(state, plain);
    case 'virsh':
      return runVirsh(state, plain, refs);
    case 'timeout':
      return runWait(state, argv);
    case 'cat':
      return runCat(state, argv);
    case 'tee':
      return runTee(state, plain);
    case 'rm':
      return runRemove(state, argv);
    default:
      return null;
  }
}

function applyFiles(state: DsaState, files: readonly FileEffect[]): Outcome | null {
  let outcome: Outcome | null = null;
  for (const { path, text } of files) {
    const next = leaveFile(outcome?.state ?? state, path, text);
    if (next !== null) outcome = outcome === null ? next : followedBy(outcome, next);
  }
  return outcome;
}

function performRun(
  state: DsaState,
  commands: readonly Command[],
  files: readonly FileEffect[],
  refs: readonly Ref[],
): Outcome | null {
  let outcome: Outcome | null = null;
  const unknown: string[] = [];
  for (const command of commands) {
    const next = performCommand(outcome?.state ?? state, command, refs);
    if (next?.passedOver !== undefined && commands.length === 1) return next;
    if (next === null || next.passedOver !== undefined) {
      unknown.push(command.argv.join(' '));
      continue;
    }
    outcome = outcome === null ? next : followedBy(outcome, next);
    if (next.message !== null) return outcome;
  }
  if (outcome === null) return applyFiles(state, files);
  const notes = unknown.map((line) => `${line} is not modelled and was passed over.`);
  return { ...outcome, notes: [...outcome.notes, ...notes] };
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
  return action.kind === 'write'
    ? performWrite(state, action.path, action.text)
    : performRun(state, action.commands, action.files, refs);
}
