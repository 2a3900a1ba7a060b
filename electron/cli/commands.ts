/** The subcommands, in the order of the help. A new one is a file and a line. */
import { applySubcommand } from './apply.ts';
import { captureSubcommand } from './capture.ts';
import { casesSubcommand } from './cases.ts';
import { checkSubcommand } from './check.ts';
import type { Command } from './command.ts';
import { diffSubcommand } from './diff.ts';
import { domainSubcommand } from './domain.ts';
import { editSubcommand } from './edit.ts';
import { exportSubcommand } from './export.ts';
import { importSubcommand } from './import.ts';
import { planSubcommand } from './plan.ts';
import { rehearseSubcommand } from './rehearse.ts';
import { showSubcommand } from './show.ts';

export const COMMANDS: readonly Command[] = [
  showSubcommand,
  checkSubcommand,
  editSubcommand,
  diffSubcommand,
  planSubcommand,
  rehearseSubcommand,
  applySubcommand,
  exportSubcommand,
  domainSubcommand,
  importSubcommand,
  captureSubcommand,
  casesSubcommand,
];
