/** What a shell keeps while it runs, and how it is left. */
import type { ShellCommand } from './syntax.ts';

/** A value that depends on something outside the script and the model; `why` is a clause. */
export interface Unknown {
  readonly why: string;
}

export interface Shell {
  readonly variables: Map<string, string | Unknown>;
  readonly functions: Map<string, ShellCommand>;
  /** `$1` and on inside a function; null outside, where they depend on the caller. */
  positional: readonly string[] | null;
  errexit: boolean;
  nounset: boolean;
  status: number;
  folder: string;
  /** The first line names plain sh, which knows no brace ranges. */
  readonly plain: boolean;
}

export function newShell(text: string): Shell {
  const [firstLine = ''] = text.slice(0, 200).split('\n');
  return {
    variables: new Map(),
    functions: new Map(),
    positional: null,
    errexit: /^#!.* -[a-z]*e/.test(firstLine),
    nounset: false,
    status: 0,
    folder: '/',
    plain: /^#! ?(?:\/usr)?\/bin\/(?:env )?(?:sh|dash)\b/.test(firstLine),
  };
}

/** What happens in it to variables stays in it. */
export function subshell(shell: Shell): Shell {
  return { ...shell, variables: new Map(shell.variables), functions: new Map(shell.functions) };
}

/** A way out of lists that have printed before. */
class WayOut extends Error {
  /** What was printed on the way and nobody has taken. */
  out = '';
}

/** The script, or the subshell, ends. */
export class Exit extends WayOut {
  readonly status: number;
  readonly reason: 'exit' | 'errexit' | 'broken' | 'limit' | 'unset';

  constructor(status: number, reason: Exit['reason'], message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

/** `return`, `break` and `continue`. */
export class Leave extends WayOut {
  readonly kind: 'return' | 'break' | 'continue';
  readonly status: number;

  constructor(kind: Leave['kind'], status: number) {
    super(kind);
    this.kind = kind;
    this.status = status;
  }
}

/** Runs it; when it is left by a way out, that takes along what had been printed before. */
export function carrying<Value>(printed: string, run: () => Value): Value {
  try {
    return run();
  } catch (error) {
    if (error instanceof WayOut) error.out = printed + error.out;
    throw error;
  }
}

/** Absolute form of a path, from the folder of the last `cd`. */
export function pathFrom(shell: Shell, path: string): string {
  const parts: string[] = [];
  for (const part of `${path.startsWith('/') ? '' : shell.folder}/${path}`.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
