/** What a workspace file may hold of a XIVE study: every value within bounds, nothing besides. Missing keys are defaults. */
import { z } from 'zod';
import { setupSchema, xiveConfigPatchSchema } from '../../../../shared/xive/edits.ts';
import { MOST_EVENTS, xiveEventSchema } from '../../../../shared/xive/events.ts';
import { readingSchema } from './reading-schema.ts';

const id = z.string().min(1).max(64);
const page = z.number().int().min(-0x4000_0000).max(0x3fff_ffff);

const vm = setupSchema.shape.vms.element;
const sources = vm.shape.sources.element;
const device = vm.shape.devices.element;

/** A page, or pages `first`, `first + stride`, … as `[first, count, stride]`. */
const pages = z
  .array(z.union([page, z.tuple([page, z.number().int().min(1).max(2_097_152), page])]))
  .max(2_097_152);

const vmFile = vm.extend({
  sources: z.array(sources.extend({ lsi: z.boolean().default(false) })).max(100_000),
  populated: pages.default([]),
  devices: z
    .array(device.extend({ mapped: z.boolean().default(true) }))
    .max(4096)
    .default([]),
  orphans: vm.shape.orphans.default([]),
});

const branchFile = z.strictObject({
  id,
  name: z.string().min(1).max(80),
  about: z.string().max(2000).default(''),
  parent: z
    .strictObject({ branch: id, step: z.number().int().min(0).max(MOST_EVENTS) })
    .nullable()
    .default(null),
  config: xiveConfigPatchSchema.default({}),
  setup: z.strictObject({ vms: z.array(vmFile).min(1).max(64) }),
  events: z.array(xiveEventSchema).max(MOST_EVENTS).default([]),
});

export const xiveFileSchema = z.strictObject({
  readings: z.array(readingSchema).max(1000).default([]),
  branches: z.array(branchFile).max(4096).default([]),
});

export type BranchFile = z.output<typeof branchFile>;
export type PagesFile = z.output<typeof pages>;
