/** `studio import`: a capture as a workspace file, or the wish of exported files onto one. */
import { readExport } from '../engine/export/export-host.ts';
import { withDesired } from '../engine/workspace/document.ts';
import { changeWish, OUTPUT_OPTIONS } from './change-wish.ts';
import { BadUse, type Command, type CommandArguments, EXIT, textOption, warn } from './command.ts';
import { families, readCaptureDocument } from './document.ts';
import { formatOption } from './export.ts';
import { HOST_EXPLAINED, HOST_OPTION } from './host-options.ts';
import { saveWorkspace } from './save.ts';
import { guessFormat, readWishFiles } from './wish-files.ts';

async function importHost(capture: string, values: CommandArguments['values']): Promise<number> {
  const output = textOption(values, 'output');
  if (output === undefined) throw new BadUse('-o says where the workspace is written');
  if (textOption(values, 'format') !== undefined)
    throw new BadUse('--format goes with --onto; what a capture is, its files tell');
  const document = await readCaptureDocument(capture);
  await saveWorkspace(document, output, values['overwrite'] === true);
  for (const { severity, file, message } of document.hosts.flatMap(({ findings }) => findings))
    warn(`${severity}: ${file}: ${message}`);
  return EXIT.fine;
}

async function importWish(
  onto: string,
  given: readonly string[],
  values: CommandArguments['values'],
): Promise<number> {
  const files = await readWishFiles(given);
  const named = textOption(values, 'format');
  const format = named === undefined ? guessFormat(files) : formatOption(named);
  return changeWish(onto, values, (host) => {
    const outcome = readExport(families, host, format, files);
    return outcome.ok ? { ...outcome, host: withDesired(host, outcome.desired) } : outcome;
  });
}

export const importSubcommand: Command = {
  name: 'import',
  usage:
    'import CAPTURE -o WORKSPACE [--overwrite], or import FILE… --onto WORKSPACE [--format FORMAT] [-o WORKSPACE]',
  about:
    'Writes a capture (folder, archive, text) as a workspace file; with --onto takes the wish that exported files tell.',
  options: {
    ...HOST_OPTION,
    ...OUTPUT_OPTIONS,
    onto: { type: 'string' },
    format: { type: 'string' },
    json: { type: 'boolean' },
  },
  explained: {
    'output WORKSPACE':
      'the file to write, short -o; with --onto it may be left out, then that workspace is replaced',
    overwrite: 'replace the file of -o if it exists and holds something else',
    'onto WORKSPACE': 'the workspace that gets the wish of the files; folders are read whole',
    'format FORMAT': 'the format of these files, where their names do not tell',
    ...HOST_EXPLAINED,
    json: 'with --onto: notes or the refusal as JSON',
  },
  positionals: { least: 1, most: 5000 },
  async run({ values, positionals }) {
    const onto = textOption(values, 'onto');
    if (onto !== undefined) return importWish(onto, positionals, values);
    const [capture = '', second] = positionals;
    if (second !== undefined) throw new BadUse(`one capture at a time; what is ${second}?`);
    return importHost(capture, values);
  },
};
