/** What a subcommand is. */
import type { ParseArgsOptionsConfig } from 'node:util';
import { visible } from './visible.ts';

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

function shown(text: string | readonly string[]): string {
  const lines = typeof text === 'string' ? [text] : text;
  return lines.map((line) => `${visible(line)}\n`).join('');
}

/** A line, or several, for a person; whatever a terminal would obey in one is made visible. */
export function print(lines: string | readonly string[]): void {
  process.stdout.write(shown(lines));
}

/** `1 error`, `2 errors`. */
export function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** A text for a program, byte by byte. */
export function printRaw(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  printRaw(JSON.stringify(value, null, 2));
}

export function warn(lines: string | readonly string[]): void {
  process.stderr.write(shown(lines));
}

export function textOption(values: CommandArguments['values'], name: string): string | undefined {
  const value = values[name];
  return typeof value === 'string' ? value : undefined;
}
