/** `studio export WORKSPACE --format F --out DIR`: wish and plan as files of an admin's tool. */
import path from 'node:path';
import { EXPORT_FORMATS, type ExportFormatId } from '../../shared/plan.ts';
import { makeExport } from '../engine/export/export-host.ts';
import { saveExport } from '../engine/export/save-export.ts';
import { BadUse, type Command, EXIT, print, printJson, textOption, warn } from './command.ts';
import { families, readDocument } from './document.ts';
import { chosenHosts, PLAN_EXPLAINED, PLAN_OPTIONS, planOptions } from './host-options.ts';

/** Throws {@link BadUse} with the formats there are for another one. */
export function formatOption(
  text: string | undefined,
  known: readonly ExportFormatId[] = EXPORT_FORMATS,
): ExportFormatId {
  const format = known.find((one) => one === text);
  if (format === undefined)
    throw new BadUse(`--format is one of ${known.join(', ')}${text === undefined ? '' : `, not ${text}`}`);
  return format;
}

export const exportSubcommand: Command = {
  name: 'export',
  usage:
    'export WORKSPACE --format FORMAT --out DIR [--overwrite] [--host NAME] [--style STYLE] [--restart GUEST]… [--json]',
  about:
    'Writes wish and plan for another tool, all files or none; several hosts get a folder each; exit code 1 when something blocks the plan.',
  options: {
    ...PLAN_OPTIONS,
    format: { type: 'string' },
    out: { type: 'string' },
    overwrite: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  explained: {
    'format FORMAT': `one of ${EXPORT_FORMATS.join(', ')}; needed`,
    'out DIR': 'the folder to write into, made where it is missing; needed',
    overwrite: 'replace files that are there and hold something else',
    ...PLAN_EXPLAINED,
    json: 'what was written as JSON',
  },
  positionals: { least: 1, most: 1 },
  async run({ values, positionals }) {
    const format = formatOption(textOption(values, 'format'));
    const out = textOption(values, 'out');
    if (out === undefined) throw new BadUse('--out says which folder the files are written into');
    const document = await readDocument(positionals[0] ?? '');
    const hosts = chosenHosts(document, values);
    const [first] = hosts;
    if (!first) throw new BadUse('the workspace has no host to export');
    const { files, notes, blocks } = makeExport(
      families,
      document,
      hosts.map(({ id }) => id),
      format,
      planOptions(first, values),
    );
    const { folder, written } =
      files.length > 0
        ? await saveExport(out, files, values['overwrite'] === true)
        : { folder: path.resolve(out), written: [] };
    if (values['json']) printJson({ format, folder, written, notes, blocks });
    else {
      for (const file of written) print(file);
      const same = files.length - written.length;
      if (same > 0) warn(`${same} of ${files.length} files were there already with this content.`);
      for (const note of notes) warn(`note: ${note}`);
    }
    return blocks.length > 0 ? EXIT.found : EXIT.fine;
  },
};
