/** `studio edit WORKSPACE EDITS.json`: the same checked edits a click makes, as one gesture. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { StudioError } from '../../shared/errors.ts';
import { applyEdits } from '../engine/session/edit.ts';
import { systemReason } from '../engine/workspace/atomic-save.ts';
import { replaceHost } from '../engine/workspace/document.ts';
import { isWorkspaceFile } from '../engine/workspace/load.ts';
import { BadUse, type Command, EXIT, print, printJson, textOption } from './command.ts';
import { families, readDocument } from './document.ts';
import { chosenHost, HOST_EXPLAINED, HOST_OPTION } from './host-options.ts';
import { printRefusal } from './say-steps.ts';
import { saveWorkspace } from './save.ts';

const edits = z.array(z.looseObject({ family: z.string(), op: z.string() })).min(1);
const file = z.union([edits, z.object({ edits }).transform((whole) => whole.edits)]);

async function readEdits(name: string): Promise<z.output<typeof file>> {
  let text: string;
  try {
    text = await readFile(name, 'utf8');
  } catch (error) {
    throw new StudioError('io', `${name} cannot be read: ${systemReason(error)}.`);
  }
  const expected = `an array of edits such as [{"family": "ap", "op": "assign", …}], or an object with it as "edits", was expected`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new StudioError('unreadable', `${name} is not JSON (${(error as Error).message}); ${expected}.`);
  }
  const checked = file.safeParse(parsed);
  if (checked.success) return checked.data;
  throw new StudioError('unreadable', `${name} is not understood: ${expected}.`);
}

export const editSubcommand: Command = {
  name: 'edit',
  usage: 'edit WORKSPACE EDITS.json [-o WORKSPACE] [--overwrite] [--host NAME] [--json]',
  about:
    'Makes edits together or not at all, as a click would; exit code 1 and nothing written when one is refused.',
  options: {
    ...HOST_OPTION,
    output: { type: 'string', short: 'o' },
    overwrite: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  explained: {
    ...HOST_EXPLAINED,
    'output WORKSPACE': 'write here, short -o; without it the workspace itself is replaced',
    overwrite: 'replace the file of -o if it exists and holds something else',
    json: 'notes or the refusal as JSON',
  },
  positionals: { least: 2, most: 2 },
  async run({ values, positionals }) {
    const [source = '', editsFile = ''] = positionals;
    const output = textOption(values, 'output');
    if (output === undefined && !(await isWorkspaceFile(source)))
      throw new BadUse('-o says where the workspace is written, since the input is a capture');
    const document = await readDocument(source);
    const host = chosenHost(document, values);
    const outcome = applyEdits(host, await readEdits(editsFile), families);
    if (outcome.ok)
      await saveWorkspace(
        replaceHost(document, outcome.host),
        output ?? source,
        output === undefined || values['overwrite'] === true,
      );
    if (values.json)
      printJson(
        outcome.ok
          ? { host: host.name, ok: true, notes: outcome.notes }
          : { host: host.name, ok: false, refusal: outcome.refusal },
      );
    else if (outcome.ok) outcome.notes.forEach((text) => print(text));
    else printRefusal(outcome.refusal);
    return outcome.ok ? EXIT.fine : EXIT.found;
  },
};
