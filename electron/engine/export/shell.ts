/**
 * A plan as POSIX shell scripts: one that runs its steps, one that takes them back. Both stop at the first surprise, as
 * apply does: the host has to be as it was planned for, and every step is read back.
 */
import { isLostForGood } from '../../../shared/losses.ts';
import type { Expectation, FileEffect, Plan, PlanStep, StepAction } from '../../../shared/plan.ts';
import type { WrittenFormat } from './exporting.ts';
import { plainLine } from './plain-line.ts';
import { quoteShell, shellCall } from './quote-shell.ts';
import { SHELL_FUNCTIONS } from './shell-functions.ts';
import { contentHash } from '../workspace/atomic-save.ts';

/** What the scripts are about. `before`: what the touched files show as long as nothing was done. */
export interface ScriptSubject {
  readonly host: string;
  readonly plan: Plan;
  readonly before: readonly Expectation[];
}

function test(expectation: Expectation): string {
  const path = quoteShell(expectation.path);
  switch (expectation.kind) {
    case 'text':
      return `is_text ${path} ${quoteShell(expectation.text.trimEnd())}`;
    case 'line':
      return `has_line ${path} ${quoteShell(expectation.text)}`;
    case 'lacks':
      return `lacks ${path} ${quoteShell(expectation.text)}`;
    case 'link':
      return expectation.name === null
        ? `no_link ${path}`
        : `is_link ${path} ${quoteShell(expectation.name)}`;
    case 'present':
      return `is_there ${path}`;
    case 'absent':
      return `is_gone ${path}`;
  }
}

/** What programs leave is all that is done of them below a root prefix. */
function leaving({ path, text }: FileEffect): string {
  return text === null ? `leave_none ${quoteShell(path)}` : `leave ${quoteShell(path)} ${quoteShell(text)}`;
}

function actionLines(action: StepAction): string[] {
  if (action.kind === 'write') return [`put ${quoteShell(action.path)} ${quoteShell(action.text)}`];
  return [
    ...action.commands.map(({ argv, stdin }) => shellCall({ argv: ['run', ...argv], stdin })),
    ...action.files.map(leaving),
  ];
}

function labelOf(index: number, count: number): string {
  return `Step ${index + 1} of ${count}`;
}

function comment(text: string): string {
  // A long sentence loses nothing here: names in it are cut, not the sentence.
  return `# ${text.split(/\s+/).map(plainLine).join(' ').trim()}`;
}

function say(text: string): string {
  return `say ${quoteShell(comment(text).slice(2))}`;
}

/** What a file shows tells whether a step was done; where none does, apply.sh has to write it down. */
function isInvisible({ expect }: PlanStep): boolean {
  return expect.length === 0;
}

/** The same for both scripts of a plan and for no other plan; below /run, since a boot undoes what no file shows. */
function notesLine(plan: Plan): string {
  const hash = contentHash(JSON.stringify(plan.steps)).slice(0, 16);
  return `NOTES=/run/passthrough-studio-${hash}.steps`;
}

/** A guest is asked to end only while it runs, and started only while it does not. */
function guestTests({ reverse }: PlanStep): string[] {
  const commands = reverse.flatMap(({ action }) => (action.kind === 'run' ? action.commands : []));
  return commands.flatMap(({ argv }) => {
    const [program, verb, , guest] = argv;
    if (program !== 'virsh' || guest === undefined) return [];
    if (verb === 'shutdown') return [`guest_runs ${quoteShell(guest)}`];
    return verb === 'start' ? [`guest_is_off ${quoteShell(guest)}`] : [];
  });
}

function stepLines(step: PlanStep, label: string): string[] {
  const note = isInvisible(step) ? [`note ${quoteShell(label)}`] : [];
  // A guest that is asked to end may do so after everybody has stopped waiting.
  const asks = guestTests(step).some((one) => one.startsWith('guest_is_off '));
  return [
    '',
    comment(`${label}: ${step.title}`),
    ...step.needs.map((need) => comment(`  Needs: ${need}`)),
    ...step.loses.map((loss) => comment(`  ${isLostForGood(loss) ? 'Lost' : 'Taken away'}: ${loss.text}`)),
    ...step.reverse.map(({ title }) => comment(`  Undo: ${title}`)),
    ...(step.irreversible === null ? [] : [comment(`  Undo: ${step.irreversible}`)]),
    say(`${label}: ${step.title}`),
    ...(asks ? note : []),
    ...actionLines(step.action),
    ...step.expect.map((expectation) => `check ${test(expectation)}`),
    ...(asks ? [] : note),
  ];
}

/** The last word on each file: what the host shows when all steps are done. */
function atTheEnd(plan: Plan): Expectation[] {
  const last = new Map<string, Expectation[]>();
  for (const { expect } of plan.steps)
    for (const { path } of expect)
      last.set(
        path,
        expect.filter((one) => one.path === path),
      );
  return [...last.values()].flat();
}

function conjunction(name: string, expectations: readonly Expectation[]): string[] {
  const tests = expectations.length > 0 ? expectations.map(test) : ['true'];
  return [
    `${name}() {`,
    ...tests.map((one, index) => `  ${one}${index < tests.length - 1 ? ' &&' : ''}`),
    '}',
  ];
}

function head(subject: ScriptSubject, about: string): string[] {
  return [
    '#!/bin/sh',
    '# shellcheck disable=SC1003,SC1112,SC2016 # what stands in quotes is meant as it stands',
    comment(`${about} ${subject.host}.`),
    '# Run it as root on that host: sh FILE. It stops at the first surprise, and every step is read back.',
    '# With ROOT=/some/folder all paths are below that folder, and programs are not run: only what they write is left there.',
    ...subject.plan.notes.map((note) => comment(`Note: ${note}`)),
    SHELL_FUNCTIONS,
  ];
}

/** Only where a file tells of every step: a guest that is to be started shows in none. */
function alreadyPlanned(plan: Plan): string[] {
  if (plan.steps.some(isInvisible)) return [];
  return [
    ...conjunction('as_planned', atTheEnd(plan)),
    '',
    'if as_planned; then',
    "  say 'The host is already as planned; nothing is done.'",
    '  exit 0',
    'fi',
  ];
}

function forwardScript(subject: ScriptSubject): string {
  const { plan, before } = subject;
  const count = plan.steps.length;
  return [
    ...head(subject, 'Takes this host to what was wished for it:'),
    '',
    'root_only',
    ...alreadyPlanned(plan),
    '',
    '# The host has to be in the state that was planned for.',
    ...before.map((expectation) => `need ${test(expectation)}`),
    ...(plan.steps.some(isInvisible) ? ['', notesLine(plan), 'empty_notes'] : []),
    ...plan.steps.flatMap((step, index) => stepLines(step, labelOf(index, count))),
    '',
    say(`Done: ${count} ${count === 1 ? 'step' : 'steps'}.`),
    '',
  ].join('\n');
}

/** A step that was not done, or that something has changed since, is left alone: so a stopped run can be taken back too. */
function reverseLines(step: PlanStep, label: string, noted: string): string[] {
  if (step.irreversible !== null) return ['', say(`${label} cannot be taken back: ${step.irreversible}`)];
  const undo = step.reverse.flatMap(({ title, action }) => [say(title), ...actionLines(action)]);
  if (undo.length === 0) return [];
  const shows = isInvisible(step) ? [`is_noted ${quoteShell(noted)}`] : step.expect.map(test);
  // A here-document's lines must stay where they are, so nothing inside the condition is indented.
  return [
    '',
    comment(`${label}: ${step.title}`),
    `if ${[...shows, ...guestTests(step)].join(' && ')}; then`,
    ...undo,
    'else',
    say(`${label} is not there to be taken back.`),
    'fi',
  ];
}

function reverseScript(subject: ScriptSubject): string {
  const { plan, before } = subject;
  const count = plan.steps.length;
  const steps = plan.steps
    .map((step, index) => ({ step, label: `Step ${index + 1}`, noted: labelOf(index, count) }))
    .reverse();
  const hasNotes = plan.steps.some(isInvisible);
  const lasting = plan.steps.some(({ irreversible }) => irreversible !== null);
  return [
    ...head(subject, 'Takes back the steps of apply.sh, the last one first, on'),
    '',
    ...conjunction('as_before', before),
    '',
    'root_only',
    ...(hasNotes ? [notesLine(plan), 'know_notes'] : []),
    // What no file shows can be done although every file is as it was before.
    `if as_before${hasNotes ? ' && has_no_notes' : ''}; then`,
    "  say 'The host is as it was before; nothing is done.'",
    '  exit 0',
    'fi',
    ...steps.flatMap(({ step, label, noted }) => reverseLines(step, label, noted)),
    '',
    ...(hasNotes ? ['empty_notes'] : []),
    lasting
      ? "as_before || say 'Not everything is as it was before: some steps cannot be taken back.'"
      : "as_before || stop 'The host is not as it was before: something else has changed it.'",
    '',
  ].join('\n');
}

/** `apply.sh` and `reverse.sh`. Throws StudioError `bad-request` where a word of the plan cannot be a shell's. */
export function writeShell(subject: ScriptSubject): WrittenFormat {
  const { blocks, steps } = subject.plan;
  if (blocks.length > 0)
    return {
      files: [],
      notes: ['There is no script: no order of steps is legal.', ...blocks.map(({ message }) => message)],
    };
  if (steps.length === 0)
    return { files: [], notes: ['There is no script: nothing differs between the host and the wish.'] };
  return {
    files: [
      { path: 'apply.sh', text: forwardScript(subject), executable: true },
      { path: 'reverse.sh', text: reverseScript(subject), executable: true },
    ],
    notes: [
      'apply.sh refuses to start unless the host is in the state that was planned for, and does nothing where it is as wished already.',
      'reverse.sh takes back what was done, also after a run that stopped halfway. What a step loses for good stays lost.',
    ],
  };
}
