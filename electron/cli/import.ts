/** `studio import CAPTURE -o WORKSPACE`: a capture as a workspace file. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../shared/errors.ts';
import { saveAtomically } from '../engine/workspace/atomic-save.ts';
import { nameOfFile } from '../engine/workspace/document.ts';
import { writeWorkspace } from '../engine/workspace/file.ts';
import { BadUse, type Command, EXIT, textOption, warn } from './command.ts';
import { families, readCaptureDocument } from './document.ts';

/** The engine's sentence speaks to a dialog; a command line has an option for it. */
async function save(file: string, text: string, overwrite: boolean): Promise<void> {
  const isThere =
    !overwrite &&
    (await stat(file).then(
      () => true,
      () => false,
    ));
  try {
    await saveAtomically(file, text, { overwrite });
  } catch (error) {
    if (!isThere || !(error instanceof StudioError)) throw error;
    throw new StudioError(
      error.code,
      `${file} exists already and holds something else. Give --overwrite to replace it, or another name with -o.`,
    );
  }
}

export const importSubcommand: Command = {
  name: 'import',
  usage: 'import CAPTURE -o WORKSPACE [--overwrite]',
  about: 'Reads a capture (folder, archive, text) and writes it as a workspace file.',
  options: { output: { type: 'string', short: 'o' }, overwrite: { type: 'boolean' } },
  explained: {
    'output WORKSPACE': 'the file to write, short -o; needed',
    overwrite: 'replace the file if it exists and holds something else',
  },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }) {
    const file = textOption(values, 'output');
    if (file === undefined) throw new BadUse('-o says where the workspace is written');
    const document = await readCaptureDocument(positionals[0] ?? '');
    const name = nameOfFile(file);
    const text = writeWorkspace({ ...document, name }, families);
    await save(path.resolve(file), text, values.overwrite === true);
    for (const { severity, file: where, message } of document.hosts.flatMap(({ findings }) => findings))
      warn(`${severity}: ${where}: ${message}`);
    return EXIT.fine;
  },
};
