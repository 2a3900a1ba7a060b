/** `studio import CAPTURE -o WORKSPACE`: a capture as a workspace file. */
import { BadUse, type Command, EXIT, textOption, warn } from './command.ts';
import { readCaptureDocument } from './document.ts';
import { saveWorkspace } from './save.ts';

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
    await saveWorkspace(document, file, values.overwrite === true);
    for (const { severity, file: where, message } of document.hosts.flatMap(({ findings }) => findings))
      warn(`${severity}: ${where}: ${message}`);
    return EXIT.fine;
  },
};
