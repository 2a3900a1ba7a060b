/** `studio edit WORKSPACE EDITS.json`: the same checked edits a click makes, as one gesture. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { StudioError } from '../../shared/errors.ts';
import { applyEdits } from '../engine/session/edit.ts';
import { systemReason } from '../engine/workspace/atomic-save.ts';
import { changeWish, OUTPUT_OPTIONS } from './change-wish.ts';
import type { Command } from './command.ts';
import { families } from './document.ts';
import { withGuestIds } from './guest-names.ts';
import { HOST_EXPLAINED, HOST_OPTION } from './host-options.ts';

/** As many as a machine has functions; each is checked against the whole host, so that a gesture of any length would not end. */
const MOST_EDITS = 4096;

const editList = z.array(z.looseObject({ family: z.string(), op: z.string() })).min(1);
const file = z.union([editList, z.object({ edits: editList }).transform((whole) => whole.edits)]);

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
  if (checked.success && checked.data.length > MOST_EDITS)
    throw new StudioError(
      'bad-request',
      `${name} has ${checked.data.length.toLocaleString('en-US')} edits, and one gesture has ${MOST_EDITS.toLocaleString('en-US')} at most. Split the file.`,
    );
  if (checked.success) return checked.data;
  throw new StudioError('unreadable', `${name} is not understood: ${expected}.`);
}

export const editSubcommand: Command = {
  name: 'edit',
  usage: 'edit WORKSPACE EDITS.json [-o WORKSPACE] [--overwrite] [--host NAME] [--json]',
  about:
    'Makes edits together or not at all, as a click would; exit code 1 and nothing written when one is refused. An edit is an object such as {"family": "zpci", "op": "removeGuest", "guest": "db1"}; docs/edits.md lists the operations of every family with their arguments. A guest is named by its id, or by its name where no other guest has that.',
  options: {
    ...HOST_OPTION,
    ...OUTPUT_OPTIONS,
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
    const edits = await readEdits(editsFile);
    return changeWish(source, values, (host) => applyEdits(host, withGuestIds(host, edits), families));
  },
};
