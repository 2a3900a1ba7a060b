/** A reading of a real guest in a workspace file: what its texts told, joined. Null and empty values are left out. */
import { z } from 'zod';

/** Rows of one kind that a reading keeps. */
export const MOST_READ = {
  vcpus: 16_384,
  sources: 1_048_576,
  vmas: 70_000,
  regions: 100_000,
  trace: 1_000_000,
  devices: 100_000,
  otherLines: 10_000,
  phbs: 512,
} as const;

const count = (most: number) => z.number().int().min(0).max(most);
const text = (most: number) => z.string().max(most);
const word = z.string().max(200);
export const address = count(Number.MAX_SAFE_INTEGER);
const number32 = count(0xffff_ffff);
export const lisn = count(0x7fff_ffff);
export const vcpu = count(0xffff);
const pq = z.string().max(8);
const time = z.number().finite();

const queue = z.strictObject({
  cpu: number32,
  priority: count(255),
  index: number32,
  entries: number32,
  address,
  toggle: count(1),
  near: z.array(word).max(16),
});

/** Rows of texts are held to these bounds when they are read; a row beyond them is damaged. */
export const pic = z.strictObject({
  lsi: z.boolean(),
  pq,
  asserted: z.boolean(),
  masked: z.boolean(),
  eisn: number32,
  queue: queue.nullable().default(null),
});

export const kvm = z.strictObject({
  hw: number32,
  chip: number32,
  lsi: z.boolean(),
  type: z.enum(['IPI', 'PT']),
  pq,
  asserted: z.boolean(),
  eisn: number32,
  cpu: number32,
  priority: count(255),
});

export const debug = z.strictObject({
  number: number32,
  target: number32.nullable().default(null),
  priority: count(255).nullable().default(null),
  lirq: number32.nullable().default(null),
  rc: z.number().int().nullable().default(null),
  flags: word,
  pq: z.string().max(8),
  triggerPage: address.nullable().default(null),
  eoiPage: address.nullable().default(null),
});

export const linux = z.strictObject({
  irq: number32,
  counts: z.array(address).max(16_384),
  chip: word,
  number: address,
  flow: word,
  name: text(1000),
});

const source = z.strictObject({
  lisn,
  pic: pic.nullable().default(null),
  kvm: kvm.nullable().default(null),
  guest: debug.nullable().default(null),
  linux: linux.nullable().default(null),
  device: z
    .strictObject({
      bdf: word,
      driver: word.nullable().default(null),
      vector: count(0xffff).nullable().default(null),
    })
    .nullable()
    .default(null),
  host: z
    .strictObject({ irq: debug.nullable().default(null), linux: linux.nullable().default(null) })
    .nullable()
    .default(null),
});

export const region = z.strictObject({
  depth: count(64),
  first: address,
  last: address,
  priority: z.number().int(),
  kind: word,
  name: text(1000),
  offset: address.nullable().default(null),
  slot: z.boolean().default(false),
  disabled: z.boolean().default(false),
});

export const vma = z.strictObject({
  start: address,
  end: address,
  offset: address,
  flags: word,
  inode: word,
  name: word,
});

export const device = z.strictObject({
  id: word.nullable().default(null),
  type: word,
  address: word,
  vectors: count(0xffff).nullable().default(null),
  host: word.nullable().default(null),
});

export const event = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fault'),
    pgoff: address,
    address,
    vmaStart: address,
    vmaPgoff: address,
  }),
  z.strictObject({ kind: z.literal('insert'), address, pfn: address }),
  z.strictObject({ kind: z.literal('zap'), begin: address, length: address }),
  z.strictObject({
    kind: z.literal('set'),
    lisn: number32,
    hostIrq: number32,
    hw: number32.nullable().default(null),
  }),
  z.strictObject({ kind: z.literal('clear'), lisn: number32, hostIrq: number32 }),
  z.strictObject({ kind: z.literal('source'), lisn: number32, hw: number32 }),
  z.strictObject({ kind: z.literal('mmap'), start: address, end: address, pgoff: address }),
]);

export const readingSchema = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(1000),
  texts: z.array(text(1000)).max(1000),
  irqchip: z.enum(['in-kernel', 'emulated']).nullable().default(null),
  pageSize: z
    .union([z.literal(65536), z.literal(4096)])
    .nullable()
    .default(null),
  vcpus: z
    .array(z.strictObject({ id: count(0xffff), online: z.boolean() }))
    .max(MOST_READ.vcpus)
    .default([]),
  sources: z.array(source).max(MOST_READ.sources).default([]),
  vmas: z.array(vma).max(MOST_READ.vmas).default([]),
  regions: z.array(region).max(MOST_READ.regions).default([]),
  flat: z.array(region).max(MOST_READ.regions).default([]),
  trace: z
    .array(z.strictObject({ time, task: word, event }))
    .max(MOST_READ.trace)
    .default([]),
  devices: z.array(device).max(MOST_READ.devices).default([]),
  otherLines: z
    .array(z.strictObject({ name: word, count: number32 }))
    .max(MOST_READ.otherLines)
    .default([]),
  phbs: z
    .array(z.strictObject({ phb: number32, first: number32, last: number32, address }))
    .max(MOST_READ.phbs)
    .default([]),
  populated: z
    .strictObject({
      complete: z.boolean(),
      pages: z.array(z.strictObject({ address, pfn: address, time, task: word })).max(2_097_152),
    })
    .nullable()
    .default(null),
});
