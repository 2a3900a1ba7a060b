/** mdevctl as a command (management.md 1.6, 1.9), with ap-check of s390-tools as its callout (1.12). */
import type { ApState } from '../../../../../shared/ap/types.ts';
import type { Command } from '../../../../../shared/plan.ts';
import { nearestName } from '../../../plan/script/nearest.ts';
import { findMdev } from '../../model.ts';
import { VFIO_AP_TYPE } from '../../observe/mdev-definition.ts';
import type { Outcome } from '../outcome.ts';
import { done, failed } from '../../../perform/outcome.ts';
import { refuse, type Request, shownType } from './mdevctl-answers.ts';
import { define, modify } from './mdevctl-define.ts';
import { start, startAll, stop, undefine } from './mdevctl-start.ts';
import { MDEVCTL_OPTIONS, mdevctlUuid } from '../../../tools/mdevctl.ts';
import { type Arguments, type OptionTable, readArguments, valueOf } from '../../../tools/options.ts';
import { shortened } from './tool-host.ts';

const OPTIONS: OptionTable = {
  flags: {
    ...MDEVCTL_OPTIONS.flags,
    '--delattr': 'delattr',
    '-l': 'live',
    '--live': 'live',
    '--version': 'version',
    '--help': 'help',
  },
  values: { ...MDEVCTL_OPTIONS.values, '-i': 'index', '--index': 'index' },
};

function wrongParent(request: Request): Outcome | null {
  const parent = valueOf(request.parsed, 'parent');
  if (parent === null || parent === 'matrix') return null;
  const near = parent.toLowerCase() === 'matrix' ? " Did you mean 'matrix'?" : '';
  return refuse(
    request.state,
    'AP-D5',
    `Unable to find parent device '${parent}'.${near}`,
    `the parent of vfio_ap devices is called matrix, not ${parent}`,
  );
}

const COMMANDS: Readonly<Record<string, (request: Request) => Outcome>> = {
  define,
  modify,
  start,
  stop,
  undefine,
};

function listLines(state: ApState, parsed: Arguments): string[] {
  const defined = parsed.flags.has('defined');
  const strays = [...(defined ? (state.strayDefinitions ?? []) : [])];
  const ours = state.mdevs
    .filter((mdev) => mdev.type === 'passthrough' && (defined ? mdev.defined !== null : mdev.active))
    .map((mdev) => {
      const mark = defined ? (mdev.active ? ' (active)' : '') : mdev.defined === null ? '' : ' (defined)';
      return `${mdev.id} matrix ${VFIO_AP_TYPE} ${mdev.defined ?? 'manual'}${mark}`;
    });
  return [...ours, ...strays.map(([id, type]) => `${id} matrix ${shownType(type)} manual`)];
}

function meantCommand(name: string): string {
  const near = nearestName(name, [...Object.keys(COMMANDS), 'list', 'types'], 2);
  return near === null ? '' : ` Did you mean ${near}?`;
}

/** Null when the command is about another parent or type. */
export function runMdevctl(state: ApState, command: Command): Outcome | null {
  const [, name = '', ...rest] = command.argv;
  const parsed = readArguments(rest, OPTIONS);
  const parent = valueOf(parsed, 'parent');
  const uuid = valueOf(parsed, 'uuid');
  const id = uuid === null ? null : mdevctlUuid(uuid);
  const mdev = id === null ? null : (findMdev(state, id) ?? null);
  const type = valueOf(parsed, 'type');
  const isOthers = parent !== null && parent.toLowerCase() !== 'matrix' && mdev === null;
  if (isOthers && type !== VFIO_AP_TYPE) return null;
  if (name.startsWith('-')) return done(state);
  if (name === 'list' || name === 'types')
    return done(state, { output: name === 'list' ? shortened(listLines(state, parsed)) : [] });
  if (name === 'start-parent-mdevs') return rest[0] === 'matrix' ? startAll(state) : null;
  const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!run)
    return failed(
      state,
      null,
      'AP-D2',
      `mdevctl ends with exit status 2: it has no command ${name.slice(0, 60)}.${meantCommand(name)}`,
    );
  if (parsed.wrong !== null || parsed.words.length > 0)
    return failed(
      state,
      null,
      'AP-D2',
      `mdevctl ends with exit status 2: ${parsed.wrong ?? `unexpected argument ${parsed.words[0]}`}.`,
    );
  if (uuid !== null && id === null)
    return failed(
      state,
      null,
      'AP-C7',
      `mdevctl ends with exit status 2: ${uuid} is no UUID; a UUID has 32 hex digits, such as 62177883-f1bb-47f0-914d-32a22e3a8804.`,
      [`error: invalid value '${uuid}' for '--uuid <UUID>'`],
    );
  if (id === null)
    return failed(
      state,
      null,
      'AP-D2',
      `mdevctl ${name} without --uuid is not rehearsed: ${name === 'define' || name === 'start' ? 'the UUID it would choose cannot be known' : 'it does not say which device is meant'}.`,
    );
  const request: Request = { state, parsed, stdin: command.stdin, id, mdev };
  return wrongParent(request) ?? run(request);
}
