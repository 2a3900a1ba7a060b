/** `studio import CAPTURE -o WORKSPACE`: a capture as a workspace file. */
import path from 'node:path';
import { saveAtomically } from '../engine/workspace/atomic-save.ts';
import { nameOfFile } from '../engine/workspace/document.ts';
import { writeWorkspace } from '../engine/workspace/file.ts';
import { BadUse, type Command, EXIT, textOption, warn } from './command.ts';
import { families, readCaptureDocument } from './document.ts';

export const importSubcommand: Command = {
  name: 'import',
  usage: 'import CAPTURE -o WORKSPACE [--overwrite]',
  about: 'Reads a capture (folder, archive, text) and writes it as a workspace file.',
  options: { output: { type: 'string', short: 'o' }, overwrite: { type: 'boolean' } },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }) {
    const file = textOption(values, 'output');
    if (file === undefined) throw new BadUse('-o says where the workspace is written');
    const document = await readCaptureDocument(positionals[0] ?? '');
    const name = nameOfFile(file);
    const text = writeWorkspace({ ...document, name }, families);
    await saveAtomically(path.resolve(file), text, { overwrite: values.overwrite === true });
    for (const { severity, file: where, message } of document.hosts.flatMap(({ findings }) => findings))
      warn(`${severity}: ${where}: ${message}`);
    return EXIT.fine;
  },
};
