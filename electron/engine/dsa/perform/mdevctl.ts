/** mdevctl for parents of this family (dsa.md 6.4, management.md 1.6); it wants root, which the script rooms look after. */
import {
  type DsaDevice,
  type DsaState,
  deviceNamed,
  type StoredDefinition,
} from '../../../../shared/dsa/types.ts';
import type { Command } from '../../../../shared/plan.ts';
import { parseRawDefinition } from '../../hosts/mdev-definitions.ts';
import { MDEVCTL_OPTIONS, mdevctlUuid } from '../../tools/mdevctl.ts';
import { type Arguments, readArguments, valueOf } from '../../tools/options.ts';
import { availableInstances, typesOf } from '../kernel/mdevs.ts';
import { definitionsOf, withDefinitions } from '../plan/definitions.ts';
import type { Outcome } from './outcome.ts';
import { done, failed } from '../../perform/outcome.ts';
import { runMdevOp } from './write.ts';

interface Request {
  readonly state: DsaState;
  readonly parsed: Arguments;
  readonly stdin: string | null;
  readonly uuid: string;
  readonly known: StoredDefinition | undefined;
}

function refuse(state: DsaState, rule: string, says: string, why: string): Outcome {
  return failed(state, null, rule, `mdevctl ends with exit status 1: ${why}.`, [`Error: ${says}`]);
}

function define({ state, parsed, stdin, uuid, known }: Request): Outcome {
  const parent = valueOf(parsed, 'parent');
  if (known !== undefined)
    return refuse(
      state,
      'DSA-O32',
      `Cowardly refusing to overwrite existing config for ${known.parent}/${uuid}`,
      `${uuid} has a definition already; undefine it first`,
    );
  const running = state.mdevs.find(({ id }) => id === uuid);
  const bdf = parent ?? deviceNamed(state, running?.device ?? '')?.bdf;
  const file = valueOf(parsed, 'jsonfile');
  if (file !== null && file !== '/dev/stdin' && file !== '-')
    return failed(state, null, null, `What ${file} holds cannot be known here; give it on standard input.`);
  const read = file === null ? null : parseRawDefinition(stdin ?? '');
  if (read !== null && !read.ok)
    return refuse(state, 'DSA-O32', `Unable to parse ${file}`, `the definition cannot be read: ${read.why}`);
  const type = read?.definition.type ?? valueOf(parsed, 'type') ?? running?.type;
  if (bdf === undefined || type === undefined)
    return refuse(
      state,
      'DSA-O32',
      'Device is insufficiently specified',
      'a definition needs a parent and a type',
    );
  const start = parsed.flags.has('auto') ? 'auto' : (read?.definition.start ?? 'manual');
  const attrs = read?.definition.attrs ?? [];
  const all = definitionsOf(state);
  all.set(uuid, { uuid, parent: bdf, type, start, attrs, guest: running?.guest ?? null });
  return done(withDefinitions(state, all));
}

function undefine({ state, uuid, known }: Request): Outcome {
  if (known === undefined) return refuse(state, 'DSA-O33', 'No match found', `${uuid} has no definition`);
  const all = definitionsOf(state);
  all.delete(uuid);
  return done(withDefinitions(state, all));
}

function withoutType(state: DsaState, device: DsaDevice, type: string): Outcome | null {
  if (!typesOf(state, device).includes(type))
    return refuse(
      state,
      'DSA-M14',
      `Parent ${device.bdf} does not support mdev type ${type}`,
      `${device.name} offers no type ${type} now; types appear with the first queue that is bound to the driver mdev`,
    );
  if (availableInstances(state, device, type) > 0) return null;
  return refuse(
    state,
    'DSA-M15',
    `No available instances of ${type} on ${device.bdf}`,
    `all queues of ${device.name} for ${type} are taken`,
  );
}

function start({ state, parsed, uuid, known }: Request): Outcome {
  const bdf = valueOf(parsed, 'parent') ?? known?.parent;
  const type = valueOf(parsed, 'type') ?? known?.type;
  if (bdf === undefined || type === undefined)
    return refuse(
      state,
      'DSA-O32',
      'Device is insufficiently specified',
      `${uuid} has no definition, so parent and type are needed`,
    );
  const device = state.devices.find((one) => one.bdf === bdf);
  if (device === undefined)
    return refuse(state, 'DSA-O32', `Unable to find parent device '${bdf}'`, `there is no device ${bdf}`);
  if (state.mdevs.some(({ id }) => id === uuid))
    return refuse(state, 'DSA-O32', 'Device already exists', `${uuid} is started already`);
  return withoutType(state, device, type) ?? runMdevOp(state, { op: 'mdev-create', parent: bdf, type, uuid });
}

function stop({ state, uuid }: Request): Outcome {
  return state.mdevs.some(({ id }) => id === uuid)
    ? runMdevOp(state, { op: 'mdev-remove', uuid })
    : refuse(state, 'DSA-O33', `No device found with UUID ${uuid}`, `${uuid} is not started`);
}

const COMMANDS: Readonly<Record<string, (request: Request) => Outcome>> = { define, undefine, start, stop };

function listLines(state: DsaState, isDefined: boolean): string[] {
  const all = definitionsOf(state);
  if (isDefined)
    return [...all.values()].map(({ uuid, parent, type, start: how }) => {
      const isActive = state.mdevs.some(({ id }) => id === uuid);
      return `${uuid} ${parent} ${type} ${how}${isActive ? ' (active)' : ''}`;
    });
  return state.mdevs
    .filter(({ strategy }) => strategy.startsWith('mdev-'))
    .map(({ id, device, type, definition }) => {
      const bdf = deviceNamed(state, device)?.bdf ?? device;
      return `${id} ${bdf} ${type} ${definition ?? 'manual'}${definition === null ? '' : ' (defined)'}`;
    });
}

/** Null when the command is about another parent, or about a UUID nobody here knows. */
export function runMdevctl(state: DsaState, { argv, stdin }: Command): Outcome | null {
  const [, name = '', ...rest] = argv;
  const parsed = readArguments(rest, MDEVCTL_OPTIONS);
  if (name === 'list') return done(state, { output: listLines(state, parsed.flags.has('defined')) });
  if (name === 'types') return done(state);
  const run = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (run === undefined) return null;
  const text = valueOf(parsed, 'uuid');
  const uuid = text === null ? null : mdevctlUuid(text);
  const parent = valueOf(parsed, 'parent');
  const known = uuid === null ? undefined : definitionsOf(state).get(uuid);
  const isOurs =
    state.devices.some(({ bdf }) => bdf === parent) ||
    known !== undefined ||
    state.mdevs.some(({ id }) => id === uuid) ||
    (valueOf(parsed, 'type') ?? '').startsWith('idxd-');
  if (!isOurs && (uuid === null || parent !== null)) return null;
  if (!isOurs && name === 'define') return null;
  if (parsed.wrong !== null || uuid === null)
    return failed(
      state,
      null,
      'DSA-O32',
      `mdevctl ends with exit status 2: ${parsed.wrong ?? 'a UUID is needed here'}.`,
    );
  return run({ state, parsed, stdin, uuid, known });
}
