/** Runs the steps of a case; every step gives a result code and what it reports. */
import type { ApState } from '../../../../shared/ap/types.ts';
import { type Apqn, formatAdapter, formatApqn, formatDomain, parseApqn } from '../../../../shared/apqn.ts';
import { maskToHex } from '../../../../shared/mask.ts';
import { type Case, isVirtualType, maskSpec, readMaskSpec } from './format.ts';
import { type Parsed, parseId, parseMask, parseUuid } from '../kernel/grammar.ts';
import { ASSIGN_OPS, type AssignOp, type KernelOp } from '../kernel/kernel.ts';
import {
  apConfigText,
  cellsOf,
  controlDomainLines,
  findMdev,
  masksOf,
  matrixLines,
  readableText,
} from '../model.ts';
import { rulesOf } from '../kernel/profiles.ts';
import { applyOp } from '../rules.ts';
import { chzdev } from '../tools/chzdev.ts';
import type { ToolHost } from '../tools/host.ts';
import { definitionMasks, mdevctlDefine, mdevctlStart } from '../tools/mdevctl.ts';
import { type VirtualAxis, writeMapping } from '../virtual/virtual.ts';
import { candidateNames } from '../virtual/virtual-run.ts';

/** What one step gave; `null` where it gives nothing of the kind. */
export interface StepResult {
  readonly rc: string;
  readonly value: unknown;
  readonly lines: number | null;
  readonly candidates: readonly string[] | null;
  readonly messages: readonly string[];
  readonly kernelErrno: string | null;
}

export interface Run {
  host: ToolHost;
  readonly resets: Set<Apqn>;
  readonly steps: StepResult[];
  /** UUIDs given to mdevs that the case calls by a name. */
  readonly uuids: Map<string, string>;
}

type Args = Readonly<Record<string, unknown>>;

function textOf(args: Args, key: string): string {
  const value = args[key];
  if (typeof value === 'string' || typeof value === 'number') return `${value}`;
  throw new Error(`argument ${key} is missing`);
}

/** Missing and null are the empty text: no guest, no override. */
function textOrNothing(args: Args, key: string): string {
  return args[key] === undefined || args[key] === null ? '' : textOf(args, key);
}

function idsOf(args: Args, key: string): number[] {
  const value = args[key] ?? [];
  if (Array.isArray(value) && value.every((id) => Number.isInteger(id) && id >= 0 && id <= 255))
    return value as number[];
  throw new Error(`argument ${key} is not a list of ids from 0 to 255`);
}

function apqnOf(args: Args, key: string): Apqn {
  const apqn = parseApqn(textOf(args, key));
  if (apqn === null) throw new Error(`argument ${key} is not an APQN such as 05.0047`);
  return apqn;
}

function masks(args: Args, prefix: string) {
  return masksOf(
    idsOf(args, `${prefix}adapters`),
    idsOf(args, `${prefix}domains`),
    idsOf(args, `${prefix}control_domains`),
  );
}

function missing(args: Args): Apqn[] {
  const list = args['missing'] ?? [];
  if (!Array.isArray(list)) throw new Error('argument missing is not a list of APQNs');
  return list.map((name) => apqnOf({ name }, 'name'));
}

function startOp(args: Args): KernelOp {
  const mdev = textOf(args, 'mdev');
  const guest = args['guest'] === undefined ? `guest of ${mdev}` : textOrNothing(args, 'guest');
  const format = args['crycb_format'];
  if (format === undefined) return { op: 'guest_start', mdev, guest };
  if (format === 0 || format === 1 || format === 2)
    return { op: 'guest_start', mdev, guest, crycbFormat: format };
  throw new Error('argument crycb_format is not 0, 1 or 2');
}

/** The step as an operation of the model kernel; null when its name is none. */
function kernelOp(op: string, args: Args): KernelOp | null {
  if ((ASSIGN_OPS as readonly string[]).includes(op) || op === 'ap_config')
    return { op: op as AssignOp | 'ap_config', mdev: textOf(args, 'mdev'), value: textOf(args, 'value') };
  switch (op) {
    case 'create':
      return {
        op,
        mdev: textOf(args, 'mdev'),
        type: isVirtualType(args['type']) ? 'virtual' : 'passthrough',
      };
    case 'remove':
    case 'guest_stop':
    case 'guest_reset':
      return { op, mdev: textOf(args, 'mdev') };
    case 'apmask':
    case 'aqmask':
      return { op, value: textOf(args, 'value') };
    case 'bind':
    case 'unbind':
      return { op, apqn: apqnOf(args, 'queue'), driver: textOf(args, 'driver') };
    case 'driver_override':
      return { op, apqn: apqnOf(args, 'queue'), value: textOrNothing(args, 'value') };
    case 'modprobe_vfio_ap':
      return { op };
    case 'guest_start':
      return startOp(args);
    case 'host_config':
      return { op, add: masks(args, 'add_'), remove: masks(args, 'remove_'), missing: missing(args) };
    default:
      return null;
  }
}

const QUIET = { value: null, lines: null, candidates: null, messages: [], kernelErrno: null };

/** Almost a UUID: judged by the kernel's grammar. Any other text is the case's own name for an mdev. */
const LIKE_UUID = /^[0-9a-f]*(-[0-9a-f]*){3,}$/i;

/** AP-C7: what `create` says to the UUID; null when the case calls the mdev by a name only. */
function uuidError(run: Run, args: Args): string | null {
  const mdev = textOf(args, 'mdev');
  const uuid = args['uuid'] === undefined ? (LIKE_UUID.test(mdev) ? mdev : null) : textOf(args, 'uuid');
  if (uuid === null || !run.host.state.vfioApLoaded) return null;
  const parsed = parseUuid(uuid);
  if (!parsed.ok) return parsed.errno;
  const holder = run.uuids.get(parsed.value);
  if (holder !== undefined && findMdev(run.host.state, holder)) return 'EEXIST';
  run.uuids.set(parsed.value, mdev);
  return null;
}

function runKernel(run: Run, op: KernelOp): StepResult {
  const result = applyOp(run.host.state, op);
  run.host = { ...run.host, state: result.state };
  for (const apqn of result.resets) run.resets.add(apqn);
  return { ...QUIET, rc: result.errno ?? 'ok' };
}

function parsedStep<Value>(parsed: Parsed<Value>, show: (value: Value) => unknown): StepResult {
  return parsed.ok ? { ...QUIET, rc: 'ok', value: show(parsed.value) } : { ...QUIET, rc: parsed.errno };
}

function parseStep(op: string, args: Args): StepResult | null {
  const spec = (key: string) => readMaskSpec(maskSpec.parse(args[key]));
  switch (op) {
    case 'parse_mask':
      return parsedStep(parseMask(textOf(args, 'text'), spec('current')), maskToHex);
    case 'parse_id':
      return parsedStep(parseId(textOf(args, 'text')), Number);
    case 'host_pool':
      return {
        ...QUIET,
        rc: 'ok',
        value: cellsOf({ apm: spec('apmask'), aqm: spec('aqmask') }).map(formatApqn),
      };
    case 'queue_names': {
      const names = idsOf(args, 'adapters').flatMap((adapter) =>
        idsOf(args, 'domains').map((domain) => `${formatAdapter(adapter)}.${formatDomain(domain)}`),
      );
      return { ...QUIET, rc: 'ok', value: names.sort() };
    }
    default:
      return null;
  }
}

function countLines(state: ApState, args: Args): StepResult {
  const mdev = findMdev(state, textOf(args, 'mdev'));
  const attribute = textOf(args, 'attr');
  if (!mdev) return { ...QUIET, rc: 'ENOENT' };
  const rules = rulesOf(state);
  const isMissing =
    (attribute === 'guest_matrix' && !rules.hotPlug) || (attribute === 'ap_config' && !rules.apConfig);
  if (isMissing) return { ...QUIET, rc: 'ENOENT' };
  const all =
    attribute === 'matrix'
      ? matrixLines(mdev.matrix)
      : attribute === 'guest_matrix'
        ? matrixLines(mdev.shadow)
        : attribute === 'control_domains'
          ? controlDomainLines(mdev.matrix.adm)
          : attribute === 'ap_config'
            ? [apConfigText(mdev.matrix).trim()]
            : null;
  if (all === null) throw new Error(`there is no attribute ${attribute} with lines`);
  const lines = readableText(all)
    .split('\n')
    .filter((line) => line !== '').length;
  return { ...QUIET, rc: 'ok', lines };
}

function virtualStep(run: Run, op: string, args: Args): StepResult | null {
  const axes: Readonly<Record<string, VirtualAxis>> = {
    virt_assign_adapter: 'adapter',
    virt_assign_domain: 'domain',
  };
  const axis = axes[op];
  if (axis) {
    const options = { shareAccelerators: args['share_accelerators'] === true };
    const { state, failure } = writeMapping(
      run.host.state,
      textOf(args, 'mdev'),
      axis,
      textOf(args, 'value'),
      options,
    );
    run.host = { ...run.host, state };
    return { ...QUIET, rc: failure?.errno ?? 'ok' };
  }
  if (op !== 'virt_candidates') return null;
  const mdev = findMdev(run.host.state, textOf(args, 'mdev'));
  if (!mdev) return { ...QUIET, rc: 'ENOENT' };
  return { ...QUIET, rc: 'ok', candidates: candidateNames(mdev, apqnOf(args, 'apqn')) };
}

function toolStep(run: Run, parsed: Case, op: string, args: Args): StepResult | null {
  const { definition } = parsed.initial;
  const defined = () => {
    if (definition) return definition;
    throw new Error('initial.definition is missing');
  };
  const id = definition?.uuid ?? TEST_MDEV;
  const finish = (result: ReturnType<typeof chzdev>): StepResult => {
    run.host = result.host;
    const { messages, kernelErrno } = result;
    return { ...QUIET, rc: result.ok ? 'ok' : 'error', messages, kernelErrno };
  };
  if (op === 'chzdev') {
    const settings = args['settings'];
    const list = Array.isArray(settings) ? settings.map(String) : [textOf(args, 'settings')];
    const flags = list.filter((text) => /^--?[a-z]+$/.test(text));
    const only = (short: string, long: string) =>
      flags.includes(short) || flags.includes(long) || args[long.slice(2)] === true;
    const active = only('-a', '--active');
    const persistent = only('-p', '--persistent');
    const both = active === persistent;
    const values = list.filter((text) => !flags.includes(text));
    return finish(chzdev(run.host, values, { active: both || active, persistent: both || persistent }));
  }
  if (op === 'mdevctl_define') return finish(mdevctlDefine(run.host, id, defined()));
  if (op === 'mdevctl_start') return finish(mdevctlStart(run.host, id, defined()));
  return null;
}

/** Id of the mdev under test of profile `tools`, when its definition has no UUID. */
export const TEST_MDEV = 'definition';

/** The hosts' definitions that start at boot; the one under test counts for chzdev until it is defined anew. */
export function toolHost(parsed: Case, state: ApState): ToolHost {
  const { definition, definitions = {} } = parsed.initial;
  const usesDefine = parsed.steps.some(({ op }) => op === 'mdevctl_define');
  const known = [
    ...Object.entries(definitions),
    ...(definition && !usesDefine ? [[definition.uuid ?? TEST_MDEV, definition] as const] : []),
  ];
  return {
    state,
    defined: new Set(known.map(([id]) => id)),
    autostart: known.flatMap(([id, entry]) => {
      const masksOfEntry = entry.start === 'auto' ? definitionMasks(entry) : null;
      return masksOfEntry === null ? [] : [{ id, masks: masksOfEntry }];
    }),
  };
}

/** Runs one step. Throws an Error with a sentence when the case itself cannot be understood. */
export function runStep(run: Run, parsed: Case, op: string, args: Args): void {
  const early = op === 'create' ? uuidError(run, args) : null;
  const kernel = kernelOp(op, args);
  const result =
    early !== null
      ? { ...QUIET, rc: early }
      : kernel !== null
        ? runKernel(run, kernel)
        : (parseStep(op, args) ??
          virtualStep(run, op, args) ??
          (op === 'count_lines' ? countLines(run.host.state, args) : null) ??
          toolStep(run, parsed, op, args));
  if (result === null) throw new Error(`unknown operation ${op}`);
  run.steps.push(result);
}
