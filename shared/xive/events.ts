/**
 * Events of a guest's life: the operations of the case format (xive.md 8), and the few more that a study needs. A saved
 * scenario and a case file speak the same words; an event that the kernel refuses is no mistake but an outcome.
 */
import { z } from 'zod';
import { parseHwPage } from './pages.ts';

const count = z.number().int().min(1).max(0x3fff_ffff);
/** None, or more than KVM takes in one mapping, so that its limits can be met (EINVAL, XIVE-R3). */
const mappedPages = z.number().int().min(0);
/** Address page; negative = before the first mapping. */
const page = z.number().int().min(-0x4000_0000).max(0x3fff_ffff);
const pgoff = z.number().int().min(0).max(0x3fff_ffff);
/** Any that fits 32 bits, so that KVM's own limit can be met (E2BIG). */
const lisn = z.number().int().min(0).max(0x7fff_ffff);
/** What QEMU may ask KVM to create, however wrong (E2BIG, XIVE-R2). */
const anyLisn = z.number().refine(Number.isInteger, 'a whole number');
const parity = z.union([z.literal(0), z.literal(1)], '0 (trigger page) or 1 (management page)');
const name = z.string().min(1).max(64);
const hwPage = z
  .string()
  .max(40)
  .refine((text) => parseHwPage(text) !== null, 'a hardware page such as phb1[2] or ipi(0x40)');
/** `phb1` (vector i is source i), `phb1[4]` (source 4 + i), or a page for each vector. */
const owners = z.union(
  [
    z.string().regex(/^phb\d{1,3}(?:\[(?:0x[0-9a-f]{1,5}|\d{1,7})\])?$/i, 'a PHB such as phb1 or phb1[4]'),
    z.array(hwPage).min(1).max(3328),
  ],
  'a PHB such as phb1 or phb1[4], or a list of pages such as phb1[2]',
);
/** More than there are MSIs, so that ENOSPC can be met (XIVE-R14). */
const vectors = z.number().int().min(1).max(65_536);
const offset = z.number().int().min(0).max(0xfff);
const offsetOrTrigger = z.union([offset, z.literal('trigger')], 'an offset from 0 to 0xfff, or "trigger"');

/** Vectors that one loop connects in all its rounds: some seconds of work. */
const MOST_LOOPED = 5_000_000;

const common = {
  /** The guest it happens to, where there are several. */
  vm: name.optional(),
  /** The author's words on it. */
  note: z.string().max(500).optional(),
};

export const xiveEventSchema = z.discriminatedUnion('op', [
  z
    .object({ op: z.literal('mmap'), at: page, pages: mappedPages, pgoff, name: name.optional(), ...common })
    .strict(),
  z
    .object({
      op: z.literal('mmapFixed'),
      at: page,
      pages: mappedPages,
      pgoff,
      name: name.optional(),
      ...common,
    })
    .strict(),
  z.object({ op: z.literal('munmap'), at: page, pages: mappedPages, ...common }).strict(),
  /** `prot` default `read` */
  z
    .object({
      op: z.literal('mprotect'),
      at: page,
      pages: count,
      prot: z.enum(['none', 'read', 'readWrite']).optional(),
      ...common,
    })
    .strict(),
  /** Grows or shrinks to `to` pages (XIVE-R9). */
  z.object({ op: z.literal('mremap'), at: page, pages: count, to: count, ...common }).strict(),
  z.object({ op: z.literal('madvise'), at: page, pages: count, ...common }).strict(),
  /** A child with the same lines (XIVE-R9), told as one more guest process named `name`. */
  z.object({ op: z.literal('fork'), name, ...common }).strict(),

  /** QEMU's process touches an address page; `access` default `load`. */
  z
    .object({ op: z.literal('touch'), page, access: z.enum(['load', 'store']).optional(), ...common })
    .strict(),
  z
    .object({
      op: z.literal('guestTouch'),
      lisn,
      parity,
      access: z.enum(['load', 'store']).optional(),
      ...common,
    })
    .strict(),
  z.object({ op: z.literal('monitorTouch'), lisn, parity, ...common }).strict(),
  /** The guest touches the TIMA; view 0 hardware, 1 hypervisor, 2 OS, 3 user. */
  z.object({ op: z.literal('timaTouch'), view: z.number().int().min(0).max(3), ...common }).strict(),

  z.object({ op: z.literal('createDevice'), ...common }).strict(),
  z.object({ op: z.literal('closeDevice'), ...common }).strict(),
  z.object({ op: z.literal('resetDevice'), ...common }).strict(),
  z
    .object({
      op: z.literal('createSource'),
      lisn: anyLisn,
      ipi: z.number().int().min(0).max(0xff_ffff).optional(),
      lsi: z.boolean().optional(),
      ...common,
    })
    .strict(),
  /** The guest's hcall H_INT_SET_SOURCE_CONFIG; priority 255 masks. */
  z
    .object({
      op: z.literal('configure'),
      lisn,
      server: z.number().int().min(0).max(16_383),
      priority: z.number().int().min(0).max(255),
      eisn: z.number().int().min(0).max(0x7fff_ffff),
      ...common,
    })
    .strict(),
  z.object({ op: z.literal('setMapped'), lisn, owner: hwPage, ...common }).strict(),
  z.object({ op: z.literal('clrMapped'), lisn, owner: hwPage.optional(), ...common }).strict(),
  z.object({ op: z.literal('zap'), lisn, ...common }).strict(),
  z.object({ op: z.literal('overlayRegion'), firstLisn: lisn, count, at: page, name, ...common }).strict(),
  z.object({ op: z.literal('removeOverlayRegion'), name, ...common }).strict(),

  /** Guest accesses at an offset of the management page (xive.md 1.3). */
  z.object({ op: z.literal('load'), lisn, offset: offsetOrTrigger, ...common }).strict(),
  z.object({ op: z.literal('store'), lisn, offset: offsetOrTrigger, ...common }).strict(),
  /** H_INT_ESB: QEMU does it for the guest, through its own mapping; the way of LSIs. */
  z
    .object({ op: z.literal('hcallEsb'), lisn, access: z.enum(['load', 'store']), offset, ...common })
    .strict(),
  /** The hardware source fires: a device of the host, passed through or not. */
  z.object({ op: z.literal('fire'), source: hwPage, ...common }).strict(),
  /** Level of an LSI's line. */
  z.object({ op: z.literal('line'), lisn, level: z.boolean(), ...common }).strict(),
  /** The guest's Linux ends an MSI: load at 0xc00, and a trigger when Q was set. */
  z.object({ op: z.literal('handle'), lisn, ...common }).strict(),

  z
    .object({ op: z.literal('alloc'), n: vectors, kind: z.enum(['msi', 'msix']).optional(), ...common })
    .strict(),
  z.object({ op: z.literal('free'), first: lisn, n: vectors, ...common }).strict(),
  z.object({ op: z.literal('qemuFree'), first: lisn, n: vectors, ...common }).strict(),
  z
    .object({
      op: z.literal('plug'),
      dev: name,
      owner: owners,
      vectors,
      kind: z.enum(['msi', 'msix']).optional(),
      /** False = numbers are claimed and their sources created, nothing is connected yet; `setMapped` events follow. */
      connect: z.boolean().optional(),
      ...common,
    })
    .strict(),
  z.object({ op: z.literal('unplug'), dev: name, ...common }).strict(),
  z.object({ op: z.literal('removeUnclean'), dev: name, ...common }).strict(),
  z.object({ op: z.literal('driverStarts'), dev: name, vectors, ...common }).strict(),
  z.object({ op: z.literal('machineReset'), ...common }).strict(),
  z.object({ op: z.literal('touchAllMgmt'), dev: name, ...common }).strict(),
  /** With `dev` its vectors are connected so (XIVE-R16); without, it only counts. */
  z
    .object({
      op: z.literal('enableVectors'),
      n: vectors,
      driverFirstEnablesOne: z.boolean().optional(),
      dev: name.optional(),
      ...common,
    })
    .strict(),
  z
    .object({
      op: z.literal('plugUnplugLoop'),
      times: z.number().int().min(1).max(100_000),
      vectors,
      owner: owners.optional(),
      ...common,
    })
    .strict()
    .refine(({ times, vectors: each }) => times * each <= MOST_LOOPED, {
      message: `times that, by vectors, make at most ${MOST_LOOPED}`,
      path: ['times'],
    }),
  z.object({ op: z.literal('parseMaps'), text: z.string().max(1_000_000), ...common }).strict(),
  /** QEMU reads the state of every claimed LISN (XIVE-R21). */
  z.object({ op: z.literal('infoPic'), ...common }).strict(),
  z.object({ op: z.literal('vmState'), change: z.enum(['start', 'stop', 'migrate']), ...common }).strict(),
]);

export type XiveEvent = z.infer<typeof xiveEventSchema>;
export type XiveOp = XiveEvent['op'];
/** Events that one branch may have. */
export const MOST_EVENTS = 100_000;

/** Offsets the buttons of the P/Q diagram use (xive.md 1.3). */
export const ESB_OFFSET = {
  eoi: 0x000,
  storeEoi: 0x400,
  get: 0x800,
  set00: 0xc00,
  set01: 0xd00,
  set10: 0xe00,
  set11: 0xf00,
} as const;
