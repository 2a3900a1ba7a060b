/** Programs of a `run` action against the model, by their argument vectors; nothing is ever executed. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Command, FileEffect } from '../../../../shared/plan.ts';
import { checkExpectation } from './check.ts';
import { runChzdev } from './commands/chzdev-command.ts';
import { runMdevctl } from './commands/mdevctl-command.ts';
import { runModprobe } from './commands/modprobe-command.ts';
import { runVirsh } from './commands/virsh-command.ts';
import { writeFile } from './file-effects.ts';
import { shownAt } from './files.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { awaitedGuest } from '../../tools/guest-end.ts';
import { done, failed, followedBy, type Outcome } from './outcome.ts';
import { placeOf } from './place.ts';

/** `cat` of one or more files: their text, or what is missing. Null when none is AP's. */
function runCat(state: ApState, argv: readonly string[]): Outcome | null {
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

/** Waiting for a guest that nobody has asked to end is waiting in vain. Null when this is another wait. */
function runTimeout(state: ApState, argv: readonly string[]): Outcome | null {
  const guest = awaitedGuest(argv);
  if (guest === null) return null;
  if (!state.mdevs.some((mdev) => mdev.guest === guest)) return done(state);
  const { hotPlug } = rulesOf(state);
  return failed(
    state,
    null,
    hotPlug ? 'AP-U18' : 'AP-V8',
    `timeout ends with exit status 124: guest ${guest} still runs after ${argv[1]} seconds.`,
  );
}

/** Programs that only look. */
const LOOKS_ONLY: ReadonlySet<string> = new Set(['lszcrypt', 'lszdev', 'ivp']);

/** Null when the program is none that the model knows, or its arguments are about something else than AP. */
export function performCommand(state: ApState, command: Command): Outcome | null {
  const argv = command.argv[0]?.endsWith('sudo') ? command.argv.slice(1) : command.argv;
  const plain = { ...command, argv };
  const program = argv[0]?.split('/').at(-1) ?? '';
  if (LOOKS_ONLY.has(program)) return done(state);
  switch (program) {
    case 'modprobe':
    case 'rmmod':
      return runModprobe(state, argv);
    case 'chzdev':
      return runChzdev(state, plain);
    case 'mdevctl':
      return runMdevctl(state, plain);
    case 'virsh':
      return runVirsh(state, plain);
    case 'timeout':
      return runTimeout(state, argv);
    case 'cat':
      return runCat(state, argv);
    default:
      return null;
  }
}

function applyFiles(state: ApState, files: readonly FileEffect[]): Outcome | null {
  let outcome: Outcome | null = null;
  for (const { path, text } of files) {
    const next = writeFile(outcome?.state ?? state, path, text);
    if (next !== null) outcome = outcome === null ? next : followedBy(outcome, next);
  }
  return outcome;
}

/** Files that a plan says a command leaves, and that the model's command leaves otherwise. */
function otherFiles(state: ApState, files: readonly FileEffect[]): string[] {
  return files.flatMap(({ path, text }) => {
    const back = checkExpectation(
      state,
      text === null ? { kind: 'absent', path } : { kind: 'text', path, text },
    );
    return back === null || back.ok ? [] : [`${path} is left otherwise than the step says.`];
  });
}

/** Commands in order until one fails. Null when none of them, and no file, is about AP. */
export function performRun(
  state: ApState,
  commands: readonly Command[],
  files: readonly FileEffect[],
): Outcome | null {
  let outcome: Outcome | null = null;
  const unknown: string[] = [];
  for (const command of commands) {
    const next = performCommand(outcome?.state ?? state, command);
    if (next !== null && next.passedOver !== undefined) {
      if (commands.length === 1) return next;
      unknown.push(command.argv.join(' '));
      continue;
    }
    if (next === null) {
      unknown.push(command.argv.join(' '));
      continue;
    }
    outcome = outcome === null ? next : followedBy(outcome, next);
    if (next.message !== null) return outcome;
  }
  if (outcome === null) return applyFiles(state, files);
  const notes = [
    ...outcome.notes,
    ...unknown.map((line) => `${line} is not modelled and was passed over.`),
    ...otherFiles(outcome.state, files),
  ];
  return { ...outcome, notes };
}
