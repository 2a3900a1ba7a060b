/** Runs cases of the format of ap.md 8.1 against the model kernel and compares every key that is expected. */
import { type ApState, driverOf, QUEUE } from '../../../../shared/ap/types.ts';
import { formatApqn, parseApqn } from '../../../../shared/apqn.ts';
import { maskToHex } from '../../../../shared/mask.ts';
import type { CaseResult } from '../../family.ts';
import { CASE_PROFILES, type Case, caseSchema, initialState, maskSpec, readMaskSpec } from './format.ts';
import { type Run, runStep, TEST_MDEV, toolHost } from './steps.ts';
import {
  cellsOf,
  controlDomainLines,
  findMdev,
  guestReach,
  matrixLines,
  readableText,
  statusOf,
} from '../model.ts';
import { rulesOf } from '../kernel/profiles.ts';

type Difference = CaseResult['differences'][number];

/** A case is ours when its profile is one of this family's; operations are looked at when it runs. */
export function recognises(parsed: unknown): boolean {
  if (typeof parsed !== 'object' || parsed === null) return false;
  const { profile, family } = parsed as { readonly profile?: unknown; readonly family?: unknown };
  if (family !== undefined) return family === 'ap';
  return (CASE_PROFILES as readonly unknown[]).includes(profile);
}

function linesOf(state: ApState, id: string, attribute: string): unknown {
  const mdev = findMdev(state, id);
  if (!mdev) return null;
  const read = (lines: readonly string[]) =>
    readableText(lines)
      .split('\n')
      .filter((line) => line !== '');
  switch (attribute) {
    case 'matrix':
      return read(matrixLines(mdev.matrix));
    case 'guest_matrix':
      return rulesOf(state).hotPlug ? read(matrixLines(mdev.shadow)) : null;
    case 'control_domains':
      return read(controlDomainLines(mdev.matrix.adm));
    case 'guest_control_domains':
      return controlDomainLines(rulesOf(state).hotPlug ? mdev.shadow.adm : guestReach(state, mdev).adm);
    default:
      return cellsOf(guestReach(state, mdev)).map(formatApqn);
  }
}

function queueFact(state: ApState, name: string, key: string): unknown {
  const apqn = parseApqn(name);
  if (apqn === null) return `not an APQN: ${name}`;
  if (key === 'status') return statusOf(state, apqn);
  if (state.queues.state[apqn] === QUEUE.ABSENT) return 'absent';
  return driverOf(state.queues, apqn) ?? 'none';
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Lists per step may name every step (null where there is nothing) or only the steps that give something. */
function perStep(expected: unknown, got: readonly unknown[]): unknown {
  const told = got.filter((value) => value !== null);
  return Array.isArray(expected) && expected.length === told.length && expected.length !== got.length
    ? told
    : got;
}

function containsMessages(expected: unknown, run: Run): boolean {
  const wanted = Array.isArray(expected) ? expected : [expected];
  const has = (messages: readonly string[], part: unknown): boolean =>
    Array.isArray(part)
      ? part.every((text) => has(messages, text))
      : part === null ||
        part === '' ||
        (typeof part === 'string' && messages.some((message) => message.includes(part)));
  if (wanted.length === run.steps.length)
    return wanted.every((part, at) => has(run.steps[at]!.messages, part));
  return has(
    run.steps.flatMap((step) => step.messages),
    wanted,
  );
}

function lastOf<Value>(values: readonly (Value | null)[]): Value | null {
  return values.findLast((value) => value !== null) ?? null;
}

const PER_MDEV = new Set([
  'matrix',
  'guest_matrix',
  'control_domains',
  'guest_control_domains',
  'guest_effective',
]);
const NOTES = new Set(['note', 'certainty']);

/** What the run gave for one expected key, in the same form; undefined when the key is not known. */
function actual(key: string, expected: unknown, run: Run): unknown {
  const { state } = run.host;
  const keys = typeof expected === 'object' && expected !== null ? Object.keys(expected) : [];
  const each = (read: (name: string) => unknown) =>
    Object.fromEntries(keys.map((name) => [name, read(name)]));
  if (PER_MDEV.has(key)) return each((name) => linesOf(state, name, key));
  switch (key) {
    case 'rc':
      return run.steps.map(({ rc }) => rc);
    case 'value':
      return perStep(
        expected,
        run.steps.map(({ value }) => value),
      );
    case 'lines':
      return perStep(
        expected,
        run.steps.map(({ lines }) => lines),
      );
    case 'candidates':
      return lastOf(run.steps.map(({ candidates }) => candidates));
    case 'candidates_per_step':
      return perStep(
        expected,
        run.steps.map(({ candidates }) => candidates),
      );
    case 'status':
    case 'driver':
      return each((name) => queueFact(state, name, key));
    case 'apmask':
    case 'aqmask':
      return maskToHex(state[key]);
    case 'resets': {
      const got = [...run.resets].sort((left, right) => left - right).map(formatApqn);
      return got;
    }
    case 'message_contains':
      return containsMessages(expected, run) ? expected : run.steps.map(({ messages }) => messages);
    case 'kernel_errno':
      return Array.isArray(expected)
        ? run.steps.map(({ kernelErrno }) => kernelErrno)
        : lastOf(run.steps.map(({ kernelErrno }) => kernelErrno));
    case 'mdev_exists_after': {
      if (keys.length > 0) return each((name) => findMdev(state, name) !== undefined);
      return findMdev(state, run.uuids.get('under test') ?? TEST_MDEV) !== undefined;
    }
    default:
      return undefined;
  }
}

/** The expected value in the form it is compared in: sets sorted, short masks written out. */
function normal(key: string, expected: unknown): unknown {
  if (key === 'resets' && Array.isArray(expected)) return [...new Set(expected.map(String))].sort();
  if (key === 'apmask' || key === 'aqmask') {
    const spec = maskSpec.safeParse(expected);
    return spec.success ? maskToHex(readMaskSpec(spec.data)) : expected;
  }
  return expected;
}

function compare(parsed: Case, run: Run): Difference[] {
  const differences: Difference[] = [];
  for (const [key, wanted] of Object.entries(parsed.expect)) {
    if (NOTES.has(key)) continue;
    const expected = normal(key, wanted);
    const got = actual(key, expected, run);
    if (got === undefined)
      differences.push({ key, expected, got: 'no such key is known to the case runner' });
    else if (!same(expected, got)) differences.push({ key, expected, got });
  }
  return differences;
}

function nameOf(parsed: unknown): string {
  if (typeof parsed !== 'object' || parsed === null) return 'unnamed case';
  const { id, name } = parsed as { readonly id?: unknown; readonly name?: unknown };
  const words = [id, name].filter((part) => typeof part === 'string' && part !== '');
  return words.length === 0 ? 'unnamed case' : words.join(' ');
}

/** Runs a case. A malformed one, an unknown operation or an unknown expected key is a difference, never an exception. */
export function runCase(parsed: unknown): CaseResult {
  const name = nameOf(parsed);
  const checked = caseSchema.safeParse(parsed);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const where = issue?.path.join('.') || 'case';
    return {
      name,
      differences: [{ key: where, expected: issue?.message ?? 'a case', got: 'not understood' }],
    };
  }
  const read = checked.data;
  let at = -1;
  try {
    const state = initialState(read);
    const run: Run = { host: toolHost(read, state), resets: new Set(), steps: [], uuids: new Map() };
    for (const mdev of state.mdevs) run.uuids.set(mdev.id.toLowerCase(), mdev.id);
    if (read.initial.definition?.uuid !== undefined)
      run.uuids.set('under test', read.initial.definition.uuid);
    for (const [index, { op, args }] of read.steps.entries()) {
      at = index;
      runStep(run, read, op, args);
    }
    return { name, differences: compare(read, run) };
  } catch (problem) {
    const got = problem instanceof Error ? problem.message : 'not understood';
    const key = at < 0 ? 'initial' : `steps.${at}`;
    return { name, differences: [{ key, expected: 'something the case runner understands', got }] };
  }
}
