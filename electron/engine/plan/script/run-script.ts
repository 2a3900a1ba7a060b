/** A script line by line: what each did, where it stops, and what a reader should know of the whole. */
import type { ScriptLine, ScriptRehearsal } from '../../../../shared/plan.ts';
import { assignedIn } from './assigned.ts';
import { Evaluator } from './evaluate.ts';
import { type Advice, Machine, newReport, type Plannings, type Report, type States } from './machine.ts';
import { curingLine } from './later-line.ts';
import { parseScript } from './parse.ts';
import { typographyIn } from './slips.ts';
import { Exit, Leave, newShell, type Shell } from './shell.ts';
import { type List, NotUnderstood, type ShellCommand, type Statement } from './syntax.ts';

export interface ScriptRun {
  readonly lines: readonly ScriptLine[];
  /** `states[k]`: after k lines. */
  readonly states: readonly States[];
  readonly advice: ScriptRehearsal['advice'];
}

/** How a statement ended. */
interface Ending {
  readonly status: ScriptLine['status'];
  readonly ok: boolean;
  readonly message: string | null;
}

class Recorder {
  readonly lines: ScriptLine[] = [];
  readonly states: States[];
  readonly #machine: Machine;
  readonly #advice: Advice[] = [];
  readonly #told = new Set<string>();
  /** Line of the first failure that the script passed over. */
  unnoticed: number | null = null;
  ranBehind = false;
  /** Lines that use sudo, and that write what only root may without it: the first of each. */
  sudoAt: number | null = null;
  plainWrite: { readonly line: number; readonly path: string } | null = null;

  constructor(machine: Machine) {
    this.#machine = machine;
    this.states = [machine.states];
  }

  advise(line: number | null, { rule, text }: Advice): void {
    const whole = `${line} ${text}`;
    if (this.#told.has(whole)) return;
    this.#told.add(whole);
    this.#advice.push({ rule, text, line });
  }

  get advice(): readonly Advice[] {
    return this.#advice;
  }

  add({ line, text }: Statement, report: Report, ending: Ending): void {
    const failed = ending.ok ? null : report.failure;
    this.lines.push({
      line,
      text,
      status: ending.status,
      ok: ending.ok,
      errno: failed?.errno ?? null,
      rule: failed?.rule ?? (ending.ok ? report.rule : null),
      message: ending.message,
      output: report.output,
      readBack: [],
      notes: report.notes,
      lost: report.lost,
    });
    this.states.push(this.#machine.states);
    for (const entry of report.advice) this.advise(line, entry);
    if (report.usesSudo) this.sudoAt ??= line;
    if (report.plainWrite !== null) this.plainWrite ??= { line, path: report.plainWrite };
    if (this.unnoticed !== null && report.actions > 0) this.ranBehind = true;
    if (ending.status === 'ran' && !ending.ok) this.unnoticed ??= line;
  }

  unreached(statement: Statement, why: string): void {
    const report = { ...newReport(), notes: [why] };
    this.add(statement, report, { status: 'unreached', ok: false, message: null });
  }
}

/** A compound alone in its statement, whose parts are told one by one. */
function compoundOf({ first, rest }: Statement): ShellCommand | null {
  const [command] = first.commands;
  if (rest.length > 0 || first.negated || first.commands.length !== 1 || !command) return null;
  return command.redirections.length === 0 ? command : null;
}

const CARRIAGE_RETURN =
  "The line ends in a carriage return, as files from Windows do. A shell takes it for a part of the last word: of an option, a number or a file’s name. Take them all away with dos2unix FILE, or sed -i 's/\\r$//' FILE.";

/** Lines that end in a carriage return. */
class CarriageReturns {
  readonly #lines: ReadonlySet<number>;

  constructor(text: string) {
    const lines = text.includes('\r') ? text.split('\n') : [];
    this.#lines = new Set(lines.flatMap((line, at) => (line.endsWith('\r') ? [at + 1] : [])));
  }

  has({ line, text }: Statement): boolean {
    if (this.#lines.size === 0) return false;
    return text.split('\n').some((_, at) => this.#lines.has(line + at));
  }
}

interface Place {
  readonly list: List;
  next: number;
}

/** The later ones mostly follow from these. */
const MOST_TRIED_FAILURES = 3;

class ScriptRunner {
  readonly recorder: Recorder;
  readonly #machine: Machine;
  readonly #evaluator: Evaluator;
  readonly #returns: CarriageReturns;
  /** Sentence for what stands behind the end. */
  #ended = '';
  /** The lists that are being run, the outer first. */
  readonly #places: Place[] = [];
  #tried = 0;

  constructor(machine: Machine, text: string) {
    this.#machine = machine;
    this.#evaluator = new Evaluator(machine);
    this.recorder = new Recorder(machine);
    this.#returns = new CarriageReturns(text);
  }

  /** Runs a list; when the script ends in it, the rest is told as unreached. */
  list(shell: Shell, list: List): void {
    const place = { list, next: 0 };
    this.#places.push(place);
    try {
      this.#each(shell, place);
    } finally {
      this.#places.pop();
    }
  }

  #each(shell: Shell, place: Place): void {
    const { list } = place;
    for (const [index, statement] of list.entries()) {
      place.next = index + 1;
      try {
        this.#statement(shell, statement);
      } catch (error) {
        if (error instanceof Exit || (error instanceof Leave && error.kind === 'return'))
          for (const left of list.slice(index + 1)) this.recorder.unreached(left, this.#ended);
        throw error;
      }
    }
  }

  #statement(shell: Shell, statement: Statement): void {
    if (this.#returns.has(statement))
      return void this.#told(shell, statement, statement, () => {
        throw new Exit(2, 'broken', CARRIAGE_RETURN);
      });
    const command = compoundOf(statement);
    switch (command?.kind) {
      case 'if':
        return this.#if(shell, statement, command);
      case 'for':
        return this.#for(shell, statement, command);
      case 'while':
        // Told as a whole: it is run again and again.
        return this.#single(shell, statement);
      case 'group':
        return command.subshell ? this.#single(shell, statement) : this.list(shell, command.body);
      default:
        return this.#single(shell, statement);
    }
  }

  /** The first line of a compound stands for its condition. */
  #head(statement: Statement): Statement {
    return { ...statement, text: statement.text.split('\n')[0]! };
  }

  #if(shell: Shell, statement: Statement, command: Extract<ShellCommand, { kind: 'if' }>): void {
    for (const { test, body } of command.branches) {
      const status = this.#told(shell, this.#head(statement), statement, () =>
        this.#evaluator.list(shell, test, null, true),
      );
      if (status === null) return;
      if (status === 0) return this.list(shell, body);
    }
    if (command.otherwise !== null) this.list(shell, command.otherwise);
  }

  #for(shell: Shell, statement: Statement, command: Extract<ShellCommand, { kind: 'for' }>): void {
    let values: readonly string[] = [];
    const status = this.#told(shell, this.#head(statement), statement, () => {
      values = this.#evaluator.words(shell, command.words);
      return { status: 0, out: '' };
    });
    if (status === null) return;
    for (const value of values) {
      shell.variables.set(command.name, value);
      const done = this.#evaluator.turn(() => {
        this.list(shell, command.body);
        return { status: 0, out: '' };
      });
      if (done.left) return;
    }
  }

  #single(shell: Shell, statement: Statement): void {
    this.#told(shell, statement, statement, () => this.#evaluator.statement(shell, statement, null, false));
  }

  /** One entry of the record. The exit status, or null when it was not understood. */
  #told(
    shell: Shell,
    shown: Statement,
    whole: Statement,
    run: () => { readonly status: number; readonly out: string },
  ): number | null {
    const report = newReport();
    const before = this.#machine.states;
    this.#machine.report = report;
    try {
      const { status, out } = run();
      this.#evaluator.print(out);
      this.#explain(shell, shown, report, before);
      this.recorder.add(shown, report, this.#ending(report, status));
      return status;
    } catch (error) {
      if (error instanceof NotUnderstood) {
        for (const name of assignedIn(whole)) shell.variables.set(name, { why: error.message });
        const hint = typographyIn(whole.text);
        const message = `Passed over: ${error.message}.${hint === null ? '' : ` ${hint}`}`;
        this.recorder.add(whole, report, { status: 'unknown', ok: false, message });
        return null;
      }
      if (error instanceof Exit || error instanceof Leave) this.#evaluator.print(error.out);
      this.#explain(shell, shown, report, before);
      if (error instanceof Exit) this.#exit(shown, report, error);
      else if (error instanceof Leave)
        this.recorder.add(shown, report, { status: 'skipped', ok: true, message: null });
      throw error;
    }
  }

  /** What stands behind a failure: characters no shell knows, or a line that comes too late. */
  #explain(shell: Shell, statement: Statement, report: Report, before: States): void {
    if (report.failure === null) return;
    const hint = typographyIn(statement.text);
    if (hint !== null) this.#machine.explain(hint);
    if (report.actions === 0 || this.#tried++ >= MOST_TRIED_FAILURES) return;
    const later = this.#places.toReversed().flatMap(({ list, next }) => list.slice(next));
    const cure = curingLine(this.#machine, before, shell, statement, later);
    if (cure !== null)
      report.notes.push(
        `Line ${cure.line} would make this go well, but it comes later: move it up before this line.`,
      );
  }

  #ending(report: Report, status: number): Ending {
    const kind = report.actions > 0 || (report.failure !== null && status !== 0) ? 'ran' : 'skipped';
    if (report.failure === null || status !== 0)
      return { status: kind, ok: report.failure === null, message: report.failure?.message ?? null };
    report.notes.push(`This fails, and the script goes on as it is written: ${report.failure.message}`);
    return { status: kind, ok: true, message: null };
  }

  #exit(shown: Statement, report: Report, exit: Exit): void {
    this.#ended =
      exit.reason === 'errexit'
        ? `The script stops at line ${shown.line}.`
        : `The script ends at line ${shown.line}.`;
    if (exit.status === 0) {
      report.notes.push('The script ends here.');
      this.recorder.add(shown, report, {
        status: report.actions > 0 ? 'ran' : 'skipped',
        ok: true,
        message: null,
      });
      return;
    }
    const said = exit.reason === 'exit' ? (report.output.at(-1) ?? exit.message) : exit.message;
    const message = report.failure?.message ?? said;
    this.recorder.add(shown, report, { status: 'ran', ok: false, message });
  }
}

/** Nothing is executed: every line is answered by the families' models, or told as not understood. */
export function runScript(plannings: Plannings, states: States, text: string): ScriptRun {
  const machine = new Machine(plannings, states);
  const runner = new ScriptRunner(machine, text);
  const { recorder } = runner;
  const shell = newShell(text);
  let stopped = false;
  try {
    runner.list(shell, parseScript(text));
  } catch (error) {
    if (!(error instanceof Exit || error instanceof Leave)) throw error;
    stopped = true;
  }
  if (recorder.unnoticed !== null && !shell.errexit && (recorder.ranBehind || !stopped))
    recorder.advise(recorder.unnoticed, {
      rule: null,
      text: `This fails, and the script goes on as if nothing had happened. Put “set -e” at its beginning, so that it stops at the first failure instead of leaving half of it done.`,
    });
  const { sudoAt, plainWrite } = recorder;
  if (sudoAt !== null && plainWrite !== null && !machine.knowsUser)
    recorder.advise(plainWrite.line, {
      rule: null,
      text: `Line ${sudoAt} uses sudo, so an ordinary user seems to run this script; then this write is refused (EACCES, permission denied). Write echo … | sudo tee ${plainWrite.path}, or run the whole script as root.`,
    });
  return { lines: recorder.lines, states: recorder.states, advice: recorder.advice };
}
