/** A case while it is played, and what one of its steps gives. */
import type { CaseContext } from '../../family.ts';
import { machineProblems } from '../kernel/machine-problems.ts';
import type { GuestMachine, VfioReport } from '../kernel/machine.ts';
import { applyZpciOp, type ZpciFailure, type ZpciOp } from '../kernel/operations.ts';
import type { Case } from './format.ts';
import type { Imported } from './import-ops.ts';

export interface Run {
  readonly read: Case;
  readonly context: CaseContext;
  readonly reports: ReadonlyMap<string, VfioReport>;
  /** What a kernel that tells everything would report of the same functions. */
  readonly known: ReadonlyMap<string, VfioReport>;
  machine: GuestMachine;
}

/** What a step gave. */
export interface Outcome {
  readonly rc: unknown;
  /** What the real tool prints; several lines are alternatives of one another only for Linux, which prints all. */
  readonly messages: readonly string[];
  /** A warning does not stop it, and a case may or may not name it. */
  readonly warned: boolean;
  /** Results under their key of `expect`. */
  readonly gives: Readonly<Record<string, unknown>>;
  readonly imported: Imported | null;
}

export function outcome(
  rc: unknown,
  gives: Outcome['gives'] = {},
  messages: readonly string[] = [],
): Outcome {
  return { rc, messages, warned: false, gives, imported: null };
}

/** `A-4` of `ZPCI-A4`. */
export function caseRule(rule: string): string {
  return rule.replace(/^ZPCI-([A-Z]+)(\d+)$/, '$1-$2');
}

/** `K-9` and so on, of the guest as it is; `more` come from what is asked for (a number that is left out). */
export function problemsOf({ machine, known }: Run, more: readonly string[] = []): readonly string[] {
  const found = machineProblems(machine, (host) => known.get(host) ?? null).map(({ rule }) => rule);
  const names = [...new Set([...found, ...more])].map(caseRule);
  return names.sort((left, right) => Number(left.slice(2)) - Number(right.slice(2)));
}

/** Rules whose refusal no tool puts into words; the sentences are ours. */
const WORDLESS = /^ZPCI-(?:A23|B\d+|D10|D12|D13|E3|E8|I6|L\d+|R\d+)$/;

export function refusedOutcome(
  failure: ZpciFailure,
  rc: unknown = caseRule(failure.rule),
  gives: Outcome['gives'] = {},
): Outcome {
  return outcome(rc, gives, WORDLESS.test(failure.rule) ? [] : [failure.message]);
}

/** Applies an operation; `code` of its failure or the rule is what the step answers. */
export function play(
  run: Run,
  op: ZpciOp,
  codeOf: (failure: ZpciFailure) => unknown,
  fine: unknown = 'ok',
): Outcome {
  const { machine, failure, warnings } = applyZpciOp(run.machine, op);
  run.machine = machine;
  if (failure !== null) return refusedOutcome(failure, codeOf(failure));
  return { ...outcome(fine, {}, [...new Set(warnings)]), warned: warnings.length > 0 };
}
