/** The subcommands, in the order of the help. A new one is a file and a line. */
import { captureSubcommand } from './capture.ts';
import { casesSubcommand } from './cases.ts';
import { checkSubcommand } from './check.ts';
import type { Command } from './command.ts';
import { importSubcommand } from './import.ts';
import { showSubcommand } from './show.ts';

export const COMMANDS: readonly Command[] = [
  showSubcommand,
  checkSubcommand,
  importSubcommand,
  captureSubcommand,
  casesSubcommand,
];
