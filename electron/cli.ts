/** `studio …`: the engine for scripts and CI. Each subcommand is one file in cli/ and one line in cli/commands.ts. */
import { runCli } from './cli/run.ts';

// `studio show … | head`: the reader has what it wanted, which is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2));
