/** config-wq, config-engine, config-group and config-device, with the checks the tool makes before any write (dsa.md 6.2). */
import { type DsaDevice, type DsaState, parseChild } from '../../../../shared/dsa/types.ts';
import { type OptionTable, readArguments, valueOf } from '../../tools/options.ts';
import { refusedWrite } from '../config/tool-texts.ts';
import { type Outcome, runOp } from './outcome.ts';
import { done, failed, followedBy, withAdvice } from '../../perform/outcome.ts';
import { adviceOnWrite } from './mistakes.ts';

interface Setting {
  readonly file: string;
  readonly short: string;
  readonly long: string;
  /** The tool's own refusal of a text, as it prints it; null = it writes it. */
  readonly check?: (value: string, device: DsaDevice, state: DsaState) => string | null;
}

function outside(value: string, least: number, most: number): boolean {
  const number = Number(value);
  return !Number.isInteger(number) || number < least || number > most;
}

const flag =
  (words: string) =>
  (value: string): string | null =>
    outside(value, 0, 1) ? words : null;

/** -1 stands for no group; what is below it is left to the kernel. */
const group =
  (words: string) =>
  (value: string, { caps }: DsaDevice): string | null =>
    Number(value) >= caps.maxGroups
      ? `valid group id should be 0 to ${caps.maxGroups - 1} or -1 to ${words}`
      : null;

/** In the order config-wq writes them, whatever order they are given in. */
const WQ: readonly Setting[] = [
  {
    file: 'mode',
    short: '-m',
    long: '--mode',
    check: (value) =>
      value === 'shared' || value === 'dedicated' ? null : 'valid mode should be shared or dedicated',
  },
  { file: 'type', short: '-y', long: '--type' },
  { file: 'name', short: '-n', long: '--name' },
  {
    file: 'driver_name',
    short: '-d',
    long: '--driver-name',
    check: (value, _, { host }) =>
      host.drivers.includes(value) ? null : `Invalid driver name "${value.slice(0, 60)}"`,
  },
  {
    file: 'size',
    short: '-s',
    long: '--wq-size',
    check: (value, { caps }) =>
      outside(value, 0, caps.totalSize) ? `valid size should be 0 to ${caps.totalSize}` : null,
  },
  { file: 'group_id', short: '-g', long: '--group-id', check: group('dissociate the wq from groups') },
  { file: 'priority', short: '-p', long: '--priority' },
  {
    file: 'block_on_fault',
    short: '-b',
    long: '--block-on-fault',
    check: flag('valid block-on-default should be either 0 or 1'),
  },
  { file: 'threshold', short: '-t', long: '--threshold' },
  {
    file: 'max_batch_size',
    short: '-c',
    long: '--max-batch-size',
    check: (value, { caps }) =>
      outside(value, 1, caps.maxBatchSize)
        ? `valid max-batch-size should be 1 to ${caps.maxBatchSize}`
        : null,
  },
  {
    file: 'max_transfer_size',
    short: '-x',
    long: '--max-transfer-size',
    check: (value, { caps }) =>
      outside(value, 1, caps.maxTransferSize)
        ? `valid max-transfer-size should be 1 to ${caps.maxTransferSize}`
        : null,
  },
  {
    file: 'ats_disable',
    short: '-a',
    long: '--ats-disable',
    check: flag('valid ats-disable should be either 0 or 1'),
  },
];

const trafficClass = (_: string, { caps }: DsaDevice): string | null =>
  caps.version <= 0x200 ? 'traffic-class cannot be configured' : null;

/** Values that fit no byte of the tool's own are refused before the kernel sees them. */
const GROUP: readonly Setting[] = [
  {
    file: 'read_buffers_reserved',
    short: '-r',
    long: '--read-buffers-reserved',
    check: (value) =>
      outside(value, 0, 254) ? 'configured read-buffers-reserved for group is not within range' : null,
  },
  {
    file: 'read_buffers_allowed',
    short: '-t',
    long: '--read-buffers-allowed',
    check: (value) => (outside(value, 0, 254) ? 'invalid read-buffers-allowed value' : null),
  },
  {
    file: 'use_read_buffer_limit',
    short: '-l',
    long: '--use-read-buffer-limit',
    check: flag('valid use-read-buffer-limit should be either 0 or 1'),
  },
  { file: 'traffic_class_a', short: '-a', long: '--traffic-class-a', check: trafficClass },
  { file: 'traffic_class_b', short: '-b', long: '--traffic-class-b', check: trafficClass },
];

interface Configuring {
  readonly owner: 'wq' | 'engine' | 'group' | 'device';
  readonly settings: readonly Setting[];
  /** Printed behind what went wrong. */
  readonly after: string | null;
}

const COMMANDS: Readonly<Record<string, Configuring>> = {
  'config-wq': { owner: 'wq', settings: WQ, after: null },
  'config-engine': {
    owner: 'engine',
    settings: [{ file: 'group_id', short: '-g', long: '--group-id', check: group('dissociate from groups') }],
    after: 'accel_config_parse_engine_attribs failed',
  },
  'config-group': { owner: 'group', settings: GROUP, after: null },
  'config-device': {
    owner: 'device',
    settings: [{ file: 'read_buffer_limit', short: '-l', long: '--read-buffer-limit' }],
    after: 'accel_config_parse_device_attribs failed',
  },
};

const KINDS = { wq: 'workqueue', engine: 'engine', group: 'group', device: 'device' } as const;

/** `dsa0/wq0.0`, and `dsa0` for the device itself. */
function partOf(
  state: DsaState,
  owner: Configuring['owner'],
  word: string,
): { readonly device: DsaDevice; readonly of: string } | null {
  const [name = '', child = ''] = word.split('/');
  const device = state.devices.find((one) => one.name === name);
  if (device === undefined) return null;
  if (owner === 'device') return child === '' ? { device, of: name } : null;
  const parsed = parseChild(child);
  const count = { wq: device.wqs.length, engine: device.engines.length, group: device.groups.length };
  const isThere = parsed?.kind === owner && parsed.device === device.id && parsed.index < count[owner];
  return isThere ? { device, of: child } : null;
}

function optionsOf(settings: readonly Setting[]): OptionTable {
  const values: Record<string, string> = {};
  for (const { short, long, file } of settings) {
    values[short] = file;
    values[long] = file;
  }
  return { flags: { '-v': 'verbose', '--verbose': 'verbose' }, values };
}

function setAll(
  state: DsaState,
  { owner, settings, after }: Configuring,
  { device, of }: { readonly device: DsaDevice; readonly of: string },
  valueFor: (file: string) => string | null,
): Outcome {
  const given = settings.flatMap((setting) => {
    const value = valueFor(setting.file);
    return value === null ? [] : [{ ...setting, value }];
  });
  const end = (outcome: Outcome, line: string): Outcome => ({
    ...outcome,
    message: `accel-config ends with exit status 1. ${outcome.message}`,
    output: [line, ...(after === null ? [] : [after])],
  });
  for (const { check, value } of given) {
    const refusal = check?.(value, device, state) ?? null;
    if (refusal !== null)
      return end(failed(state, null, null, `The tool itself refuses it: ${refusal}.`), refusal);
  }
  let outcome = done(state);
  for (const { file, value } of given) {
    const before = outcome.state;
    const written = runOp(before, { op: 'write', at: `${of}/${file}`, value });
    const advice = adviceOnWrite(before, { kind: 'part', of, file }, value, written);
    const next = followedBy(outcome, withAdvice(written, advice));
    if (written.message !== null) return end(next, refusedWrite(owner, of, file, written.errno ?? 'EINVAL'));
    outcome = next;
  }
  return outcome;
}

/** Null when it is none of the four commands. A name that is none ends with exit status 0, as the tool does. */
export function runConfigure(state: DsaState, name: string, argv: readonly string[]): Outcome | null {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name]! : null;
  if (command === null) return null;
  const parsed = readArguments(argv, optionsOf(command.settings));
  if (parsed.wrong !== null)
    return failed(state, null, null, `accel-config ends with exit status 129: ${parsed.wrong}.`);
  const { owner } = command;
  const [first] = parsed.words;
  if (first === undefined)
    return done(state, {
      output: [`  Error: specify a ${owner} name to configure attributes`],
      advice: [
        { rule: null, text: `${name} names no ${owner}: nothing was done, and the exit status is 0.` },
      ],
    });
  const target = partOf(state, owner, first);
  if (target === null)
    return done(state, {
      output: [`${first.slice(0, 60)} is not a valid ${KINDS[owner]} name`],
      advice: [
        {
          rule: 'DSA-M21',
          text: `There is no ${owner} ${first.slice(0, 60)}: nothing was done, and ${name} ends with exit status 0 all the same.`,
        },
      ],
    });
  return setAll(state, command, target, (file) => valueOf(parsed, file));
}
