/** Cases of the format of zpci.md 7.1, checked before they are played. */
import { z } from 'zod';
import { CAPABILITIES, PROFILE_IDS, type ProfileId } from '../../../../shared/zpci/types.ts';

/** Profiles of cases that need no QEMU. */
export const TOOL_PROFILES = ['host', 'linux', 'libvirt'] as const;
export const CASE_PROFILES = [...PROFILE_IDS, ...TOOL_PROFILES] as const;

/** Far beyond any case that a person writes. */
const MOST_STEPS = 100_000;
/** As many as there are UIDs, which are used up before the indexes are. */
const MOST_FUNCTIONS = 65_535;
const MOST_TEXT = 100_000;

export const text = z.string().max(MOST_TEXT);
const NUMBER = /^-?(?:0[xX][0-9a-fA-F]+|\d+)$/;
const wholeText = z.union([z.number().int(), z.string().max(40).regex(NUMBER, 'a number, decimal or 0x')]);

/** A text such as 0x10 or a number; BigInt does not read a sign before 0x. */
export function bigOf(written: string | number): bigint {
  const plain = String(written);
  return plain.startsWith('-') ? -BigInt(plain.slice(1)) : BigInt(plain);
}

export const whole = wholeText.transform((written) => Number(bigOf(written)));
export const wide = wholeText.transform(bigOf);
const onOff = z.union([z.boolean(), z.literal(0), z.literal(1)]).transform(Boolean);

/** What else a case tells of a function of the host decides nothing that QEMU answers. */
const hostFunction = z.object({
  start: wide.optional(),
  end: wide.optional(),
  sdmaRaw: wide.optional(),
  edmaRaw: wide.optional(),
  pchid: whole.default(0),
  vfn: whole.default(0),
  pft: whole.default(0),
  gid: whole.nullable().default(null),
  fh: whole.nullable().default(null),
  pfip: text.default('00.00.00.00'),
  dasm: wide.default(0n),
  msia: wide.default(0xfe00_0000_0000_0000n),
  mui: whole.nullable().default(null),
  noi: whole.nullable().default(null),
  maxstbl: whole.nullable().default(null),
  version: whole.default(0),
  fmbLength: whole.default(0),
  msix: whole.nullable().default(null),
  util: text.nullable().default(''),
  utilSize: whole.optional(),
  pfipSize: whole.optional(),
  caps: z.array(z.enum(CAPABILITIES)).optional(),
  port: whole.default(0),
  uid: whole.optional(),
  fid: whole.optional(),
  barSizes: z.array(whole).length(6).optional(),
  bars: z.array(whole).length(6).optional(),
  vendor: whole.optional(),
  device: whole.optional(),
  /** Functions of one group share a container (D-7). */
  iommuGroup: whole.nullable().optional(),
});
export type CaseHostFunction = z.output<typeof hostFunction>;

/** What else a case tells of the machine (its memory) decides nothing here. */
const hostSchema = z.object({
  functions: z.record(z.string(), hostFunction).default({}),
  kvmZpciOp: onOff.optional(),
  iommu: z.enum(['type1', 'iommufd']).optional(),
  dmaAvail: whole.nullable().optional(),
  /** Of every function that names none of its own. */
  caps: z.union([z.enum(['none', 'v1', 'v2']), z.array(z.enum(CAPABILITIES))]).optional(),
});

const guestSchema = z.strictObject({
  /** `9.2`, or the whole name `s390-ccw-virtio-9.2`. */
  machine: text
    .regex(/\d+\.\d+$/, 'a version such as 9.2')
    .transform((name) => /\d+\.\d+$/.exec(name)![0])
    .nullable()
    .optional(),
  kvmZpciOp: onOff.optional(),
  pv: onOff.default(false),
  iommu: z.enum(['type1', 'iommufd']).optional(),
  dmaAvail: whole.nullable().optional(),
  nextIndex: whole.optional(),
  nextSimGroup: whole.optional(),
  running: onOff.default(false),
  cpuZpci: onOff.default(true),
  /** TCG never interprets (I-2). */
  tcg: onOff.default(false),
  emulated: whole.pipe(z.number().min(0).max(MOST_FUNCTIONS)).optional(),
  devices: z
    .array(z.looseObject({ op: text }))
    .max(MOST_FUNCTIONS)
    .default([]),
});

/** Values of a function or group that is written into bytes, or asked for vectors. */
const encodedFunction = z.strictObject({
  uid: whole.default(0),
  fid: whole.default(0),
  vfn: whole.default(0),
  pfgid: whole.default(0),
  pchid: whole.default(0),
  flags: whole.default(0),
  pfip: text.default('00.00.00.00'),
  port: whole.default(0),
  fmbl: whole.default(0),
  pft: whole.default(0),
  sdma: wide.default(0n),
  edma: wide.default(0n),
  util: text.default(''),
  barSizes: z.array(whole).length(6).default([0, 0, 0, 0, 0, 0]),
  bars: z.array(whole).length(6).default([0, 0, 0, 0, 0, 0]),
});
export type EncodedFunction = z.output<typeof encodedFunction>;

const encodedGroup = z.strictObject({
  noi: whole.default(0),
  version: whole.default(0),
  fr: whole.default(0),
  maxstbl: whole.default(0),
  mui: whole.default(0),
  dtsm: whole.default(0),
  dasm: wide.default(0n),
  msia: wide.default(0n),
});
export type EncodedGroup = z.output<typeof encodedGroup>;

/** A function to export: an emulated one has `device` and any options of it. */
const exported = z
  .object({
    target: text.optional(),
    uid: whole.nullable().default(null),
    fid: whole.nullable().default(null),
    id: text.optional(),
    host: text.optional(),
    device: text.optional(),
    interpret: onOff.optional(),
    forwardingAssist: onOff.optional(),
    relaxed: onOff.optional(),
    relaxedTranslation: onOff.optional(),
    managed: onOff.default(true),
  })
  .catchall(z.union([text, z.number(), z.boolean()]));
export type ExportedFunction = z.output<typeof exported>;

const initialSchema = z.strictObject({
  host: hostSchema.default({ functions: {} }),
  guest: guestSchema.prefault({}),
  groups: z.record(z.string(), z.looseObject({ noi: whole.optional() })).default({}),
  window: z.tuple([wide, wide]).optional(),
  function: encodedFunction.optional(),
  group: encodedGroup.optional(),
  functions: z.array(exported).default([]),
  capture: text.optional(),
});
export type CaseInitial = z.output<typeof initialSchema>;

const stepSchema = z.looseObject({ op: text, args: z.record(z.string(), z.unknown()).default({}) });

export const caseSchema = z.object({
  id: text.optional(),
  name: text.optional(),
  profile: z.enum(CASE_PROFILES),
  initial: initialSchema.prefault({}),
  steps: z.array(stepSchema).max(MOST_STEPS),
  expect: z.record(z.string(), z.unknown()),
});
export type Case = z.output<typeof caseSchema>;

export function isQemuProfile(profile: Case['profile']): profile is ProfileId {
  return (PROFILE_IDS as readonly string[]).includes(profile);
}

export { onOff };
