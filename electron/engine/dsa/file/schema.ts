/** What a workspace file may hold of a DSA host: every value within bounds, nothing besides. */
import { z } from 'zod';
import { STRATEGY_IDS, UNTOLD_FACTS } from '../../../../shared/dsa/types.ts';
import { isFitName } from '../../../../shared/names.ts';

const count = (most: number) => z.number().int().min(0).max(most);
const group = z.number().int().min(-1).max(255);
const size = count(Number.MAX_SAFE_INTEGER);
const mask = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits');
const hex = z.string().regex(/^0x[0-9a-fA-F]{1,64}$/, 'expected a number in hex');
const word = z.string().regex(/^[\w.-]{1,64}$/, 'expected one word');
const driver = word.nullable();
const bdf = z.string().regex(/^[\w:.-]{1,64}$/, 'expected an address');
const deviceName = z.string().regex(/^[a-z]{1,8}\d{1,5}$/, 'expected a name such as dsa0');
const type = z.string().max(100);
const uuid = z
  .string()
  .regex(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'expected a UUID in lower case');
const shown = z.string().min(1).max(64).refine(isFitName, 'expected a name that can be shown');
const others = z
  .record(z.string().regex(/^[a-z][a-z0-9_]{0,63}$/), z.string().max(4096))
  .refine((files) => Object.keys(files).length <= 65, 'too many files');

const caps = z
  .strictObject({
    version: size,
    maxGroups: count(256),
    maxWorkQueues: count(256),
    maxEngines: count(256),
    totalSize: size,
    maxReadBuffers: size,
    maxBatchSize: size,
    maxTransferSize: size,
    numaNode: z.number().int().min(-1).max(65_535),
    opCap: mask,
    genCap: hex,
    iaaCap: hex.nullable(),
    configurable: z.boolean(),
    pasid: z.boolean(),
    cdevMajor: size,
    imsSize: count(1_048_576),
    readBufferLimit: z.boolean(),
    occupancy: z.boolean(),
    prs: z.boolean(),
    noShared: z.boolean(),
    kernelPasid: z.boolean(),
  })
  .partial();

const groupFile = z
  .strictObject({
    readBuffersReserved: size,
    readBuffersAllowed: size,
    useReadBufferLimit: z.boolean(),
    trafficClassA: z.number().int().min(-1).max(255),
    trafficClassB: z.number().int().min(-1).max(255),
    descProgressLimit: size,
    batchProgressLimit: size,
  })
  .partial();

const wqFile = z
  .strictObject({
    groupId: group,
    size,
    mode: z.enum(['dedicated', 'shared']),
    priority: count(255),
    threshold: size,
    type: z.string().max(1024),
    name: z.string().max(1024),
    driverName: z.string().max(1024),
    blockOnFault: z.boolean(),
    maxTransferSize: size,
    maxBatchSize: size,
    atsDisable: z.boolean(),
    prsDisable: z.boolean(),
    opConfig: mask,
    enqcmdsRetries: size,
    state: z.enum(['disabled', 'enabled', 'locked']),
    driver,
    clients: count(1_048_575),
    cdevMinor: count(1_048_575).nullable(),
    hardwareSize: size,
    uuid: z.string().max(64).nullable(),
    others,
  })
  .partial();

const deviceFile = z.strictObject({
  kind: z.enum(['dsa', 'iax']),
  id: count(99_999),
  bdf,
  name: deviceName.optional(),
  caps: caps.optional(),
  state: z.enum(['disabled', 'enabled', 'halted']).optional(),
  driver: driver.optional(),
  cmdStatus: count(0xffff_ffff).optional(),
  readBufferLimit: size.optional(),
  eventLogSize: size.optional(),
  errors: mask.optional(),
  iommuGroup: size.nullable().optional(),
  groups: z.record(z.string(), groupFile).optional(),
  engines: z.array(group).max(256).optional(),
  wqs: z.record(z.string(), wqFile).optional(),
  lacks: z
    .array(z.string().regex(/^(?:device|group|engine|wq)\/[a-z0-9_]{1,64}$/))
    .max(200)
    .optional(),
  others: others.optional(),
});

const running = z.strictObject({
  slots: z.array(count(1_048_576)).max(4096),
  pasid: count(1_048_575).nullable(),
  device: z.enum(['disabled', 'enabled', 'drain', 'halt']),
  wq: z.enum(['disabled', 'enabled']),
  busMaster: z.boolean(),
  swerr: z.enum(['none', 'valid', 'overflow']),
  errorInterrupt: z.boolean(),
  interrupts: size,
});

const start = z.enum(['auto', 'manual']);
const guestId = z.string().min(1).max(200);
const mdevFile = z.strictObject({
  id: z.string().regex(/^[\w:.-]{1,64}$/, 'expected a name without blanks'),
  device: deviceName,
  type,
  wq: count(255).nullable(),
  strategy: z.enum(STRATEGY_IDS).optional(),
  candidates: z.array(count(255)).max(256).optional(),
  wqFrom: z.enum(['told', 'follows']).optional(),
  orphan: z.boolean().optional(),
  guest: guestId.nullable().optional(),
  running: running.nullable().optional(),
  runningTold: z.boolean().optional(),
  iommuGroup: size.nullable().optional(),
  definition: start.nullable().optional(),
});

const attribute = z.tuple([z.string().max(1024 * 1024), z.string().max(1024 * 1024)]);

export const dsaFileSchema = z.strictObject({
  host: z.strictObject({
    enqcmd: z.boolean(),
    kernelPasid: z.boolean(),
    trafficClassOverride: z.boolean().optional(),
    drivers: z.array(word).max(64),
    types: z.array(z.string().max(200)).max(64),
    softwareOnly: z.boolean(),
    denylistOff: z.boolean(),
  }),
  strategy: z.enum(STRATEGY_IDS),
  devices: z.array(deviceFile).max(4096),
  mdevs: z.array(mdevFile).max(65_536),
  guests: z
    .array(
      z.strictObject({
        id: guestId,
        name: shown,
        hue: count(7),
        domain: z.string().max(200).nullable(),
      }),
    )
    .max(65_536),
  definitions: z
    .array(
      z.strictObject({
        uuid,
        parent: bdf,
        type,
        start,
        attrs: z.array(attribute).max(4096),
        guest: guestId.nullable(),
      }),
    )
    .max(65_536),
  saved: z
    .string()
    .max(1024 * 1024)
    .nullable(),
  savedTold: z.boolean(),
  untold: z.array(z.enum(UNTOLD_FACTS)).max(UNTOLD_FACTS.length).default([]),
  nextPasid: size,
});

export type DeviceFile = z.output<typeof deviceFile>;
export type MdevFile = z.output<typeof mdevFile>;
