/** Runs a case file against the families' model kernels; the command line only prints what comes back. */
import type { CaseContext, CaseResult, DeviceFamily } from '../family.ts';
import { type ReadCase, readCases } from './read-cases.ts';

export interface CaseRun {
  /** One line for each failing case, then a summary. */
  readonly lines: readonly string[];
  readonly passed: number;
  readonly failed: number;
}

/** Longest value shown of one difference: masks and short lists fit. */
const SHOWN = 400;

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
}

function failure(name: string, key: string, expected: unknown, got: unknown): CaseResult {
  return { name, differences: [{ key, expected, got }] };
}

/** Some minutes of the slowest of them. */
const MOST_STEPS = 500_000;

function stepsIn(parsed: unknown): number {
  const { steps } = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as {
    readonly steps?: unknown;
  };
  return Array.isArray(steps) ? steps.length : 0;
}

function nameOf({ parsed, position }: ReadCase): string {
  const { id, name, title } = (typeof parsed === 'object' && parsed !== null ? parsed : {}) as Record<
    string,
    unknown
  >;
  const words = [id, name ?? title].filter((part) => typeof part === 'string' && part !== '');
  return words.length > 0 ? words.join(' ') : position;
}

/** Where no files are at hand: a family falls back on the hosts it ships. */
const NO_HOSTS: CaseContext = { host: () => null };

function runOne(
  read: ReadCase,
  families: readonly DeviceFamily[],
  familyId: string | undefined,
  context: CaseContext,
): CaseResult {
  const name = nameOf(read);
  if (read.error !== null) return failure(name, 'case', 'JSON', read.error);
  const able = families.filter((family) => family.cases !== null);
  const family =
    familyId === undefined
      ? able.find((candidate) => candidate.cases!.recognises(read.parsed))
      : able.find((candidate) => candidate.id === familyId);
  if (!family?.cases)
    return failure(
      name,
      'case',
      `a case of ${able.map(({ id }) => id).join(', ')}`,
      'no family recognises it',
    );
  return { ...family.cases.run(read.parsed, context), name };
}

export function runCaseFile(
  text: string,
  families: readonly DeviceFamily[],
  familyId?: string,
  context: CaseContext = NO_HOSTS,
): CaseRun {
  const file = readCases(text);
  if (!file.ok) return { lines: [file.why], passed: 0, failed: 1 };
  const steps = file.cases.reduce((sum, { parsed }) => sum + stepsIn(parsed), 0);
  if (steps > MOST_STEPS)
    return {
      lines: [
        `The file has ${steps} steps in all its cases; up to ${MOST_STEPS} are run at once. Divide it into several files.`,
      ],
      passed: 0,
      failed: file.cases.length,
    };
  const results = file.cases.map((read) => ({ read, result: runOne(read, families, familyId, context) }));
  const failing = results.filter(({ result }) => result.differences.length > 0);
  const lines = failing.map(({ read, result }) => {
    const differences = result.differences.map(
      ({ key, expected, got }) => `${key}: expected ${show(expected)}, got ${show(got)}`,
    );
    return `FAILED ${result.name} (${read.position}): ${differences.join('; ')}`;
  });
  const passed = results.length - failing.length;
  return {
    lines: [...lines, `${passed} passed, ${failing.length} failed`],
    passed,
    failed: failing.length,
  };
}
