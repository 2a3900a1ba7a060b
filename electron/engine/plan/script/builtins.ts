/** Programs that need no model: what the shell does itself, and what only prints, waits or makes folders. */
import { holds } from './condition.ts';
import { echoText, printfText } from './print.ts';
import { Exit, Leave, pathFrom, type Shell } from './shell.ts';
import type { Machine } from './machine.ts';
import { isKernels, isTemporary, refuseOutside } from './outside.ts';
import { NotUnderstood } from './syntax.ts';

export interface Result {
  readonly status: number;
  readonly out: string;
}

export interface Call {
  readonly machine: Machine;
  readonly shell: Shell;
  /** Behind the program's name. */
  readonly args: readonly string[];
  readonly stdin: string | null;
}

type Builtin = (call: Call) => Result;

const FINE: Result = { status: 0, out: '' };

function status(ok: boolean): Result {
  return { status: ok ? 0 : 1, out: '' };
}

/** Programs that change nothing of what is modelled. */
const HARMLESS: ReadonlySet<string> = new Set(
  'sleep sync logger wait umask ulimit shopt udevadm clear'.split(' '),
);
/** Programs that only print, and nobody knows what. */
const PRINTS: ReadonlySet<string> = new Set('ls date hash type times stty tput'.split(' '));

function set({ shell, args }: Call): Result {
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    const on = word.startsWith('-');
    if (!/^[-+][a-z]+$/i.test(word)) throw new NotUnderstood('set with arguments is not rehearsed');
    const names = word === '-o' || word === '+o' ? [args[++at] ?? ''] : word.slice(1).split('');
    for (const name of names) {
      if (name === 'e' || name === 'errexit') shell.errexit = on;
      if (name === 'u' || name === 'nounset') shell.nounset = on;
    }
    if (/^[-+][a-z]+o$/.test(word)) at++;
  }
  return FINE;
}

/** `export`, `readonly`, `local`, `declare`: names with or without a value. */
function declare({ shell, args }: Call): Result {
  for (const word of args.filter((one) => !one.startsWith('-'))) {
    const cut = word.indexOf('=');
    if (cut > 0) shell.variables.set(word.slice(0, cut), word.slice(cut + 1));
  }
  return FINE;
}

/** What a trap does, it does at a time that is not rehearsed; one that is listed, ignored or taken back does nothing. */
function trap({ args }: Call): Result {
  const [first, ...conditions] = args[0] === '--' ? args.slice(1) : args;
  const lists = first === undefined || /^-[lp]+$/.test(first);
  if (lists || first === '-' || first === '' || (/^\d+$/.test(first) && conditions.length === 0)) return FINE;
  throw new NotUnderstood('what a trap does is not rehearsed');
}

function cat({ machine, shell, args, stdin }: Call): Result {
  const names = args.filter((word) => word === '-' || !word.startsWith('-'));
  if (names.every((name) => name === '-' || name === '/dev/stdin')) return { status: 0, out: stdin ?? '' };
  let out = '';
  for (const name of names) {
    const path = pathFrom(shell, name);
    const text = machine.read(path);
    if (text === null) {
      const message = `There is no file ${path}.`;
      machine.report.failure ??= { errno: 'ENOENT', rule: null, message };
      return { status: 1, out };
    }
    out += text;
  }
  return { status: 0, out };
}

/** A fixed text, or a pattern whose only special characters are dots and the two ends of the line; null for others. */
function grepTest(pattern: string, options: string): ((line: string) => boolean) | null {
  const whole = options.includes('x');
  if (options.includes('F')) return (line) => (whole ? line === pattern : line.includes(pattern));
  if (!/^\^?[\w @%:,/=.-]*\$?$/.test(pattern)) return null;
  const expression = new RegExp(whole ? `^(?:${pattern})$` : pattern);
  return (line) => expression.test(line);
}

/** Options of letters among q, x, F, s and e, and a pattern that {@link grepTest} knows. */
function grep({ machine, shell, args, stdin }: Call): Result {
  const options = args.filter((word) => /^-[a-zA-Z]+$/.test(word)).join('');
  const [pattern, file, ...more] = args.filter((word) => !/^-[a-zA-Z]+$/.test(word));
  const fits = pattern === undefined ? null : grepTest(pattern, options);
  if (fits === null || more.length > 0 || /[^-qxFse]/.test(options))
    throw new NotUnderstood('this grep is not rehearsed');
  const text = file === undefined || file === '-' ? stdin : machine.read(pathFrom(shell, file));
  if (text === null) return { status: 2, out: '' };
  const lines = text.replace(/\n$/, '').split('\n');
  const found = lines.filter(fits);
  const out = options.includes('q') ? '' : found.map((line) => `${line}\n`).join('');
  return { status: found.length > 0 ? 0 : 1, out };
}

function tee({ machine, shell, args, stdin }: Call): Result {
  const append = args.some((word) => word === '-a' || word === '--append');
  const ends = args
    .filter((word) => !word.startsWith('-'))
    .map((name) => machine.write(pathFrom(shell, name), stdin ?? '', append));
  return { status: ends.every(Boolean) ? 0 : 1, out: stdin ?? '' };
}

function test(call: Call, close: string | null): Result {
  const { args } = call;
  if (close !== null && args.at(-1) !== close) throw new NotUnderstood(`a test has no ${close}`);
  return status(holds(call.machine, call.shell, close === null ? args : args.slice(0, -1)));
}

function integerArgument(text: string | undefined, name: string): number {
  if (text === undefined || !/^-?\d{1,6}$/.test(text))
    throw new NotUnderstood(`${name} is not rehearsed with that`);
  return Number(text);
}

/** Longer sequences are no hand-written script. */
const MOST_NUMBERS = 10_000;

function seq({ args }: Call): Result {
  const numbers = args.map((text) => integerArgument(text, 'seq'));
  const first = numbers.length > 1 ? numbers[0]! : 1;
  const last = numbers.at(-1) ?? 0;
  const step = numbers.length > 2 ? numbers[1]! : 1;
  if (step === 0 || numbers.length === 0 || numbers.length > 3)
    throw new NotUnderstood('this seq is not rehearsed');
  const count = Math.floor((last - first) / step) + 1;
  if (count > MOST_NUMBERS)
    throw new NotUnderstood(`a sequence of more than ${MOST_NUMBERS} is not rehearsed`);
  const out = Array.from({ length: Math.max(0, count) }, (_, index) => `${first + index * step}\n`).join('');
  return { status: 0, out };
}

/** Absolute, below a folder that the script has gone to, or its own file; the folder it is called in is anybody's. */
function placesOf({ machine, shell, args }: Call): string[] {
  return args
    .filter((word) => !word.startsWith('-'))
    .map((name) => ({ known: name.startsWith('/') || shell.folder !== '/', path: pathFrom(shell, name) }))
    .filter(({ known, path }) => known || machine.ownFile(path) !== undefined)
    .map(({ path }) => path);
}

function rm(call: Call): Result {
  const { machine } = call;
  const paths = placesOf(call);
  // Before the first is deleted: a line that is not followed does nothing at all.
  const foreign = paths.find((path) => !machine.follows(path));
  if (foreign === '/') throw new NotUnderstood('it deletes everything below /, and with it the host');
  if (foreign !== undefined) throw new NotUnderstood(`it deletes ${foreign}, which is not modelled`);
  return status(paths.map((path) => machine.remove(path)).every(Boolean));
}

/** mkdir, chmod and the like: `does` is a verb for what they do to a path; `words` stand before the paths. */
function onPaths(does: 'makes' | 'changes' | 'deletes', words = 0): Builtin {
  return (call) => {
    const { machine, args } = call;
    const paths = placesOf({ ...call, args: args.filter((word) => !word.startsWith('-')).slice(words) });
    for (const path of paths.filter((one) => !isTemporary(one) && machine.ownFile(one) === undefined))
      if (isKernels(path) && does !== 'changes')
        return {
          status: machine.fail(
            'EPERM',
            `${path}: in /sys and /proc only the kernel makes and deletes folders.`,
          ),
          out: '',
        };
      else refuseOutside(path, does);
    return FINE;
  };
}

function cp({ machine, shell, args }: Call): Result {
  const names = args.filter((word) => !word.startsWith('-'));
  if (names.length !== 2) throw new NotUnderstood('only one file to one place is rehearsed');
  const [from, to] = names.map((name) => pathFrom(shell, name));
  const text = machine.read(from!);
  if (text === null) return status(false);
  return status(machine.write(to!, text, false));
}

const BUILTINS: Readonly<Record<string, Builtin>> = {
  ':': () => FINE,
  true: () => FINE,
  false: () => status(false),
  set,
  export: declare,
  readonly: declare,
  local: declare,
  declare,
  typeset: declare,
  unset: ({ shell, args }) => {
    for (const name of args) shell.variables.delete(name);
    return FINE;
  },
  echo: ({ args }) => ({ status: 0, out: echoText(args) }),
  printf: ({ args }) => ({ status: 0, out: printfText(args) }),
  cat,
  grep,
  tee,
  trap,
  test: (call) => test(call, null),
  '[': (call) => test(call, ']'),
  '[[': (call) => test(call, ']]'),
  seq,
  rm,
  mkdir: onPaths('makes'),
  touch: onPaths('changes'),
  chmod: onPaths('changes', 1),
  chown: onPaths('changes', 1),
  rmdir: onPaths('deletes'),
  uuidgen: ({ machine }) => ({ status: 0, out: `${machine.newUuid()}\n` }),
  cp,
  pwd: ({ shell }) => ({ status: 0, out: `${shell.folder}\n` }),
  cd: ({ shell, args }) => {
    if (args[0] === undefined || args[0] === '-')
      throw new NotUnderstood('cd needs a folder to be rehearsed');
    shell.folder = pathFrom(shell, args[0]);
    return FINE;
  },
  id: ({ machine, args }) => {
    if (args.join(' ') !== '-u') throw new NotUnderstood('id is rehearsed as id -u only');
    machine.knowsUser = true;
    return { status: 0, out: '0\n' };
  },
  whoami: ({ machine }) => {
    machine.knowsUser = true;
    return { status: 0, out: 'root\n' };
  },
  readlink: ({ machine, shell, args }) => {
    const name = machine.link(pathFrom(shell, args.at(-1) ?? ''));
    return name === null ? status(false) : { status: 0, out: `${name}\n` };
  },
  basename: ({ args }) => ({ status: 0, out: `${args[0]?.replace(/\/+$/, '').split('/').at(-1) ?? ''}\n` }),
  dirname: ({ args }) => ({ status: 0, out: `${args[0]?.replace(/\/[^/]*\/*$/, '') || '/'}\n` }),
  exit: ({ shell, args }) => {
    const ends = args[0] === undefined ? shell.status : integerArgument(args[0], 'exit') & 255;
    throw new Exit(ends, 'exit', `The script ends here with exit status ${ends}.`);
  },
  return: ({ shell, args }) => {
    throw new Leave(
      'return',
      args[0] === undefined ? shell.status : integerArgument(args[0], 'return') & 255,
    );
  },
  break: () => {
    throw new Leave('break', 0);
  },
  continue: () => {
    throw new Leave('continue', 0);
  },
};

/** Why a program cannot be rehearsed although it is well known. */
const FOREIGN: Readonly<Record<string, string>> = {
  sed: 'sed is not rehearsed',
  awk: 'awk is not rehearsed',
  source: 'other scripts are not rehearsed',
  '.': 'other scripts are not rehearsed',
  eval: 'eval is not rehearsed',
  alias: 'an alias changes what later words mean',
  read: 'what read gets is not known',
};

/** `captured`: what it prints is used by the script. */
export function builtinNamed(name: string, captured: boolean): Builtin | null {
  if (captured && PRINTS.has(name)) throw new NotUnderstood(`what ${name} prints is not known to the model`);
  if (Object.hasOwn(FOREIGN, name)) throw new NotUnderstood(FOREIGN[name] ?? name);
  if (HARMLESS.has(name) || PRINTS.has(name)) return () => FINE;
  return Object.hasOwn(BUILTINS, name) ? BUILTINS[name]! : null;
}
