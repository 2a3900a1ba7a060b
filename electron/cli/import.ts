/** `studio import`: a capture as a workspace file, or the wish of exported files onto one. */
import { readExport, readFormats } from '../engine/export/export-host.ts';
import type { ChangeGroup } from '../../shared/plan.ts';
import { planningsOf } from '../engine/plan/named-plan.ts';
import { type HostDocument, withDesired } from '../engine/workspace/document.ts';
import { changeWish, OUTPUT_OPTIONS } from './change-wish.ts';
import { reportLines, reportOn } from './check.ts';
import { BadUse, type Command, type CommandArguments, counted, EXIT, textOption, warn } from './command.ts';
import { families, readCaptureDocument } from './document.ts';
import { formatOption } from './export.ts';
import { HOST_EXPLAINED, HOST_OPTION } from './host-options.ts';
import { saveWorkspace } from './save.ts';
import { guessFormat, readWishFiles } from './wish-files.ts';

const READ_FORMATS = readFormats(families);

/** More names are counted only. */
const MOST_NAMED = 6;

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

function named(titles: readonly string[]): string {
  return titles.length > MOST_NAMED
    ? `${titles.slice(0, MOST_NAMED).join(', ')} and ${titles.length - MOST_NAMED} more`
    : titles.join(', ');
}

/** What the files changed in the wish: guests by name, other groups (host masks) by their titles. */
function takenOver(before: HostDocument, after: HostDocument): string {
  const groups = [...planningsOf(families)].flatMap(([id, planning]) => {
    const [was, is] = [before.families.get(id), after.families.get(id)];
    return was && is ? planning.changes(was.desired, is.desired) : [];
  });
  const isGuest = ({ refs }: ChangeGroup) => refs.some(({ kind }) => kind === 'guest');
  const guests = groups.filter(isGuest).map(({ title }) => title);
  // Families without plans have no list of changes: their title says that there are some.
  const unplanned = families.flatMap((family) => {
    const { id, title, planning } = family;
    const [was, is] = [before.families.get(id), after.families.get(id)];
    if (planning !== null || was === undefined || is === undefined) return [];
    return JSON.stringify(family.toFile(was.desired)) === JSON.stringify(family.toFile(is.desired))
      ? []
      : [title];
  });
  const parts = [
    ...unplanned,
    ...(guests.length > 0 ? [`${counted(guests.length, 'guest')} (${named(guests)})`] : []),
    ...groups.filter((group) => !isGuest(group)).map(({ title }) => title.toLowerCase()),
  ];
  return parts.length === 0 ? 'nothing in it is new' : parts.join(', ');
}

/** A wish from files may contradict itself or the host; it is taken all the same, and said. */
function conflictLines(after: HostDocument): string[] {
  const report = reportOn(after);
  const hasConflict = report.problems.some(({ severity }) => severity === 'error');
  return hasConflict ? reportLines([{ ...report, findings: [] }]) : [];
}

async function importWish(
  onto: string,
  given: readonly string[],
  values: CommandArguments['values'],
): Promise<number> {
  const files = await readWishFiles(given);
  const asked = textOption(values, 'format');
  const format = asked === undefined ? guessFormat(files, READ_FORMATS) : formatOption(asked, READ_FORMATS);
  return changeWish(
    onto,
    values,
    (host) => {
      const outcome = readExport(families, host, format, files);
      return outcome.ok ? { ...outcome, host: withDesired(host, outcome.desired) } : outcome;
    },
    (before, after, file) => [
      `Took the wish of ${counted(files.length, 'file')} into ${file}: ${takenOver(before, after)}.`,
      ...conflictLines(after),
    ],
  );
}

export const importSubcommand: Command = {
  name: 'import',
  usage:
    'import CAPTURE -o WORKSPACE [--overwrite], or import FILE… --onto WORKSPACE [--format FORMAT] [-o WORKSPACE] [--overwrite]',
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
      'the file to write, short -o; with --onto it may be left out, then that workspace itself is written, in place',
    overwrite: 'replace the file of -o if it exists and holds something else',
    'onto WORKSPACE': 'the workspace that gets the wish of the files; folders are read whole',
    'format FORMAT': `the format of these files, where neither their names nor what they hold tell: one of ${READ_FORMATS.join(', ')}`,
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
