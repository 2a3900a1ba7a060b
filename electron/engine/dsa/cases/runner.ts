/** Runs cases in the step format of the worked examples (dsa.md 9) on the model kernel and tells every difference. */
import { StudioError } from '../../../../shared/errors.ts';
import type { CaseContext, CaseResult, DeviceFamily } from '../../family.ts';
import { hexText } from '../kernel/numbers.ts';
import { type Case, caseSchema, readStep } from './format.ts';
import { hostWith, SHIPPED_HOSTS, strangeSet } from './hosts.ts';
import { stateOfHost } from './host.ts';
import { type Answer, deviceMeant, type Run, runStep } from './steps.ts';

type Difference = CaseResult['differences'][number];

/** A case of ours has a host with a base and steps with `do`; or says so itself. */
export function recognises(parsed: unknown): boolean {
  if (typeof parsed !== 'object' || parsed === null) return false;
  const { family, host, steps } = parsed as Readonly<Record<string, unknown>>;
  if (family !== undefined) return family === 'dsa';
  const based = typeof host === 'object' && host !== null && 'base' in host;
  const first: unknown = Array.isArray(steps) ? steps[0] : undefined;
  return based || (typeof first === 'object' && first !== null && 'do' in first);
}

function nameOf(parsed: unknown): string {
  const { id, title } = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Readonly<
    Record<string, unknown>
  >;
  const words = [id, title].filter((part) => typeof part === 'string' && part !== '');
  return words.length === 0 ? 'unnamed case' : words.join(' ');
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** cmd_status of the device that the step names, after it ran; undefined where it names none that is there. */
function statusAfter(run: Run, raw: Readonly<Record<string, unknown>>): string | undefined {
  const named = raw['device'] || raw['name'];
  const name = typeof named === 'string' ? deviceMeant(run.state, named) : undefined;
  const device = run.state.devices.find((candidate) => candidate.name === name);
  return device === undefined ? undefined : hexText(device.cmdStatus);
}

function compare(where: string, raw: Readonly<Record<string, unknown>>, answer: Answer): Difference[] {
  const differences: Difference[] = [];
  const wanted = raw['expect'] ?? 'ok';
  if (wanted !== answer.outcome)
    differences.push({ key: `${where}.expect`, expected: wanted, got: answer.outcome });
  for (const [key, got] of Object.entries(answer.gives)) {
    if (!Object.hasOwn(raw, key))
      differences.push({ key: `${where}.${key}`, expected: 'a value, but the case names none', got });
    else if (!same(raw[key], got)) differences.push({ key: `${where}.${key}`, expected: raw[key], got });
  }
  return differences;
}

function playStep(run: Run, raw: Readonly<Record<string, unknown>>, number: number): Difference[] {
  const read = readStep(raw);
  const where = `step ${number}${typeof raw['do'] === 'string' ? ` ${raw['do'].slice(0, 40)}` : ''}`;
  if (!read.ok) return [{ key: `${where}.${read.key}`, expected: read.expected, got: read.got }];
  const answer = runStep(run, read.step);
  if (!Object.hasOwn(raw, 'cmd_status')) return compare(where, raw, answer);
  const status = statusAfter(run, raw);
  if (status === undefined)
    return [
      ...compare(where, raw, answer),
      {
        key: `${where}.cmd_status`,
        expected: raw['cmd_status'],
        got: 'the step names no device of the host',
      },
    ];
  return compare(where, raw, { ...answer, gives: { ...answer.gives, cmd_status: status } });
}

type Started =
  | { readonly ok: true; readonly run: Run }
  | { readonly ok: false; readonly difference: Difference };

function start({ host }: Case, context: CaseContext): Started {
  const shipped = Object.hasOwn(SHIPPED_HOSTS, host.base) ? SHIPPED_HOSTS[host.base] : null;
  const json = context.host(host.base) ?? shipped;
  if (json === null)
    return {
      ok: false,
      difference: {
        key: 'host.base',
        expected: `a host file host${host.base}.json or ${host.base}.json, or one of ${Object.keys(SHIPPED_HOSTS).join(', ')}`,
        got: host.base,
      },
    };
  const set = host.set ?? {};
  const strange = strangeSet(json, set);
  if (strange !== null)
    return {
      ok: false,
      difference: {
        key: `host.set.${strange}`,
        expected: `an object with keys of ${strange}`,
        got: set[strange],
      },
    };
  const read = stateOfHost(hostWith(json, set));
  return read.ok
    ? { ok: true, run: { state: read.state, interrupts: new Map() } }
    : { ok: false, difference: { key: `host ${read.where}`, expected: read.expected, got: host.base } };
}

/** A malformed case, an unknown verb or host is a difference, never an exception. */
export function runCase(parsed: unknown, context: CaseContext = { host: () => null }): CaseResult {
  const name = nameOf(parsed);
  const checked = caseSchema.safeParse(parsed);
  if (!checked.success) {
    const issue = checked.error.issues[0];
    const key = issue?.path.join('.') || 'case';
    return { name, differences: [{ key, expected: issue?.message ?? 'a case', got: 'not understood' }] };
  }
  try {
    const started = start(checked.data, context);
    if (!started.ok) return { name, differences: [started.difference] };
    const { run } = started;
    return {
      name,
      differences: checked.data.steps.flatMap((raw, index) => playStep(run, raw, index + 1)),
    };
  } catch (problem) {
    if (!(problem instanceof StudioError)) throw problem;
    return { name, differences: [{ key: 'host', expected: 'a host', got: problem.message }] };
  }
}

export const dsaCases: DeviceFamily['cases'] = { recognises, run: runCase };
