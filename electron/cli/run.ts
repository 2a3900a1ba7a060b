/** Finds the subcommand, parses its arguments, turns what it throws into a sentence and an exit code. */
import { parseArgs } from 'node:util';
import { StudioError } from '../../shared/errors.ts';
import { VERSION } from '../version.ts';
import { BadUse, type Command, EXIT, print, warn } from './command.ts';
import { COMMANDS } from './commands.ts';
import { help, overview, usageLines } from './help.ts';

function parse(command: Command, args: readonly string[]) {
  try {
    const parsed = parseArgs({
      args: [...args],
      options: { ...command.options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    const { length } = parsed.positionals;
    const { least, most } = command.positionals;
    if (!parsed.values.help && (length < least || length > most))
      throw new BadUse(length < least ? 'something is missing' : `what is ${parsed.positionals[most]}?`);
    return parsed;
  } catch (error) {
    // parseArgs' own errors say what is wrong in their first sentence.
    throw error instanceof BadUse
      ? error
      : new BadUse(error instanceof Error ? error.message : String(error));
  }
}

/** Answers the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version' || name === '-V') {
    print(VERSION);
    return EXIT.fine;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    print(overview());
    return EXIT.fine;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (!command) {
    warn([...(name === undefined ? [] : [`studio: there is no subcommand ${name}`, '']), ...overview()]);
    return EXIT.badUse;
  }
  try {
    const { values, positionals } = parse(command, rest);
    if (values.help) {
      print(help(command));
      return EXIT.fine;
    }
    return await command.run({ values, positionals });
  } catch (error) {
    if (error instanceof BadUse) warn([`studio ${command.name}: ${error.message}`, ...usageLines(command)]);
    else if (error instanceof StudioError) warn(`studio: ${error.message}`);
    else throw error;
    return EXIT.badUse;
  }
}
