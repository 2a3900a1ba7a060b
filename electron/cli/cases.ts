/** `studio cases FILE…`: runs case files against the model kernels. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../shared/errors.ts';
import { type CaseRun, runCaseFile } from '../engine/cases/run-cases.ts';
import { systemReason } from '../engine/workspace/atomic-save.ts';
import { missingSentence } from '../engine/workspace/load.ts';
import { capturesIn } from './case-captures.ts';
import { hostsIn } from './case-hosts.ts';
import { BadUse, type Command, type CommandArguments, EXIT, print, textOption } from './command.ts';
import { families } from './document.ts';

const WITH_CASES = families.filter(({ cases }) => cases !== null).map(({ id }) => id);

function familyOption(values: CommandArguments['values']): string | undefined {
  const id = textOption(values, 'family');
  if (id !== undefined && !WITH_CASES.includes(id))
    throw new BadUse(`no family ${id} has cases; there are ${WITH_CASES.join(', ')}`);
  return id;
}

/** Folders some families' cases name files in; both must exist where they are given. */
async function checkFolders(values: CommandArguments['values']): Promise<void> {
  for (const option of ['hosts', 'captures']) {
    const folder = textOption(values, option);
    if (folder === undefined) continue;
    const found = await stat(folder).catch(() => null);
    if (!found?.isDirectory()) throw new BadUse(`--${option}: there is no folder ${folder}`);
  }
}

/** A file of cases is some kilobytes to some megabytes; beyond this nobody has written one. */
const MOST_BYTES = 64 * 1024 * 1024;

async function readText(file: string): Promise<string> {
  try {
    const { size } = await stat(file);
    if (size > MOST_BYTES)
      throw new StudioError(
        'too-large',
        `${file} is larger than any file of cases (${size} bytes; up to ${MOST_BYTES} are read).`,
      );
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof StudioError) throw error;
    const missing = await missingSentence(file, error);
    if (missing !== null) throw new StudioError('not-found', missing);
    throw new StudioError('io', `${file} cannot be read: ${systemReason(error)}.`);
  }
}

export const casesSubcommand: Command = {
  name: 'cases',
  usage: 'cases [--family F] [--hosts DIR] [--captures DIR] FILE…',
  about:
    'Runs cases (a JSON array, an object with `cases`, or JSON lines) against the model kernels; the last line counts them.',
  options: { family: { type: 'string' }, hosts: { type: 'string' }, captures: { type: 'string' } },
  explained: {
    'family F': `only cases of this device family, ${WITH_CASES.join(' or ')}`,
    'hosts DIR':
      'where the host X of a DSA case is looked for first, as hostX.json or X.json; then beside the case file, then among those of the program. AP cases hold their host themselves',
    'captures DIR':
      'where the capture NAME of a zPCI case is looked for first, as NAME.tar.gz, NAME.grep.txt, NAME.links.txt, NAME.vfiocaps.txt, NAME.clp.txt; then beside the case file, then among those of the program. Cases of AP and DSA name none',
  },
  positionals: { least: 1, most: Number.POSITIVE_INFINITY },
  async run({ values, positionals }) {
    const family = familyOption(values);
    await checkFolders(values);
    const texts = await Promise.all(positionals.map(readText));
    const foldersOf = (option: string, file: string) => {
      const given = textOption(values, option);
      return [...(given === undefined ? [] : [given]), path.dirname(file)];
    };
    const runs: CaseRun[] = [];
    for (const [index, text] of texts.entries()) {
      const file = positionals[index]!;
      const context = {
        ...hostsIn(foldersOf('hosts', file)),
        capture: await capturesIn(foldersOf('captures', file), text),
      };
      runs.push(runCaseFile(text, families, family, context));
    }
    // Each run ends with its own count; one count for all files closes the output.
    for (const [index, { lines, failed }] of runs.entries()) {
      const told = failed > 0 ? lines.filter((line) => !/^\d+ passed, \d+ failed$/.test(line)) : [];
      for (const line of told) print(positionals.length > 1 ? `${positionals[index]}: ${line}` : line);
    }
    const sum = (key: 'passed' | 'failed') => runs.reduce((total, run) => total + run[key], 0);
    print(`${sum('passed')} passed, ${sum('failed')} failed`);
    return sum('failed') > 0 ? EXIT.found : EXIT.fine;
  },
};
