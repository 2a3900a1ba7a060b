/** Plays cases of the format of zpci.md 7.1 on the model. A malformed case is a difference, never an exception. */
import type { CaseContext, CaseResult, DeviceFamily } from '../../family.ts';
import { newMachine } from '../kernel/new-machine.ts';
import { compare, type Difference } from './compare.ts';
import { type Case, CASE_PROFILES, caseSchema } from './format.ts';
import type { Outcome, Run } from './outcome.ts';
import { reportsOf, setupOf, withEmulated } from './start.ts';
import { readStep } from './step-args.ts';
import { runStep } from './steps.ts';

/** A profile of this family, and steps with operations. */
export function recognises(parsed: unknown): boolean {
  if (typeof parsed !== 'object' || parsed === null) return false;
  const { family, profile, steps } = parsed as Readonly<Record<string, unknown>>;
  if (family !== undefined) return family === 'zpci';
  return (CASE_PROFILES as readonly unknown[]).includes(profile) && Array.isArray(steps);
}

function nameOf(parsed: unknown): string {
  const { id, name } = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Readonly<
    Record<string, unknown>
  >;
  const words = [id, name].filter((part) => typeof part === 'string' && part !== '');
  return words.length === 0 ? 'unnamed case' : words.join(' ');
}

type Started =
  | { readonly ok: true; readonly run: Run }
  | { readonly ok: false; readonly differences: readonly Difference[] };

/** Devices of the beginning are no hot plugs: the guest counts as running only after them. */
function start(read: Case, context: CaseContext): Started {
  const { guest } = read.initial;
  const empty = newMachine(setupOf(read));
  const given = {
    ...empty,
    nextIndex: guest.nextIndex ?? empty.nextIndex,
    nextSimulated: guest.nextSimGroup ?? empty.nextSimulated,
  };
  const machine = guest.emulated === undefined ? given : withEmulated(given, guest.emulated);
  const run: Run = { read, context, ...reportsOf(read.initial), machine };
  const differences: Difference[] = [];
  for (const [at, device] of guest.devices.entries()) {
    const { op, args, ...flat } = device;
    const key = `initial.guest.devices.${at}`;
    const step = readStep(op, args ?? flat);
    if (!step.ok) {
      differences.push({ key, expected: step.expected, got: step.got });
      continue;
    }
    const { rc } = runStep(run, step.step);
    if (rc !== 'ok') differences.push({ key, expected: 'ok', got: rc });
  }
  run.machine = { ...run.machine, running: run.machine.running || guest.running };
  return differences.length === 0 ? { ok: true, run } : { ok: false, differences };
}

export function runCase(parsed: unknown, context: CaseContext = { host: () => null }): CaseResult {
  const name = nameOf(parsed);
  const checked = caseSchema.safeParse(parsed);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const key = issue?.path.join('.') || 'case';
    return { name, differences: [{ key, expected: issue?.message ?? 'a case', got: 'not understood' }] };
  }
  const started = start(checked.data, context);
  if (!started.ok) return { name, differences: started.differences };
  const { run } = started;
  const outcomes: Outcome[] = [];
  for (const [at, { op, args }] of checked.data.steps.entries()) {
    const step = readStep(op, args);
    if (!step.ok)
      return { name, differences: [{ key: `steps.${at}`, expected: step.expected, got: step.got }] };
    outcomes.push(runStep(run, step.step));
  }
  return { name, differences: compare(checked.data.expect, run, outcomes) };
}

export const zpciCases: DeviceFamily['cases'] = { recognises, run: runCase };
