/** The AP state in workspace files: masks as hex, mdevs as objects, queues where they differ from what the masks predict. */
import { z } from 'zod';
import { NO_MASKS, unfilteredShadow } from '../../../shared/ap/packed.ts';
import { fitName, isFitName } from '../../../shared/names.ts';
import { predictedQueues } from '../../../shared/ap/predict.ts';
import {
  AP_FACTS,
  AP_PROFILES,
  type ApFact,
  type ApState,
  type Card,
  type MatrixMasks,
  type Mdev,
  QUEUE,
  type QueueDetail,
  type QueueTable,
} from '../../../shared/ap/types.ts';
import { untoldQueues } from '../../../shared/ap/uses.ts';
import { APQN_COUNT, type Apqn, formatAdapter, formatApqn, parseApqn } from '../../../shared/apqn.ts';
import { StudioError } from '../../../shared/errors.ts';
import { type Mask, maskFromHex, maskToHex } from '../../../shared/mask.ts';
import type { Json } from '../../../shared/patches.ts';
import { sameMatrix } from './model.ts';

const id = z.number().int().min(0).max(255);
const mask = z.string().transform((text, context): Mask => {
  const value = maskFromHex(text);
  if (value !== null) return value;
  context.addIssue({ code: 'custom', message: 'expected 0x and 64 hex digits' });
  return z.NEVER;
});
const apqn = z.string().transform((text, context): Apqn => {
  const value = parseApqn(text);
  if (value !== null) return value;
  context.addIssue({ code: 'custom', message: 'expected an APQN such as 05.0047' });
  return z.NEVER;
});
const masks = z.strictObject({ adapters: mask, domains: mask, controlDomains: mask }).transform(
  ({ adapters, domains, controlDomains }): MatrixMasks => ({
    apm: adapters,
    aqm: domains,
    adm: controlDomains,
  }),
);
const flag = z.boolean().nullable();
const card = z.strictObject({
  adapter: id,
  type: z.string().max(64),
  mode: z.enum(['accelerator', 'cca', 'ep11', 'unknown']),
  hwtype: z.number().int().min(0).max(255).nullable(),
  online: flag,
  config: flag,
  chkstop: flag,
  serial: z.string().max(64).nullable(),
});
const mapping = z.array(z.strictObject({ virtual: id, real: z.array(id).max(256) })).max(256);
const mdev = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(64),
  hue: z.number().int().min(0).max(7),
  type: z.enum(['passthrough', 'virtual']),
  matrix: masks,
  /** Left out when it is the matrix AND the LPAR. */
  guestMatrix: masks.optional(),
  pending: masks.optional(),
  runningGuest: z.string().max(64).nullable(),
  crycbFormat: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  active: z.boolean(),
  defined: z.enum(['auto', 'manual']).nullable(),
  /** Left out when the definition assigns what the matrix has, or when there is none. */
  definition: masks.nullable().optional(),
  virtualAdapters: mapping.optional(),
  virtualDomains: mapping.optional(),
});
const detail = z.strictObject({
  queue: apqn,
  online: z.boolean().optional(),
  status: z.string().max(64).optional(),
  requests: z.string().max(32).optional(),
  mkvps: z.array(z.string().max(200)).max(64).optional(),
  seState: z.enum(['usable', 'bound', 'unbound', 'illicit']).optional(),
});
const NAMED_STATES: Readonly<Record<string, number>> = {
  absent: QUEUE.ABSENT,
  'no driver': QUEUE.NO_DRIVER,
  cex4queue: QUEUE.CEX4QUEUE,
  vfio_ap: QUEUE.VFIO_AP,
};
const queues = z.strictObject({
  /** Consecutive APQNs whose driver is not the one the masks predict. */
  exceptions: z
    .array(
      z.strictObject({
        first: apqn,
        count: z.number().int().min(1).max(APQN_COUNT),
        driver: z.string().max(64),
      }),
    )
    .max(APQN_COUNT),
  otherDrivers: z.array(z.string().min(1).max(64)).max(256 - QUEUE.OTHER),
  overrides: z.array(z.strictObject({ queue: apqn, driver: z.string().max(64) })).max(APQN_COUNT),
  resetCodes: z
    .array(z.strictObject({ queue: apqn, code: z.number().int().min(0).max(255) }))
    .max(APQN_COUNT),
  deconfigured: z.array(apqn).max(APQN_COUNT),
  checkstopped: z.array(apqn).max(APQN_COUNT),
  details: z.array(detail).max(APQN_COUNT),
  /** Written where the source leaves mdevs out; found anew in files of before it was. */
  untold: z.array(apqn).max(APQN_COUNT).optional(),
});
const fileSchema = z.strictObject({
  profile: z.enum(AP_PROFILES),
  profileReason: z.string().max(2000),
  hasApConfig: z.boolean(),
  lpar: masks,
  max: z.strictObject({ adapter: id, domain: id }),
  apmask: mask,
  aqmask: mask,
  persistent: z.strictObject({ apmask: mask.nullable(), aqmask: mask.nullable() }),
  defaultDomain: z.number().int().min(-1).max(255),
  vfioApLoaded: z.boolean(),
  cards: z.array(card).max(256),
  mdevs: z.array(mdev).max(65_536),
  queues,
  unknown: z.array(z.enum(AP_FACTS)),
});
type ApFile = z.output<typeof fileSchema>;

function masksJson({ apm, aqm, adm }: MatrixMasks): Json {
  return { adapters: maskToHex(apm), domains: maskToHex(aqm), controlDomains: maskToHex(adm) };
}

function mappingJson(map: ReadonlyMap<number, readonly number[]>): Json | undefined {
  return map.size === 0 ? undefined : [...map].map(([virtual, real]) => ({ virtual, real: [...real] }));
}

function definitionJson({ defined, matrix, stored }: Mdev): Json | undefined {
  if (stored === null) return defined === null ? undefined : null;
  return defined !== null && sameMatrix(stored, matrix) ? undefined : masksJson(stored);
}

function mdevJson(state: ApState, entry: Mdev): Json {
  const shadowIsPlain = sameMatrix(entry.shadow, unfilteredShadow(entry.matrix, state.lpar));
  return {
    id: entry.id,
    name: entry.name,
    hue: entry.hue,
    type: entry.type,
    matrix: masksJson(entry.matrix),
    guestMatrix: shadowIsPlain ? undefined : masksJson(entry.shadow),
    pending: sameMatrix(entry.pending, NO_MASKS) ? undefined : masksJson(entry.pending),
    runningGuest: entry.guest,
    crycbFormat: entry.crycbFormat,
    active: entry.active,
    defined: entry.defined,
    definition: definitionJson(entry),
    virtualAdapters: mappingJson(entry.virtualAdapters),
    virtualDomains: mappingJson(entry.virtualDomains),
  };
}

function driverText(table: QueueTable, value: number): string {
  const named = Object.entries(NAMED_STATES).find(([, state]) => state === value);
  return named ? named[0] : (table.otherDrivers[value - QUEUE.OTHER] ?? 'no driver');
}

function exceptionsJson(state: ApState): Json[] {
  const predicted = predictedQueues(state);
  const table = state.queues.state;
  const runs: Json[] = [];
  for (let at = 0; at < table.length; at++) {
    const value = table[at]!;
    if (value === predicted[at]) continue;
    const first = at;
    while (at + 1 < table.length && table[at + 1] === value && predicted[at + 1] !== value) at++;
    runs.push({ first: formatApqn(first), count: at - first + 1, driver: driverText(state.queues, value) });
  }
  return runs;
}

function detailJson([queue, known]: readonly [Apqn, QueueDetail]): Json {
  return {
    queue: formatApqn(queue),
    ...known,
    mkvps: known.mkvps === undefined ? undefined : [...known.mkvps],
  };
}

export function toFile(state: ApState): Json {
  const { queues: table, persistent } = state;
  return {
    profile: state.profile,
    profileReason: state.profileReason,
    hasApConfig: state.hasApConfig,
    lpar: masksJson(state.lpar),
    max: { adapter: state.max.adapter, domain: state.max.domain },
    apmask: maskToHex(state.apmask),
    aqmask: maskToHex(state.aqmask),
    persistent: {
      apmask: persistent.apmask && maskToHex(persistent.apmask),
      aqmask: persistent.aqmask && maskToHex(persistent.aqmask),
    },
    defaultDomain: state.defaultDomain,
    vfioApLoaded: state.vfioApLoaded,
    cards: [...state.cards].map(([adapter, known]) => ({ adapter, ...known })),
    mdevs: state.mdevs.map((entry) => mdevJson(state, entry)),
    queues: {
      exceptions: exceptionsJson(state),
      otherDrivers: [...table.otherDrivers],
      overrides: [...table.overrides].map(([queue, driver]) => ({ queue: formatApqn(queue), driver })),
      resetCodes: [...table.resetRc].map(([queue, code]) => ({ queue: formatApqn(queue), code })),
      deconfigured: [...table.deconfigured].map(formatApqn),
      checkstopped: [...table.checkstopped].map(formatApqn),
      details: [...table.details].map(detailJson),
      untold:
        table.untold.size > 0 || leavesMdevsOut(state.unknown)
          ? [...table.untold].map(formatApqn)
          : undefined,
    },
    unknown: [...state.unknown],
  };
}

function unreadable(where: string, what: string): StudioError {
  return new StudioError('unreadable', `The crypto devices of this file cannot be read: ${where}: ${what}.`);
}

function queueTable(file: ApFile, bus: Parameters<typeof predictedQueues>[0]): QueueTable {
  const state = predictedQueues(bus);
  const { otherDrivers } = file.queues;
  for (const [index, { first, count, driver }] of file.queues.exceptions.entries()) {
    const other = otherDrivers.indexOf(driver);
    const value = NAMED_STATES[driver] ?? (other < 0 ? undefined : QUEUE.OTHER + other);
    const where = `queues.exceptions.${index}`;
    if (value === undefined) throw unreadable(where, `driver “${driver}” is not listed in otherDrivers`);
    if (first + count > APQN_COUNT)
      throw unreadable(where, `${formatApqn(first)} has less than ${count} queues behind it`);
    state.fill(value, first, first + count);
  }
  return {
    state,
    otherDrivers,
    overrides: new Map(file.queues.overrides.map(({ queue, driver }) => [queue, driver])),
    resetRc: new Map(file.queues.resetCodes.map(({ queue, code }) => [queue, code])),
    deconfigured: new Set(file.queues.deconfigured),
    checkstopped: new Set(file.queues.checkstopped),
    details: new Map(file.queues.details.map(({ queue, ...known }) => [queue, known as QueueDetail])),
    untold: new Set(file.queues.untold),
  };
}

function leavesMdevsOut(unknown: ReadonlySet<ApFact>): boolean {
  return unknown.has('mdevs') || unknown.has('matrix');
}

function withUntold(file: ApFile, state: ApState): ApState {
  if (file.queues.untold !== undefined || !leavesMdevsOut(state.unknown)) return state;
  return { ...state, queues: { ...state.queues, untold: untoldQueues(state.mdevs, state.queues) } };
}

/** Written by hand, or before such names were refused: the file opens, and shows nothing that misleads. */
function harmless(name: string): string {
  return isFitName(name) ? name : fitName(name, 'unnamed');
}

function readMdev(entry: ApFile['mdevs'][number], lpar: MatrixMasks): Mdev {
  const read = (list: z.output<typeof mapping> | undefined) =>
    new Map((list ?? []).map(({ virtual, real }) => [virtual, real]));
  return {
    id: entry.id,
    name: harmless(entry.name),
    hue: entry.hue,
    type: entry.type,
    matrix: entry.matrix,
    shadow: entry.guestMatrix ?? unfilteredShadow(entry.matrix, lpar),
    pending: entry.pending ?? NO_MASKS,
    guest: entry.runningGuest === null ? null : harmless(entry.runningGuest),
    crycbFormat: entry.crycbFormat,
    active: entry.active,
    defined: entry.defined,
    stored:
      entry.definition === undefined ? (entry.defined === null ? null : entry.matrix) : entry.definition,
    virtualAdapters: read(entry.virtualAdapters),
    virtualDomains: read(entry.virtualDomains),
  };
}

/** Inverse of {@link toFile}. Throws StudioError `unreadable` that says where, and what was expected there. */
export function fromFile(json: unknown): ApState {
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw unreadable(issue?.path.join('.') || 'the top level', issue?.message ?? 'not understood');
  }
  const file = parsed.data;
  const twice = file.mdevs.find(
    (entry, index) => file.mdevs.findIndex(({ id: other }) => other === entry.id) !== index,
  );
  if (twice) throw unreadable('mdevs', `${twice.id} is listed twice`);
  const bus = { lpar: file.lpar, apmask: file.apmask, aqmask: file.aqmask, vfioApLoaded: file.vfioApLoaded };
  const cards = new Map<number, Card>(file.cards.map(({ adapter, ...known }) => [adapter, known]));
  if (cards.size !== file.cards.length)
    throw unreadable('cards', `card${repeated(file.cards)} is listed twice`);
  return withUntold(file, {
    ...bus,
    profile: file.profile,
    profileReason: file.profileReason,
    hasApConfig: file.hasApConfig,
    max: file.max,
    persistent: file.persistent,
    defaultDomain: file.defaultDomain,
    cards,
    queues: queueTable(file, bus),
    mdevs: file.mdevs.map((entry) => readMdev(entry, file.lpar)),
    unknown: new Set(file.unknown),
  });
}

function repeated(cards: ApFile['cards']): string {
  const again = cards.find(
    ({ adapter }, index) => cards.findIndex((other) => other.adapter === adapter) !== index,
  );
  return formatAdapter(again?.adapter ?? 0);
}
