/** Every change of an AP state the studio knows, as data. Ids are numbers, masks are the text of `maskToText`. */
import { z } from 'zod';
import { guestHue as hue, guestName as name } from '../guest-fields.ts';
import { AP_PROFILES } from './types.ts';

const id = z.number().int().min(0).max(255);
const ids = z.array(id).max(256);
const mdev = z.string().min(1).max(64);
const apqn = z.number().int().min(0).max(65_535);
const hexMask = z.string().regex(/^0x[0-9a-f]{64}$/i, 'a mask is 0x and 64 hex digits');
const virtualList = z.string().min(2).max(1200);

export const apEditSchema = z.discriminatedUnion('op', [
  /** New guest with an empty matrix; `uuid` of 36 characters, hyphenated (AP-C7). */
  z.object({
    family: z.literal('ap'),
    op: z.literal('createGuest'),
    uuid: z.string().max(64),
    name,
    hue,
    type: z.enum(['passthrough', 'virtual']),
  }),
  z.object({ family: z.literal('ap'), op: z.literal('removeGuest'), mdev }),
  z.object({ family: z.literal('ap'), op: z.literal('renameGuest'), mdev, name }),
  z.object({ family: z.literal('ap'), op: z.literal('recolourGuest'), mdev, hue }),
  z.object({ family: z.literal('ap'), op: z.literal('setUuid'), mdev, uuid: z.string().max(64) }),
  z.object({
    family: z.literal('ap'),
    op: z.literal('setType'),
    mdev,
    type: z.enum(['passthrough', 'virtual']),
  }),
  /** Started at boot, by hand, or without a persistent definition. */
  z.object({
    family: z.literal('ap'),
    op: z.literal('setStart'),
    mdev,
    start: z.enum(['auto', 'manual', 'none']),
  }),
  /** Adds whole adapters and domains to a guest, or takes them away; masks change as one atomic write where the kernel has `ap_config`. */
  z.object({
    family: z.literal('ap'),
    op: z.literal('assign'),
    mdev,
    adapters: ids,
    domains: ids,
    controlDomains: ids,
  }),
  z.object({
    family: z.literal('ap'),
    op: z.literal('unassign'),
    mdev,
    adapters: ids,
    domains: ids,
    controlDomains: ids,
  }),
  /** Rewrites the guest's `ap_config` with its own content so that FILTER runs again (cure of AP-U13). */
  z.object({ family: z.literal('ap'), op: z.literal('reapply'), mdev }),
  /** What is active now is to last: the host masks, and the matrix of every guest that has a definition. */
  z.object({ family: z.literal('ap'), op: z.literal('persist') }),
  /** The masks after the next boot, as `0x` and 64 hex digits; null = no setting. */
  z.object({
    family: z.literal('ap'),
    op: z.literal('setPersistentMasks'),
    apmask: hexMask.nullable(),
    aqmask: hexMask.nullable(),
  }),
  z.object({
    family: z.literal('ap'),
    op: z.literal('guestStart'),
    mdev,
    guest: name,
    crycbFormat: z.union([z.literal(0), z.literal(1), z.literal(2)]).optional(),
  }),
  z.object({ family: z.literal('ap'), op: z.literal('guestStop'), mdev }),
  /** Text in the grammar of the mask files (ap.md 2.6), e.g. `-5,-6`. */
  z.object({
    family: z.literal('ap'),
    op: z.literal('writeMask'),
    mask: z.enum(['apmask', 'aqmask']),
    value: z.string().min(1).max(4096),
  }),
  z.object({ family: z.literal('ap'), op: z.literal('bind'), apqn, driver: z.string().min(1).max(64) }),
  z.object({ family: z.literal('ap'), op: z.literal('unbind'), apqn, driver: z.string().min(1).max(64) }),
  z.object({ family: z.literal('ap'), op: z.literal('driverOverride'), apqn, driver: z.string().max(64) }),
  z.object({ family: z.literal('ap'), op: z.literal('loadVfioAp') }),
  /** What-if: the service element changes the LPAR, and the scan after it. */
  z.object({
    family: z.literal('ap'),
    op: z.literal('changeLpar'),
    addAdapters: ids.default([]),
    removeAdapters: ids.default([]),
    addDomains: ids.default([]),
    removeDomains: ids.default([]),
    addControlDomains: ids.default([]),
    removeControlDomains: ids.default([]),
  }),
  z.object({ family: z.literal('ap'), op: z.literal('setProfile'), profile: z.enum(AP_PROFILES) }),
  /** `4:3,22,254`; an empty list after the colon removes the mapping (AP-VP1, AP-VP2). */
  z.object({ family: z.literal('ap'), op: z.literal('virtualAdapter'), mdev, value: virtualList }),
  z.object({ family: z.literal('ap'), op: z.literal('virtualDomain'), mdev, value: virtualList }),
]);

export type ApEdit = z.infer<typeof apEditSchema>;
