/** `studio …`: the engine for scripts and CI. Each subcommand is one file in cli/ and one line in cli/commands.ts. */
import { runCli } from './cli/run.ts';

process.exitCode = await runCli(process.argv.slice(2));
