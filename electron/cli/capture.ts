/** `studio capture --print`: how to make a capture on a host. */
import { captureCommand } from '../engine/hosts/capture-command.ts';
import { BadUse, type Command, EXIT, print } from './command.ts';

export const captureSubcommand: Command = {
  name: 'capture',
  usage: 'capture --print',
  about: 'Prints the one shell command that makes a capture on a host.',
  options: { print: { type: 'boolean' } },
  explained: { print: 'print the command; running it on the host makes the capture' },
  positionals: { least: 0, most: 0 },
  run({ values }) {
    // Making the capture is the host's shell's work; a bare `capture` must not look as if it had made one.
    if (!values.print) throw new BadUse('nothing is captured by this command itself; --print tells how');
    for (const line of captureCommand().split('\n')) print(line);
    return Promise.resolve(EXIT.fine);
  },
};
