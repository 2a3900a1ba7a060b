/** mdevctl as a command (management.md 1.6, 1.8, 1.9), with ap-check of s390-tools as its callout (1.12). */
import type { ApState, Mdev } from '../../../../../shared/ap/types.ts';
import type { Command } from '../../../../../shared/plan.ts';
import { changeNotes, zeroizeNote } from '../../edit-notes.ts';
import { definitionText } from '../../export/definition-text.ts';
import { VFIO_AP_TYPE } from '../../observe/mdev-definition.ts';
import {
  checkDefine,
  type Definition,
  definitionMasks,
  mdevctlDefine,
  mdevctlLive,
  mdevctlStart,
} from '../../tools/mdevctl.ts';
import type { ToolResult } from '../../tools/host.ts';
import { findMdev } from '../../model.ts';
import { definitionOf, faultOf } from './definition-input.ts';
import { storedMasks, withDefinition, withoutDefinition } from '../definitions.ts';
import { done, failed, failureWords, lostRefs, type Outcome } from '../outcome.ts';
import { removeMdev } from '../write.ts';
import { editAttributes } from './mdevctl-modify.ts';
import { type Arguments, type OptionTable, readArguments, valueOf } from './options.ts';
import { firstWords, shortened, toolHost } from './tool-host.ts';

const OPTIONS: OptionTable = {
  flags: {
    '-a': 'auto',
    '--auto': 'auto',
    '-m': 'manual',
    '--manual': 'manual',
    '--delattr': 'delattr',
    '-l': 'live',
    '--live': 'live',
    '-d': 'defined',
    '--defined': 'defined',
    '-v': 'verbose',
    '--verbose': 'verbose',
    '-f': 'force',
    '--force': 'force',
    '--dumpjson': 'dumpjson',
    '--version': 'version',
    '--help': 'help',
  },
  values: {
    '-u': 'uuid',
    '--uuid': 'uuid',
    '-p': 'parent',
    '--parent': 'parent',
    '-t': 'type',
    '--type': 'type',
    '-i': 'index',
    '--index': 'index',
    '--jsonfile': 'jsonfile',
    '--addattr': 'addattr',
    '--value': 'value',
  },
};

/** mdevctl ends with 1, in its own words; `why` is a clause in ours. */
export function refuse(
  state: ApState,
  rule: string | null,
  says: string,
  why: string = says,
  errno: string | null = null,
): Outcome {
  return failed(state, errno, rule, `mdevctl ends with exit status 1: ${why}.`, [`Error: ${says}`]);
}

/** Every spelling of a UUID that mdevctl takes (management.md 1.4), as it writes it. */
export function normalUuid(text: string): string | null {
  const digits = text
    .toLowerCase()
    .replace(/^urn:uuid:/, '')
    .replaceAll(/[{}-]/g, '');
  return /^[0-9a-f]{32}$/.test(digits)
    ? digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    : null;
}

/** What rule stands behind a line of ap-check. */
function ruleOfLine(line: string): string {
  if (/already in use by|defined for autostart/.test(line)) return 'AP-C2';
  if (line.includes('usage domain must be')) return 'AP-X1';
  if (line.includes('not loaded')) return 'AP-C7';
  if (line.includes('device config')) return 'AP-K2';
  if (line.includes('persistent ap bus mask')) return 'AP-Z5';
  if (line.includes('live modification')) return 'AP-U16';
  return 'AP-D2';
}

/** ap-check stopped it; what the kernel would have said is told too. */
function refusedByCheck(state: ApState, lines: readonly string[], result: ToolResult | null): Outcome {
  const failure = result?.failure ?? null;
  const words = failure === null ? '' : ` ${failureWords(state, failure)}`;
  const onlyMasks = failure === null && lines.every((line) => line.includes('active ap bus mask'));
  const override =
    onlyMasks && state.queues.overrides.size > 0
      ? ' The kernel would take it: ap-check does not know driver_override (AP-K4).'
      : '';
  return failed(
    state,
    failure?.errno ?? null,
    onlyMasks && override !== '' ? 'AP-K4' : (failure?.rule ?? ruleOfLine(lines[0] ?? '')),
    `ap-check refuses it, and mdevctl ends with exit status 1: ${firstWords(lines)}.${words}${override}`,
    shortened([
      ...lines.map((line, at) => (at === 0 ? `ap-check: ${line}` : line)),
      "Error: Script '\"/usr/lib/mdevctl/scripts.d/callouts/ap-check\"' failed with status '255'",
    ]),
  );
}

function finished(before: ApState, result: ToolResult): Outcome {
  const after = result.host.state;
  return done(after, {
    notes: [...zeroizeNote(result.resets), ...changeNotes(before, after)],
    lost: lostRefs(result.resets),
  });
}

/** A definition from the model's state, in the attributes mdevctl would write. */
function storedDefinition(mdev: Mdev): Definition {
  return JSON.parse(definitionText(mdev.defined ?? 'manual', storedMasks(mdev))) as Definition;
}

export interface Request {
  readonly state: ApState;
  readonly parsed: Arguments;
  readonly stdin: string | null;
  readonly id: string;
  readonly mdev: Mdev | null;
}

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

/** The definition of `--jsonfile`, checked as mdevctl does and for what the kernel would refuse at every start. */
function fromFile(request: Request): { readonly definition: Definition } | Outcome {
  const { state, parsed, stdin } = request;
  const file = valueOf(parsed, 'jsonfile') ?? '';
  if (stdin === null)
    return refuse(
      state,
      'AP-D2',
      'No such file or directory (os error 2)',
      `the content of ${file} is not known here`,
    );
  const definition = definitionOf(stdin);
  if (typeof definition === 'string')
    return refuse(state, 'AP-D2', 'invalid json', `${file} is no definition: ${definition}`);
  return { definition };
}

function define(request: Request): Outcome {
  const { state, parsed, id, mdev } = request;
  const type = valueOf(parsed, 'type');
  const auto = parsed.flags.has('auto');
  const hasFile = parsed.values.has('jsonfile');
  if (mdev !== null && mdev.defined !== null)
    return refuse(
      state,
      'AP-D2',
      `Cowardly refusing to overwrite existing config for matrix/${id}`,
      `${mdev.name} is defined already; use modify, or undefine it first`,
    );
  if (hasFile && (type !== null || auto))
    return failed(
      state,
      null,
      'AP-D2',
      'mdevctl ends with exit status 2: --jsonfile does not go with --type and --auto.',
    );
  if (!hasFile && valueOf(parsed, 'parent') === null) {
    if (!mdev?.active) return refuse(state, 'AP-D2', 'No parent specified', 'no parent is given (-p matrix)');
    return done(withDefinition(state, id, auto ? 'auto' : 'manual', mdev.matrix), {
      notes: ['ap-check reads the attributes of the running device.'],
    });
  }
  if (!hasFile && type === null)
    return refuse(state, 'AP-D2', 'No type specified', 'no type is given (-t vfio_ap-passthrough)');
  const read = hasFile
    ? fromFile(request)
    : { definition: { mdev_type: type!, start: auto ? 'auto' : 'manual', attrs: [] } as Definition };
  return 'message' in read ? read : storeNew(state, id, read.definition);
}

/** Stores a definition that was not there, after ap-check. */
export function storeNew(state: ApState, id: string, definition: Definition): Outcome {
  const fault = faultOf(state, definition);
  if (fault !== null) return fault;
  const result = mdevctlDefine(toolHost(state), id, definition);
  if (!result.ok) return refusedByCheck(state, result.messages, null);
  return done(withDefinition(state, id, definition.start, definitionMasks(definition)!));
}

/** Stores a changed definition, after ap-check, which does not count the old one. */
function storeChanged(state: ApState, id: string, definition: Definition): Outcome {
  const fault = faultOf(state, definition);
  if (fault !== null) return fault;
  const lines = checkDefine(toolHost(state, id), definition);
  if (lines.length > 0) return refusedByCheck(state, lines, null);
  return done(withDefinition(state, id, definition.start, definitionMasks(definition)!));
}

function modifyLive(request: Request): Outcome {
  const { state, parsed, id, mdev } = request;
  if (!mdev?.active)
    return refuse(
      state,
      'AP-D2',
      `Mediated device ${id} is not active`,
      `${id} is not running, so nothing of it can be changed live`,
    );
  if (parsed.flags.has('auto') || parsed.flags.has('manual'))
    return refuse(
      state,
      'AP-D2',
      "'auto' cannot be changed on active mdev",
      'how it starts is a matter of the definition, not of the running device',
    );
  const read: { readonly definition: Definition } | Outcome = parsed.values.has('jsonfile')
    ? fromFile(request)
    : editAttributes(request, {
        mdev_type: VFIO_AP_TYPE,
        start: mdev.defined ?? 'manual',
        attrs: JSON.parse(definitionText('manual', mdev.matrix)).attrs,
      });
  if ('message' in read) return read;
  const result = mdevctlLive(toolHost(state), id, read.definition);
  if (!result.ok) return refusedByCheck(state, result.messages, result);
  const outcome = finished(state, result);
  const silent = result.failure;
  const told =
    silent === null
      ? outcome
      : {
          ...outcome,
          rule: 'AP-K3',
          advice: [
            {
              rule: 'AP-K3',
              text: `mdevctl ends with 0, but the kernel refused the write of ap_config (${silent.errno}): ${failureWords(state, silent)}`,
            },
          ],
        };
  if (!parsed.flags.has('defined') || silent !== null) return told;
  const stored = storeChanged(outcome.state, id, { ...read.definition, start: mdev.defined ?? 'manual' });
  return stored.message === null ? { ...told, state: stored.state } : stored;
}

function modify(request: Request): Outcome {
  const { state, parsed, id, mdev } = request;
  const hasFile = parsed.values.has('jsonfile');
  const changes =
    ['auto', 'manual', 'delattr'].some((name) => parsed.flags.has(name)) || parsed.values.has('addattr');
  if (!hasFile && !changes)
    return failed(
      state,
      null,
      'AP-D2',
      'mdevctl ends with exit status 2: modify needs --auto, --manual, --addattr, --delattr or --jsonfile.',
    );
  if (hasFile && changes)
    return failed(state, null, 'AP-D2', 'mdevctl ends with exit status 2: --jsonfile stands alone.');
  if (parsed.flags.has('live')) return modifyLive(request);
  if (hasFile && valueOf(parsed, 'parent') === null)
    return refuse(
      state,
      'AP-D5',
      'Parent device required to modify device via json file',
      '--jsonfile needs the parent too (-p matrix)',
    );
  if (mdev === null || mdev.defined === null) {
    if (hasFile) return refusedByCheck(state, ["Config doesn't exist"], null);
    return refuse(state, 'AP-D2', `Mediated device ${id} is not defined`, `${id} is not defined`);
  }
  const read = hasFile ? fromFile(request) : editAttributes(request, storedDefinition(mdev));
  return 'message' in read ? read : storeChanged(state, id, read.definition);
}

function start(request: Request): Outcome {
  const { state, parsed, id, mdev } = request;
  const type = valueOf(parsed, 'type');
  if (mdev?.active)
    return refuse(state, 'AP-C7', 'Device already exists', `${mdev.name} is started already`, 'EEXIST');
  if (!state.vfioApLoaded)
    return refuse(
      state,
      'AP-C7',
      "Unable to find parent device 'matrix'",
      'module vfio_ap is not loaded, so there is no matrix device; modprobe vfio_ap first',
      'ENOENT',
    );
  if (parsed.values.has('jsonfile')) {
    const read = fromFile(request);
    return 'message' in read ? read : startWith(state, id, read.definition);
  }
  if (mdev !== null && mdev.defined !== null) return startWith(state, id, storedDefinition(mdev));
  if (type === null)
    return refuse(
      state,
      'AP-D2',
      `Mediated device ${id} is not defined`,
      `${id} is not defined, and neither a type nor a file is given`,
    );
  if (type !== VFIO_AP_TYPE)
    return refuse(state, 'AP-D2', `Parent matrix does not support mdev type ${type}`);
  return startWith(state, id, { mdev_type: type, start: 'manual', attrs: [] });
}

export function startWith(state: ApState, id: string, definition: Definition): Outcome {
  const result = mdevctlStart(toolHost(state), id, definition);
  if (result.ok) return finished(state, result);
  const kernel = result.messages[0] ?? '';
  if (!/^(?:Failed to (?:create|write)|Invalid attribute)/.test(kernel))
    return refusedByCheck(state, result.messages, result);
  const words =
    result.failure === null
      ? 'This kernel has no attribute of that name.'
      : failureWords(state, result.failure);
  const rule = result.failure?.rule ?? (kernel.includes('ap_config') ? 'AP-U16' : 'AP-D1');
  return failed(
    state,
    result.kernelErrno,
    rule,
    `mdevctl ends with exit status 1 and removes the half-made device again (AP-D1): ${kernel}. ${words}`,
    result.messages.map((line, at) => (at === 0 ? `Error: ${line}` : line)),
  );
}

function stop({ state, id, mdev }: Request): Outcome {
  if (mdev?.active) return removeMdev(state, id);
  return refuse(state, 'AP-C7', `Error removing device ${id}`, `${id} is not running`, 'ENOENT');
}

function undefine({ state, id, mdev }: Request): Outcome {
  if (mdev !== null && mdev.defined !== null) return done(withoutDefinition(state, id));
  return refuse(state, 'AP-D2', 'No devices match the specified uuid', `there is no definition of ${id}`);
}

const COMMANDS: Readonly<Record<string, (request: Request) => Outcome>> = {
  define,
  modify,
  start,
  stop,
  undefine,
};

/** What udev runs when the matrix device appears: failures are warnings only (AP-D4). */
function startAll(state: ApState): Outcome {
  let outcome = done(state);
  for (const mdev of state.mdevs.filter(({ defined, active }) => defined === 'auto' && !active)) {
    const next = startWith(outcome.state, mdev.id, storedDefinition(mdev));
    const notes = next.message === null ? next.notes : [`${mdev.name} does not start: ${next.message}`];
    outcome = done(next.state, {
      notes: [...outcome.notes, ...notes],
      output: [...outcome.output, ...next.output],
    });
  }
  return outcome;
}

function listLines(state: ApState, parsed: Arguments): string[] {
  const defined = parsed.flags.has('defined');
  return state.mdevs
    .filter((mdev) => mdev.type === 'passthrough' && (defined ? mdev.defined !== null : mdev.active))
    .map((mdev) => {
      const mark = defined ? (mdev.active ? ' (active)' : '') : mdev.defined === null ? '' : ' (defined)';
      return `${mdev.id} matrix ${VFIO_AP_TYPE} ${mdev.defined ?? 'manual'}${mark}`;
    });
}

/** Null when the command is about another parent or type. */
export function runMdevctl(state: ApState, command: Command): Outcome | null {
  const [, name = '', ...rest] = command.argv;
  const parsed = readArguments(rest, OPTIONS);
  const parent = valueOf(parsed, 'parent');
  const uuid = valueOf(parsed, 'uuid');
  const id = uuid === null ? null : normalUuid(uuid);
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
    return failed(state, null, 'AP-D2', `mdevctl ends with exit status 2: it has no command ${name}.`);
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
