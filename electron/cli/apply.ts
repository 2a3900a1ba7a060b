/** `studio apply WORKSPACE`: the steps of the plan on a host, shown first, asked for once, read back each. */
import { createInterface } from 'node:readline/promises';
import { StudioError } from '../../shared/errors.ts';
import type { ApplyTarget } from '../../shared/plan.ts';
import { journalsFolder } from '../engine/apply/journal.ts';
import { openTarget } from '../engine/apply/open-target.ts';
import { userConfigFolder } from '../host-paths.ts';
import { applyToHost } from './apply-host.ts';
import { BadUse, type Command, type CommandArguments, print, printRaw, textOption, warn } from './command.ts';
import { families, readDocument } from './document.ts';
import { chosenHost, PLAN_EXPLAINED, PLAN_OPTIONS, planOptions } from './host-options.ts';
import { visible } from './visible.ts';

function targetOf(values: CommandArguments['values']): ApplyTarget {
  const root = textOption(values, 'root') ?? null;
  const host = textOption(values, 'ssh');
  return host === undefined ? { kind: 'this-machine', root } : { kind: 'ssh', host, root };
}

/** Anything but `y` and `yes` is no; so is Ctrl-C. */
async function ask(question: string): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new StudioError(
      'bad-request',
      'Nothing was run: nobody can be asked here. Give --yes to run these steps without a question.',
    );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      terminal.once('close', () => resolve(''));
      terminal.question(`${visible(question)} [y/N] `).then(resolve, reject);
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}

/** The first Ctrl-C stops between steps; a second one ends the program, and the journal tells how far it came. */
function stopOnInterrupt(): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const stop = () => {
    warn('Stopping after this step. A second Ctrl-C does not wait for it.');
    controller.abort();
  };
  process.once('SIGINT', stop);
  return { signal: controller.signal, end: () => process.off('SIGINT', stop) };
}

export const applySubcommand: Command = {
  name: 'apply',
  usage:
    'apply WORKSPACE [--host NAME] [--root DIR] [--ssh HOST] [--style STYLE] [--restart GUEST]… [--yes] [--replan] [--roll-back] [--json]',
  about:
    'Shows the steps, asks, and carries them out with a read-back after each; exit code 1 when the host is not, or does not answer, as planned.',
  options: {
    ...PLAN_OPTIONS,
    root: { type: 'string' },
    ssh: { type: 'string' },
    yes: { type: 'boolean' },
    replan: { type: 'boolean' },
    'roll-back': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  explained: {
    ...PLAN_EXPLAINED,
    'root DIR':
      'everything below this folder instead of /; programs are not run there, only the files they leave are written',
    'ssh HOST': 'on this host, by the ssh of this machine with its own configuration and keys',
    yes: 'do not ask',
    replan: 'where the host is not as it was read: plan from what is there to the same wish',
    'roll-back': 'take the last run back, from what is there now to what was before it',
    json: 'the report as JSON; everything else goes to standard error',
  },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }) {
    if (values['replan'] && values['roll-back'])
      throw new BadUse('--replan and --roll-back exclude each other');
    const host = chosenHost(await readDocument(positionals[0] ?? ''), values);
    const target = await openTarget(targetOf(values), families);
    const interrupt = stopOnInterrupt();
    try {
      return await applyToHost({
        families,
        host,
        target,
        options: planOptions(host, values),
        journals: journalsFolder(userConfigFolder()),
        signal: interrupt.signal,
        task: values['roll-back'] ? 'roll-back' : values['replan'] ? 'replan' : 'apply',
        ask: values['yes'] ? () => Promise.resolve(true) : ask,
        say: values['json'] ? warn : print,
        json: values['json'] ? printRaw : null,
      });
    } finally {
      interrupt.end();
      await target.close();
    }
  },
};
