/** What `--help` prints: of all subcommands, and of one. */
import type { Command } from './command.ts';
import { COMMANDS } from './commands.ts';
import { wrap } from './wrap.ts';

export function overview(): string[] {
  return [
    'Usage: studio SUBCOMMAND …',
    '',
    ...COMMANDS.flatMap(({ usage, about }) => [...wrap(`  ${usage}`, 6), ...wrap(`      ${about}`, 6)]),
    '',
    'studio --version prints the version, studio SUBCOMMAND --help more of a subcommand.',
    ...wrap(
      'Exit codes: 0 fine, 1 problems or failures were found, 2 the command or its input could not be used.',
      2,
    ),
  ];
}

export function usageLines({ usage }: Command): string[] {
  return wrap(`Usage: studio ${usage}`, 9);
}

export function help(command: Command): string[] {
  const lines = [...Object.entries(command.explained), ['help', 'this text, short -h'] as const];
  const width = Math.max(...lines.map(([name]) => name.length));
  const names = lines.flatMap(([name, what]) => wrap(`  --${name.padEnd(width)}  ${what}`, width + 6));
  return [...usageLines(command), '', ...wrap(command.about, 0), '', 'Options:', ...names];
}
