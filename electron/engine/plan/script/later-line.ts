/** Whether a line that fails would go well behind one that the script has only later: then they stand in the wrong order. */
import { Evaluator } from './evaluate.ts';
import { type Machine, newReport, type States } from './machine.ts';
import { Exit, Leave, type Shell, subshell } from './shell.ts';
import { NotUnderstood, type Statement } from './syntax.ts';

/** Each is tried on a host of its own. */
const MOST_LATER = 60;

/** Whether it ran to its end without a failure; what it did is in the machine. */
function runs(evaluator: Evaluator, shell: Shell, statement: Statement): boolean {
  const report = newReport();
  evaluator.machine.report = report;
  try {
    return evaluator.statement(shell, statement, null, true).status === 0 && report.failure === null;
  } catch (error) {
    if (error instanceof Exit || error instanceof Leave || error instanceof NotUnderstood) return false;
    throw error;
  }
}

/** The first of `later` that makes `failed` go well; `before` are the states that it failed in. */
export function curingLine(
  machine: Machine,
  before: States,
  shell: Shell,
  failed: Statement,
  later: readonly Statement[],
): Statement | null {
  for (const candidate of later.slice(0, MOST_LATER)) {
    const trial = machine.copy(before);
    const evaluator = new Evaluator(trial);
    const inner = { ...subshell(shell), errexit: false };
    if (!runs(evaluator, inner, candidate) || trial.states === before) continue;
    if (runs(evaluator, inner, failed)) return candidate;
  }
  return null;
}
