/** The case format of ap.md 8.1 as it is written: initial state and steps, checked so that nothing in a case is ignored. */
import { z } from 'zod';
import { NO_MASKS } from '../../../../shared/ap/packed.ts';
import { AP_PROFILES, type ApState, type Mdev, QUEUE } from '../../../../shared/ap/types.ts';
import { parseApqn } from '../../../../shared/apqn.ts';
import { EMPTY_MASK, FULL_MASK, type Mask, maskOf, minus } from '../../../../shared/mask.ts';
import { refreshShadows } from '../kernel/filter.ts';
import { parseAbsoluteMask } from '../kernel/grammar.ts';
import { createApState, createMdev, masksOf, probe } from '../model.ts';
import type { Definition } from '../tools/mdevctl.ts';

export const CASE_PROFILES = [...AP_PROFILES, 'parse', 'tools', 'virtual'] as const;

const id = z.number().int().min(0).max(255);
const ids = z.array(id);
export const maskSpec = z.union([z.string(), z.strictObject({ clear: ids }), z.strictObject({ set: ids })]);
type MaskSpec = z.output<typeof maskSpec>;
const clearSpec = z.strictObject({ apmask_clear: ids.optional(), aqmask_clear: ids.optional() });
const attributeValue = z.union([z.string(), z.number()]).transform(String);
const definition = z
  .strictObject({
    mdev_type: z.string().default('vfio_ap-passthrough'),
    start: z.enum(['auto', 'manual']).default('manual'),
    attrs: z.array(z.record(z.string(), attributeValue)).default([]),
    uuid: z.string().optional(),
  })
  .transform((value): Definition & { readonly uuid?: string | undefined } => value);
const mapping = z.record(z.string(), ids);
const mdev = z.strictObject({
  type: z.string().optional(),
  adapters: z.union([ids, mapping]).optional(),
  domains: z.union([ids, mapping]).optional(),
  control_domains: ids.optional(),
  guest: z.string().nullable().optional(),
  crycb_format: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(),
});
const queue = z.strictObject({
  driver: z.string().nullable().optional(),
  override: z.string().nullable().optional(),
  reset_rc: z.number().int().optional(),
  config: z.union([z.boolean(), z.number()]).optional(),
  chkstop: z.union([z.boolean(), z.number()]).optional(),
  absent: z.boolean().optional(),
});
const card = z.strictObject({
  hwtype: z.number().int().optional(),
  mode: z.enum(['accelerator', 'cca', 'ep11', 'unknown']).optional(),
});
const initialSchema = z.strictObject({
  host: z
    .strictObject({ adapters: ids.optional(), domains: ids.optional(), control_domains: ids.optional() })
    .optional(),
  max: z.strictObject({ adapter: id.optional(), domain: id.optional() }).optional(),
  apmask: maskSpec.optional(),
  aqmask: maskSpec.optional(),
  vfio_ap_loaded: z.boolean().optional(),
  queues: z.record(z.string(), queue).optional(),
  cards: z.record(z.string(), card).optional(),
  mdevs: z.record(z.string(), mdev).optional(),
  definition: definition.optional(),
  definitions: z.record(z.string(), definition).optional(),
  persistent_masks: clearSpec.optional(),
  kernel: clearSpec.optional(),
});
type Initial = z.output<typeof initialSchema>;

export const caseSchema = z.looseObject({
  name: z.string().optional(),
  id: z.string().optional(),
  profile: z.enum(CASE_PROFILES),
  initial: initialSchema.default({}),
  steps: z.array(z.looseObject({ op: z.string(), args: z.record(z.string(), z.unknown()).default({}) })),
  expect: z.record(z.string(), z.unknown()),
});
export type Case = z.output<typeof caseSchema>;

export function readMaskSpec(spec: MaskSpec): Mask {
  if (typeof spec === 'object')
    return 'clear' in spec ? minus(FULL_MASK, maskOf(spec.clear)) : maskOf(spec.set);
  if (spec === 'ones') return FULL_MASK;
  const parsed = parseAbsoluteMask(spec);
  if (!parsed.ok) throw new Error(`not a mask: ${spec.slice(0, 80)}`);
  return parsed.value;
}

export function isVirtualType(type: unknown): boolean {
  return typeof type === 'string' && type.includes('virtual');
}

function cleared(list: readonly number[] | undefined): Mask {
  return minus(FULL_MASK, maskOf(list ?? []));
}

/**
 * A mask of the initial state. Profile `tools` can name live masks under `kernel`; without them the persistent ones
 * are live too. Profile `virtual` without a host says nothing about masks, so nothing is reserved.
 */
function liveMask(profile: Case['profile'], initial: Initial, name: 'apmask' | 'aqmask'): Mask {
  const spec = initial[name];
  if (initial.kernel) return cleared(initial.kernel[`${name}_clear`]);
  if (spec !== undefined) return readMaskSpec(spec);
  if (profile === 'tools' && initial.persistent_masks)
    return cleared(initial.persistent_masks[`${name}_clear`]);
  const silent = profile === 'virtual' && !initial.host && !initial.apmask && !initial.aqmask;
  return silent ? EMPTY_MASK : FULL_MASK;
}

function toMdev(name: string, spec: NonNullable<Initial['mdevs']>[string]): Mdev {
  const list = (value: readonly number[] | Record<string, number[]> | undefined) =>
    Array.isArray(value) ? (value as number[]) : [];
  const map = (value: readonly number[] | Record<string, number[]> | undefined) =>
    new Map(
      value === undefined || Array.isArray(value)
        ? []
        : Object.entries(value as Record<string, number[]>).map(
            ([key, real]) => [Number(key), real] as const,
          ),
    );
  return createMdev(name, {
    type: isVirtualType(spec.type) ? 'virtual' : 'passthrough',
    matrix: masksOf(list(spec.adapters), list(spec.domains), spec.control_domains ?? []),
    guest: spec.guest ?? null,
    crycbFormat: spec.crycb_format ?? 2,
    virtualAdapters: map(spec.adapters),
    virtualDomains: map(spec.domains),
  });
}

function withExceptions(state: ApState, exceptions: NonNullable<Initial['queues']>): ApState {
  const table = Uint8Array.from(state.queues.state);
  const overrides = new Map<number, string>();
  const resetRc = new Map<number, number>();
  const deconfigured = new Set<number>();
  const checkstopped = new Set<number>();
  const otherDrivers: string[] = [];
  const drivers: [number, string | null][] = [];
  for (const [name, spec] of Object.entries(exceptions)) {
    const apqn = parseApqn(name);
    if (apqn === null) throw new Error(`not an APQN: ${name.slice(0, 80)}`);
    if (spec.override) overrides.set(apqn, spec.override);
    if (spec.reset_rc) resetRc.set(apqn, spec.reset_rc);
    if (spec.config !== undefined && !spec.config) deconfigured.add(apqn);
    if (spec.chkstop) checkstopped.add(apqn);
    if (spec.absent) table[apqn] = QUEUE.ABSENT;
    else if (spec.driver !== undefined) drivers.push([apqn, spec.driver]);
    else if (spec.override && table[apqn] === QUEUE.ABSENT) table[apqn] = QUEUE.NO_DRIVER;
  }
  for (const [apqn, driver] of drivers) {
    const known = { none: QUEUE.NO_DRIVER, cex4queue: QUEUE.CEX4QUEUE, vfio_ap: QUEUE.VFIO_AP } as const;
    const value = known[(driver ?? 'none') as keyof typeof known];
    if (value === undefined && !otherDrivers.includes(driver!)) otherDrivers.push(driver!);
    table[apqn] = value ?? QUEUE.OTHER + otherDrivers.indexOf(driver!);
  }
  const told = new Set(drivers.map(([apqn]) => apqn));
  const after: ApState = {
    ...state,
    queues: {
      state: table,
      otherDrivers,
      overrides,
      resetRc,
      deconfigured,
      checkstopped,
      details: new Map(),
      untold: new Set(),
    },
  };
  for (const apqn of overrides.keys())
    if (!told.has(apqn) && table[apqn] !== QUEUE.ABSENT) table[apqn] = probe(after, apqn);
  return after;
}

/** The state a case starts from; shadows are the result of FILTER on it. Throws an Error with a sentence. */
export function initialState({ profile, initial }: Case): ApState {
  const { host, max } = initial;
  const lpar = host
    ? masksOf(host.adapters ?? [], host.domains ?? [], host.control_domains ?? host.domains ?? [])
    : NO_MASKS;
  const kernel = AP_PROFILES.find((known) => known === profile) ?? 'upstream';
  const persistent = initial.persistent_masks;
  const cards = Object.entries(initial.cards ?? {}).map(
    ([key, { hwtype, mode }]) =>
      [
        Number.parseInt(key, 16),
        {
          type: '-',
          mode: mode ?? 'unknown',
          hwtype: hwtype ?? null,
          online: null,
          config: null,
          chkstop: null,
          serial: null,
        },
      ] as const,
  );
  const base = createApState({
    profile: kernel,
    profileReason: 'named by the case',
    hasApConfig: kernel.startsWith('upstream'),
    lpar,
    max: { adapter: max?.adapter ?? 255, domain: max?.domain ?? 255 },
    apmask: liveMask(profile, initial, 'apmask'),
    aqmask: liveMask(profile, initial, 'aqmask'),
    persistent: {
      apmask: persistent ? cleared(persistent.apmask_clear) : null,
      aqmask: persistent ? cleared(persistent.aqmask_clear) : null,
    },
    vfioApLoaded: initial.vfio_ap_loaded ?? true,
    cards: new Map(cards),
    mdevs: Object.entries(initial.mdevs ?? {}).map(([name, spec]) => toMdev(name, spec)),
  });
  return refreshShadows(withExceptions(base, initial.queues ?? {}));
}
