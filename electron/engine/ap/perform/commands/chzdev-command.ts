/** chzdev as a command: options, dry runs, import files, and what it does not tell (AP-Z1 ... AP-Z6, management.md 2.2). */
import type { ApState } from '../../../../../shared/ap/types.ts';
import { countIds, idsOf, type Mask } from '../../../../../shared/mask.ts';
import type { Command } from '../../../../../shared/plan.ts';
import { changeNotes, zeroizeNote } from '../../edit-notes.ts';
import { chzdev, type ChzdevOptions, type MaskName, parseChzdevValue } from '../../tools/chzdev.ts';
import { adapterWords, domainWords } from '../../wording.ts';
import { failureWords, lostRefs, type Outcome } from '../outcome.ts';
import { type Advice, done, failed, followedBy } from '../../../perform/outcome.ts';
import { type Arguments, type OptionTable, readArguments, valueOf } from '../../../tools/options.ts';
import { firstWords, shortened, toolHost } from './tool-host.ts';

const OPTIONS: OptionTable = {
  flags: {
    '-a': 'active',
    '--active': 'active',
    '-p': 'persistent',
    '--persistent': 'persistent',
    '-e': 'enable',
    '--enable': 'enable',
    '-f': 'force',
    '--force': 'force',
    '-y': 'yes',
    '--yes': 'yes',
    '-q': 'quiet',
    '--quiet': 'quiet',
    '-V': 'verbose',
    '--verbose': 'verbose',
    '-R': 'remove-all',
    '--remove-all': 'remove-all',
    '--dry-run': 'dry-run',
    '--no-root-update': 'quiet',
    '--no-settle': 'quiet',
    '--all': 'all',
  },
  values: {
    '-t': 'type',
    '--type': 'type',
    '-r': 'remove',
    '--remove': 'remove',
    '--import': 'import',
    '--export': 'export',
  },
};

const MASK_NAMES: ReadonlySet<string> = new Set(['apmask', 'aqmask']);

/** So few ids of 256 in an absolute list are rather those meant for guests than those the host should keep. */
const FEW_KEPT = 16;

/** Mistake 3: the list is read as “for guests”. */
function listAdvice(state: ApState, settings: readonly string[]): Advice[] {
  return settings.flatMap((setting) => {
    const [name = '', value = ''] = setting.split('=');
    if (/[+-]/.test(value.charAt(0)) || (name !== 'apmask' && name !== 'aqmask')) return [];
    const kept: Mask | null = parseChzdevValue(value, state[name]);
    if (kept === null || countIds(kept) > FEW_KEPT || countIds(state[name]) <= FEW_KEPT) return [];
    return [
      {
        rule: 'AP-Z1',
        text: `${setting} lists what stays with the host: it keeps ${name === 'apmask' ? adapterWords(idsOf(kept)) : domainWords(idsOf(kept))} and gives all others to guests. To give away only these, write ${name}=${value
          .split(',')
          .map((part) => `-${part}`)
          .join(',')}.`,
      },
    ];
  });
}

function refusedBecause(state: ApState, messages: readonly string[], isChange: boolean): Outcome {
  const first = messages[0] ?? '';
  const bad = first.startsWith('Unknown attribute') ? 4 : first.startsWith('Invalid input') ? 6 : 9;
  const rule = bad === 9 ? 'AP-Z3' : bad === 6 && isChange ? 'AP-Z1' : 'AP-Z2';
  const hint =
    bad === 6
      ? isChange
        ? '; either every entry has a sign (+ host, - guests) or none has'
        : '; entries are n or n-m from 0 to 255'
      : '';
  const lines = [
    ...messages.map((line) => `chzdev: ${line}`),
    'ap device type configure failed',
    ...(bad === 9 ? ['    Error: Invalid configuration'] : []),
  ];
  const said = `chzdev ends with exit status ${bad} and changes nothing: ${firstWords(messages)}${hint}.`;
  return failed(state, null, rule, said, shortened(lines));
}

/** One run of the tool's core, with what it keeps to itself told as advice (AP-Z4, mistake 25). */
function configure(state: ApState, settings: readonly string[], options: ChzdevOptions): Outcome {
  const result = chzdev(toolHost(state), settings, options);
  if (!result.ok)
    return refusedBecause(
      state,
      result.messages,
      settings.some((text) => /[=,][+-]/.test(text)),
    );
  const after = result.host.state;
  const silent: Advice[] =
    result.failure === null
      ? []
      : [
          {
            rule: 'AP-Z4',
            text: `chzdev ends with 0, but the kernel refused one of its writes (${result.failure.errno}): ${failureWords(state, result.failure)} Read the masks back.`,
          },
        ];
  return done(after, {
    rule: silent[0]?.rule ?? null,
    output: ['ap device type configured'],
    notes: [...zeroizeNote(result.resets), ...changeNotes(state, after)],
    lost: lostRefs(result.resets),
    advice: [...silent, ...listAdvice(state, settings)],
  });
}

interface Section {
  readonly active: boolean;
  readonly settings: string[];
}

/** `[active ap]` and `[persistent ap]` with settings; other types are passed over. A string = why the file is bad. */
function readImport(text: string): readonly Section[] | string {
  const sections: Section[] = [];
  let current: Section | null = null;
  for (const [at, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const head = /^\[(active|persistent|config|auto)\s+([a-z0-9-]+)(?:\s+\S+)?\]$/.exec(line);
    if (head) {
      current = head[2] === 'ap' ? { active: head[1] === 'active', settings: [] } : null;
      if (current) sections.push(current);
    } else if (line.startsWith('[')) return `line ${at + 1}: unknown section header ${line.slice(0, 60)}`;
    else if (!line.includes('=')) return `line ${at + 1}: expected a setting such as apmask=0-4`;
    else current?.settings.push(line.replace(/\s*=\s*/, '=').replaceAll('"', ''));
  }
  return sections.length === 0 ? 'there is no section [active ap] or [persistent ap]' : sections;
}

function importFile(state: ApState, file: string, text: string | null): Outcome {
  const bad = (why: string) =>
    failed(state, null, 'AP-Z5', `chzdev ends with exit status 18: ${file} cannot be imported, ${why}.`, [
      `Importing data from ${file}`,
    ]);
  if (text === null) return bad('and its content is not known here');
  const sections = readImport(text);
  if (typeof sections === 'string') return bad(sections);
  let outcome = done(state, { output: [`Importing data from ${file}`] });
  for (const { active, settings } of sections) {
    const next = configure(outcome.state, settings, { active, persistent: !active });
    outcome = followedBy(outcome, next);
    if (next.message !== null) break;
  }
  return outcome;
}

function isDry(parsed: Arguments): boolean {
  return parsed.flags.has('dry-run');
}

function onType(state: ApState, parsed: Arguments): Outcome {
  const options = { active: parsed.flags.has('active'), persistent: parsed.flags.has('persistent') };
  const both = options.active === options.persistent;
  const removed = [
    ...(parsed.values.get('remove') ?? []),
    ...(parsed.flags.has('remove-all') ? MASK_NAMES : []),
  ];
  const unknown = removed.find((name) => !MASK_NAMES.has(name));
  if (unknown !== undefined) return refusedBecause(state, [`Unknown attribute ${unknown}`], false);
  if (parsed.words.length === 0 && removed.length === 0)
    return done(state, { notes: ['No setting is given, so nothing is changed.'] });
  if (removed.length > 0 && (both || options.active))
    return failed(
      state,
      null,
      'AP-Z5',
      'chzdev can only forget persistent settings: --remove goes with -p, since the running masks always have a value.',
    );
  return configure(state, parsed.words, {
    active: both || options.active,
    persistent: both || options.persistent,
    removed: new Set(removed as MaskName[]),
  });
}

/** Null when it is about another device type. */
export function runChzdev(state: ApState, command: Command): Outcome | null {
  const parsed = readArguments(command.argv.slice(1), OPTIONS);
  const type = valueOf(parsed, 'type');
  const file = valueOf(parsed, 'import');
  if (type !== null && type !== 'ap') return null;
  if (parsed.wrong !== null) return failed(state, null, null, `chzdev is not understood: ${parsed.wrong}.`);
  if (valueOf(parsed, 'export') !== null) return done(state);
  if (type === null && file === null)
    return parsed.words.some((word) => word === 'ap' || /^a[pq]mask=/.test(word))
      ? failed(state, null, 'AP-Z1', 'chzdev needs --type ap for the masks, then settings such as apmask=-5.')
      : null;
  const outcome = file === null ? onType(state, parsed) : importFile(state, file, command.stdin);
  if (!isDry(parsed)) return outcome;
  const starts = 'Starting dry-run, configuration will not be changed';
  if (outcome.message !== null) return { ...outcome, output: [starts, ...outcome.output] };
  return done(state, { output: [starts, ...outcome.output], notes: ['A dry run changes nothing.'] });
}
