/** What a subcommand is. */
import type { ParseArgsOptionsConfig } from 'node:util';

/** Exit codes, the same for every subcommand. */
export const EXIT = { fine: 0, found: 1, badUse: 2 } as const;

export interface CommandArguments {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Command {
  readonly name: string;
  /** After `studio `: `show FILE [--json]`. */
  readonly usage: string;
  /** One sentence. */
  readonly about: string;
  readonly options: ParseArgsOptionsConfig;
  /** What each option does, for the help; its keys are those of `options`, with what a text option takes: `output FILE`. */
  readonly explained: Readonly<Record<string, string>>;
  /** Number of positional arguments it takes. */
  readonly positionals: { readonly least: number; readonly most: number };
  /** Results go to stdout, everything else to stderr. Answers the exit code. Throws StudioError and {@link BadUse}. */
  run(given: CommandArguments): Promise<number>;
}

/** The command line itself is wrong; its sentence is shown with the usage. */
export class BadUse extends Error {}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** `1 error`, `2 errors`. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

export function warn(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function textOption(values: CommandArguments['values'], name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}
