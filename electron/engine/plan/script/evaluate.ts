/** Runs statements against the machine; nothing is ever executed. */
import { builtinNamed, type Result } from './builtins.ts';
import { expandText, expandWord, type Expander } from './expand.ts';
import type { Machine } from './machine.ts';
import { parseScript } from './parse.ts';
import { assignmentFault, isUnderSudo, numberedFault, teeWords } from './slips.ts';
import { misspelledProgram } from './program-names.ts';
import { isRoots } from './outside.ts';
import { carrying, Exit, Leave, pathFrom, type Shell, subshell } from './shell.ts';
import {
  type List,
  NotUnderstood,
  type Pipeline,
  type Redirection,
  type ShellCommand,
  type Simple,
  type Statement,
} from './syntax.ts';

/** More commands come from a loop that a script does not mean. */
const MOST_COMMANDS = 10_000;
/** Calls in calls; a function that calls itself has no end otherwise. */
const MOST_CALLS = 50;
/** Turns of a loop in which nothing changes: it would wait for ever, since a model does nothing by itself. */
const MOST_IDLE_TURNS = 20;
/** What a shell says of a program that it does not find. */
const NO_PROGRAM = 127;

export class Evaluator {
  readonly machine: Machine;
  #commands = 0;
  #calls = 0;
  /** Substitutions and pipes around: what is printed is used. */
  #captures = 0;

  constructor(machine: Machine) {
    this.machine = machine;
  }

  /** `condition`: a failure here does not end the script under `set -e`. */
  list(shell: Shell, list: List, stdin: string | null, condition: boolean): Result {
    let out = '';
    let status = 0;
    for (const statement of list) {
      const result = carrying(out, () => this.statement(shell, statement, stdin, condition));
      out += result.out;
      status = result.status;
    }
    return { status, out };
  }

  statement(shell: Shell, { first, rest }: Statement, stdin: string | null, condition: boolean): Result {
    let last = first;
    let result = this.#pipeline(shell, first, stdin, condition || rest.length > 0);
    let out = result.out;
    for (const [index, { operator, pipeline }] of rest.entries()) {
      if ((operator === '&&') !== (result.status === 0)) continue;
      last = pipeline;
      result = carrying(out, () =>
        this.#pipeline(shell, pipeline, stdin, condition || index < rest.length - 1),
      );
      out += result.out;
    }
    const final = rest.at(-1)?.pipeline ?? first;
    if (result.status !== 0 && shell.errexit && !condition && last === final && !final.negated)
      return carrying(out, () => {
        const text = `It ends with exit status ${result.status}, and under set -e the script stops here.`;
        throw new Exit(result.status, 'errexit', text);
      });
    return { status: result.status, out };
  }

  #pipeline(shell: Shell, { negated, commands }: Pipeline, stdin: string | null, condition: boolean): Result {
    let result: Result = { status: 0, out: '' };
    let input = stdin;
    for (const [index, command] of commands.entries()) {
      const run = (inner: Shell) => this.#redirected(inner, command, input, condition || negated);
      if (commands.length === 1) result = run(shell);
      else if (index === commands.length - 1) result = this.#apart(shell, run);
      else result = this.#captured(() => this.#apart(shell, run));
      input = result.out;
    }
    const status = negated ? (result.status === 0 ? 1 : 0) : result.status;
    shell.status = status;
    return { status, out: result.out };
  }

  /** In a shell of its own: `exit` ends only that. */
  #apart(shell: Shell, run: (inner: Shell) => Result): Result {
    try {
      return run(subshell(shell));
    } catch (error) {
      if (error instanceof Exit && (error.reason === 'exit' || error.reason === 'errexit'))
        return { status: error.status, out: error.out };
      throw error;
    }
  }

  #captured(run: () => Result): Result {
    this.#captures++;
    try {
      return run();
    } finally {
      this.#captures--;
    }
  }

  expander(shell: Shell): Expander {
    const { report } = this.machine;
    return {
      shell,
      output: ({ body }) => {
        const result = this.#captured(() =>
          this.#apart(shell, (inner) => this.list(inner, body, null, false)),
        );
        shell.status = result.status;
        return result.out.replace(/\n+$/, '');
      },
      unset: (name) => {
        const text = `${name} is not set, so nothing stands in its place.`;
        if (!report.advice.some((entry) => entry.text === text)) report.advice.push({ rule: null, text });
      },
      advise: (text) => {
        if (!report.advice.some((entry) => entry.text === text)) report.advice.push({ rule: null, text });
      },
      asksUser: () => {
        this.machine.knowsUser = true;
      },
    };
  }

  /** The text a command reads; `</dev/null` is none. */
  #input(shell: Shell, redirections: readonly Redirection[], stdin: string | null): string | null {
    let input = stdin;
    for (const { operator, target } of redirections) {
      if (operator === '<<') input = expandText(this.expander(shell), target);
      else if (operator === '<<<') input = `${expandText(this.expander(shell), target)}\n`;
      else if (operator === '<') {
        const path = pathFrom(shell, expandText(this.expander(shell), target));
        input = path === '/dev/null' ? null : path === '/dev/stdin' ? stdin : this.machine.read(path);
      }
    }
    return input;
  }

  #redirected(shell: Shell, command: ShellCommand, stdin: string | null, condition: boolean): Result {
    if (++this.#commands > MOST_COMMANDS)
      throw new Exit(1, 'limit', `More than ${MOST_COMMANDS} commands were run; the rehearsal stops here.`);
    const { redirections } = command;
    if (redirections.length === 0) return this.#command(shell, command, stdin, condition);
    const input = this.#input(shell, redirections, stdin);
    const outputs = redirections.filter(
      ({ operator }) => operator === '>' || operator === '>>' || operator === '>&',
    );
    const paths = outputs
      .filter(({ operator, descriptor }) => operator !== '>&' && descriptor === 1)
      .map(({ operator, target }) => ({
        path: pathFrom(shell, expandText(this.expander(shell), target)),
        append: operator === '>>',
      }));
    const toErrors = outputs.some(
      ({ operator, descriptor, target }) =>
        operator === '>&' && descriptor === 1 && expandText(this.expander(shell), target) === '2',
    );
    const closed =
      this.machine.elevated || !isUnderSudo(command) ? undefined : paths.find(({ path }) => isRoots(path));
    if (closed !== undefined) {
      this.machine.report.usesSudo = true;
      const text = `Permission denied: the shell opens ${closed.path} before sudo runs, and the shell is not root. Write ${teeWords(command, closed)}, or run the whole script as root.`;
      return { status: this.machine.fail('EACCES', text), out: '' };
    }
    const result = this.#command(shell, command, input, condition);
    const strange = numberedFault(command, (target) =>
      pathFrom(shell, expandText(this.expander(shell), target)),
    );
    if (toErrors) {
      this.print(result.out);
      return { status: result.status, out: '' };
    }
    const last = paths.at(-1);
    const written = last === undefined || this.machine.write(last.path, result.out, last.append);
    if (strange !== null) this.machine.explain(strange);
    if (last === undefined) return result;
    return { status: written ? result.status : 1, out: '' };
  }

  print(text: string): void {
    if (text !== '') this.machine.report.output.push(...text.replace(/\n$/, '').split('\n'));
  }

  #command(shell: Shell, command: ShellCommand, stdin: string | null, condition: boolean): Result {
    switch (command.kind) {
      case 'simple':
        return this.#simple(shell, command, stdin, condition);
      case 'if':
        return this.#if(shell, command, stdin, condition);
      case 'for':
        return this.#for(shell, command, stdin, condition);
      case 'while':
        return this.#while(shell, command, stdin, condition);
      case 'group':
        return command.subshell
          ? this.#apart(shell, (inner) => this.list(inner, command.body, stdin, condition))
          : this.list(shell, command.body, stdin, condition);
      case 'function':
        shell.functions.set(command.name, command.body);
        return { status: 0, out: '' };
      case 'broken':
        throw new Exit(2, 'broken', `The shell stops here: ${command.what}.`);
      case 'foreign':
        throw new NotUnderstood(command.what);
    }
  }

  #if(
    shell: Shell,
    command: Extract<ShellCommand, { kind: 'if' }>,
    stdin: string | null,
    condition: boolean,
  ): Result {
    let out = '';
    for (const { test, body } of command.branches) {
      const tested = carrying(out, () => this.list(shell, test, stdin, true));
      out += tested.out;
      if (tested.status !== 0) continue;
      const done = carrying(out, () => this.list(shell, body, stdin, condition));
      return { status: done.status, out: out + done.out };
    }
    if (command.otherwise === null) return { status: 0, out };
    const { otherwise } = command;
    const done = carrying(out, () => this.list(shell, otherwise, stdin, condition));
    return { status: done.status, out: out + done.out };
  }

  /** One turn of a loop; `left` = that was the last one. */
  turn(run: () => Result): Result & { readonly left: boolean } {
    try {
      return { ...run(), left: false };
    } catch (error) {
      if (!(error instanceof Leave) || error.kind === 'return') throw error;
      return { status: 0, out: error.out, left: error.kind === 'break' };
    }
  }

  #for(
    shell: Shell,
    command: Extract<ShellCommand, { kind: 'for' }>,
    stdin: string | null,
    condition: boolean,
  ): Result {
    let out = '';
    let status = 0;
    for (const value of this.words(shell, command.words)) {
      shell.variables.set(command.name, value);
      const done = carrying(out, () => this.turn(() => this.list(shell, command.body, stdin, condition)));
      out += done.out;
      status = done.status;
      if (done.left) break;
    }
    return { status, out };
  }

  words(shell: Shell, words: Simple['words']): string[] {
    return words.flatMap((word) => expandWord(this.expander(shell), word));
  }

  #while(
    shell: Shell,
    command: Extract<ShellCommand, { kind: 'while' }>,
    stdin: string | null,
    condition: boolean,
  ): Result {
    let out = '';
    let status = 0;
    for (let idle = 0; ; idle++) {
      const before = this.machine.states;
      const tested = carrying(out, () => this.list(shell, command.test, stdin, true));
      out += tested.out;
      if ((tested.status === 0) === command.until) return { status, out };
      const done = carrying(out, () => this.turn(() => this.list(shell, command.body, stdin, condition)));
      out += done.out;
      status = done.status;
      if (done.left) return { status, out };
      if (this.machine.states !== before) idle = 0;
      if (idle >= MOST_IDLE_TURNS)
        throw new NotUnderstood('this loop would not end in the model, where nothing changes by itself');
    }
  }

  #simple(shell: Shell, command: Simple, stdin: string | null, condition: boolean): Result {
    const expander = this.expander(shell);
    const argv = this.words(shell, command.words);
    // `x=$?` still reads the status before; an assignment itself ends with that of its last substitution.
    let status = 0;
    const assigned: Expander = {
      ...expander,
      output: (part) => {
        const text = expander.output(part);
        status = shell.status;
        return text;
      },
    };
    for (const { name, value } of command.assignments) {
      const text = expandText(assigned, value);
      if (argv.length === 0) shell.variables.set(name, text);
    }
    if (argv.length === 0) return { status, out: '' };
    const fault = shell.functions.has(argv[0]!) ? null : assignmentFault(command, argv);
    if (fault !== null) return { status: this.machine.fail(null, fault, NO_PROGRAM), out: '' };
    return this.#program(shell, argv, stdin, condition);
  }

  /** Within sudo, which the shell that redirects is not. */
  #elevated(run: () => Result): Result {
    const { machine } = this;
    const before = machine.elevated;
    machine.elevated = true;
    machine.report.usesSudo = true;
    try {
      return run();
    } finally {
      machine.elevated = before;
    }
  }

  #program(shell: Shell, argv: readonly string[], stdin: string | null, condition: boolean): Result {
    const [name = '', ...args] = argv;
    const defined = shell.functions.get(name);
    if (defined) return this.#call(shell, defined, args, stdin, condition);
    if (['sudo', 'doas', 'command', 'exec', 'nohup', 'env', 'time', 'builtin'].includes(name)) {
      const from = args.findIndex((word) => !word.startsWith('-') && !/^[A-Za-z_]\w*=/.test(word));
      if (from < 0 || (name === 'sudo' && args.slice(0, from).some((word) => /^-[ugCph]/.test(word))))
        throw new NotUnderstood(`this form of ${name} is not rehearsed`);
      const run = () => this.#program(shell, args.slice(from), stdin, condition);
      return name === 'sudo' || name === 'doas' ? this.#elevated(run) : run();
    }
    if (/^(?:\/(?:usr\/)?bin\/)?(?:ba|da|k|z)?sh$/.test(name)) return this.#inner(shell, name, args, stdin);
    const builtin = builtinNamed(name.replace(/^\/(?:usr\/)?s?bin\//, ''), this.#captures > 0);
    if (builtin) return builtin({ machine: this.machine, shell, args, stdin });
    return this.#model(shell, argv, stdin);
  }

  /** `sh -c TEXT`. */
  #inner(shell: Shell, name: string, args: readonly string[], stdin: string | null): Result {
    const [flags = '', text] = args;
    if (!/^-[a-z]*c$/.test(flags) || text === undefined)
      throw new NotUnderstood(`${name} is rehearsed with -c and a text only`);
    return this.#apart(shell, (inner) => {
      inner.errexit = flags.includes('e');
      inner.positional = args.slice(3);
      return this.#deeper(() => this.list(inner, parseScript(text), stdin, false));
    });
  }

  #deeper(run: () => Result): Result {
    if (++this.#calls > MOST_CALLS) throw new Exit(1, 'limit', 'Functions call each other without an end.');
    try {
      return run();
    } finally {
      this.#calls--;
    }
  }

  #call(
    shell: Shell,
    body: ShellCommand,
    args: readonly string[],
    stdin: string | null,
    condition: boolean,
  ): Result {
    const outer = shell.positional;
    shell.positional = args;
    try {
      return this.#deeper(() => this.#redirected(shell, body, stdin, condition));
    } catch (error) {
      if (error instanceof Leave && error.kind === 'return') return { status: error.status, out: error.out };
      throw error;
    } finally {
      shell.positional = outer;
    }
  }

  /** A program of the model. A file the script has made is given to it as its input, whatever it is called. */
  #model(shell: Shell, argv: readonly string[], stdin: string | null): Result {
    let input = stdin;
    for (const word of argv.slice(1)) {
      const name = word.startsWith('-') ? word.slice(word.indexOf('=') + 1) : word;
      const own =
        name === '' || name.startsWith('-') ? undefined : this.machine.ownFile(pathFrom(shell, name));
      if (typeof own === 'string') input = own;
    }
    const { report } = this.machine;
    const printed = report.output.length;
    const done = this.machine.perform({ kind: 'run', commands: [{ argv, stdin: input }], files: [] });
    const meant = done === null ? misspelledProgram(argv[0]!) : null;
    if (meant !== null) {
      const text = `There is no program ${argv[0]} (exit status ${NO_PROGRAM}). Did you mean ${meant}?`;
      return { status: this.machine.fail(null, text, NO_PROGRAM), out: '' };
    }
    if (done === null)
      throw new NotUnderstood(`${argv[0]!.slice(0, 60)} is not modelled, or not with these words`);
    const lines = report.output.splice(printed);
    if (!done) {
      report.output.push(...lines);
      return { status: 1, out: '' };
    }
    if (this.#captures > 0 && lines.length === 0)
      throw new NotUnderstood(`what ${argv[0]!.slice(0, 60)} prints is not known to the model`);
    return { status: 0, out: lines.map((line) => `${line}\n`).join('') };
  }
}
