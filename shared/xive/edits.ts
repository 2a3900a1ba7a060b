/** Every change of a XIVE study, as data. Steps count events: `at` 0 = before the first one. */
import { z } from 'zod';
import { xiveEventSchema } from './events.ts';
import { STRATEGY_IDS } from './types.ts';

const family = z.literal('xive');
const branch = z.string().min(1).max(64);
const title = z.string().trim().min(1).max(80);
const at = z.number().int().min(0).max(100_000);

/** Part of a {@link XiveConfig}; what is left out stays. */
export const xiveConfigPatchSchema = z
  .object({
    pageSize: z.union([z.literal(65536), z.literal(4096)]),
    nrIrqs: z.number().int().min(1).max(1_048_576),
    strategy: z.enum(STRATEGY_IDS),
    faultIndex: z.enum(['relative', 'absolute']),
    accept: z.enum(['fixed', 'any']),
    special: z.boolean(),
    failedFixedLeavesHole: z.boolean(),
    sharedInode: z.boolean(),
    rangeC: z.tuple([z.number().int().min(0), z.number().int().min(1).max(1_048_576)]).nullable(),
    numbering: z.enum(['firstFit', 'nextFit', 'neverReuse']),
    cleaning: z.enum(['none', 'remapRange', 'zap']),
    msiBase: z.number().int().min(0).max(1_048_575),
    msiCount: z.number().int().min(1).max(1_048_576),
    phbPages: z.union([z.literal(1), z.literal(2)]),
    overlayWhen: z.enum(['never', 'beforeFirst', 'afterLast', 'afterEvery']),
    raceWindow: z.boolean(),
    storeEoi: z.boolean(),
    freeHwIrqs: z.number().int().min(0).max(16_777_216),
    esbOffset: z.number().int().min(0).max(1_048_576).nullable(),
  })
  .strict()
  .partial();
export type XiveConfigPatch = z.infer<typeof xiveConfigPatchSchema>;

const range = z.tuple([z.number().int().min(0), z.number().int().min(0)]);
export const setupSchema = z
  .object({
    vms: z
      .array(
        z
          .object({
            name: z.string().min(1).max(64),
            vcpus: z.number().int().min(1).max(16_384),
            sources: z
              .array(
                z
                  .object({
                    from: z.number().int().min(0).max(1_048_575),
                    to: z.number().int().min(0).max(1_048_575),
                    ipi: z.number().int().min(0).max(0xff_ffff),
                    lsi: z.boolean(),
                  })
                  .strict(),
              )
              .max(100_000),
            vmas: z
              .array(
                z
                  .object({
                    start: z.number().int().min(-0x4000_0000).max(0x3fff_ffff),
                    end: z.number().int().min(-0x4000_0000).max(0x3fff_ffff),
                    pgoff: z.number().int().min(0).max(0x3fff_ffff),
                    name: z.string().min(1).max(64),
                  })
                  .strict(),
              )
              .max(70_000),
            populated: z.array(z.number().int().min(-0x4000_0000).max(0x3fff_ffff)).max(2_097_152),
            devices: z
              .array(
                z
                  .object({
                    name: z.string().min(1).max(64),
                    owners: z.array(z.string().max(40)).min(1).max(3328),
                    first: z.number().int().min(0).max(1_048_575),
                    mapped: z.boolean(),
                  })
                  .strict(),
              )
              .max(4096),
            orphans: z.array(range).max(4096),
          })
          .strict(),
      )
      .min(1)
      .max(64),
  })
  .strict();

export const xiveEditSchema = z.discriminatedUnion('op', [
  z
    .object({
      family,
      op: z.literal('insertEvents'),
      branch,
      at,
      events: z.array(xiveEventSchema).min(1).max(20_000),
    })
    .strict(),
  z
    .object({
      family,
      op: z.literal('removeEvents'),
      branch,
      at,
      count: z.number().int().min(1).max(100_000),
    })
    .strict(),
  /** Takes `count` events out and puts them before the event that stood at `to` (`to` counts as before the move). */
  z
    .object({
      family,
      op: z.literal('moveEvents'),
      branch,
      at,
      count: z.number().int().min(1).max(100_000),
      to: at,
    })
    .strict(),
  z.object({ family, op: z.literal('changeEvent'), branch, at, event: xiveEventSchema }).strict(),
  /** Replaces an event by the single calls it is made of, so that something can be put between them. */
  z.object({ family, op: z.literal('expandEvent'), branch, at }).strict(),

  /** A copy of a branch's first `step` events (null = all), under another strategy when one is given. */
  z
    .object({
      family,
      op: z.literal('addBranch'),
      id: branch,
      name: title,
      from: branch,
      step: at.nullable(),
      strategy: z.enum(STRATEGY_IDS).nullable(),
    })
    .strict(),
  /** A life of its own: a default pseries guest, or one with that set-up. */
  z
    .object({
      family,
      op: z.literal('newBranch'),
      id: branch,
      name: title,
      setup: setupSchema.nullable(),
      config: xiveConfigPatchSchema,
    })
    .strict(),
  /** A branch that starts where a reading of the real guest stands. */
  z
    .object({ family, op: z.literal('studyReading'), id: branch, name: title, reading: z.string().max(64) })
    .strict(),
  z
    .object({
      family,
      op: z.literal('renameBranch'),
      branch,
      name: title,
      about: z.string().max(2000).nullable(),
    })
    .strict(),
  z.object({ family, op: z.literal('removeBranch'), branch }).strict(),
  z.object({ family, op: z.literal('setConfig'), branch, config: xiveConfigPatchSchema }).strict(),
  z.object({ family, op: z.literal('setSetup'), branch, setup: setupSchema }).strict(),
  /** The strategy with what it needs besides (offsets the kernel takes, the range of C). */
  z.object({ family, op: z.literal('setStrategy'), branch, strategy: z.enum(STRATEGY_IDS) }).strict(),
]);
export type XiveEdit = z.infer<typeof xiveEditSchema>;
