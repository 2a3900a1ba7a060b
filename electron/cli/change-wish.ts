/** What subcommands that change a host's wish share: read, change, write in place or elsewhere, tell. */
import type { EditOutcome } from '../engine/session/edit.ts';
import { type HostDocument, replaceHost } from '../engine/workspace/document.ts';
import { isWorkspaceFile } from '../engine/workspace/load.ts';
import { BadUse, type CommandArguments, EXIT, print, printJson, textOption, warn } from './command.ts';
import { readDocument } from './document.ts';
import { chosenHost } from './host-options.ts';
import { printRefusal } from './say-steps.ts';
import { saveWorkspace } from './save.ts';

export const OUTPUT_OPTIONS = {
  output: { type: 'string', short: 'o' },
  overwrite: { type: 'boolean' },
} as const;

/** What is said on stderr about a change that was written to `file`. */
type Told = (before: HostDocument, after: HostDocument, file: string) => readonly string[];

/** Answers the exit code. A refused change writes nothing; a capture is never written over. */
export async function changeWish(
  source: string,
  values: CommandArguments['values'],
  change: (host: HostDocument) => EditOutcome | Promise<EditOutcome>,
  told: Told = () => [],
): Promise<number> {
  const output = textOption(values, 'output');
  if (output === undefined && !(await isWorkspaceFile(source)))
    throw new BadUse(`-o says where the workspace is written, since ${source} is a capture`);
  const document = await readDocument(source);
  const host = chosenHost(document, values);
  const outcome = await change(host);
  if (outcome.ok)
    await saveWorkspace(
      replaceHost(document, outcome.host),
      output ?? source,
      output === undefined || values['overwrite'] === true,
    );
  if (values['json']) {
    const { ok } = outcome;
    const told = outcome.ok ? { notes: outcome.notes } : { refusal: outcome.refusal };
    printJson({ host: host.name, ok, ...told });
  } else if (outcome.ok) {
    print(outcome.notes);
    warn(told(host, outcome.host, output ?? source));
  } else printRefusal(outcome.refusal);
  return outcome.ok ? EXIT.fine : EXIT.found;
}
