/** Maps lines and regions of a reading as the picture shows them. */
import { ESB_PGOFF, GUEST_PAGE, VC_BASE } from '../../../../shared/xive/pages.ts';
import type { ShownRegion, ShownSlot, ShownVma } from '../../../../shared/xive/moment.ts';
import type { Reading, ReadRegion, ReadVma } from '../../../../shared/xive/types.ts';
import { baseMapping } from './replay.ts';

/** Bytes of a LISN's pages in guest memory. */
const PAIR = 2 * GUEST_PAGE;

export interface Base {
  readonly start: number;
  readonly pages: number;
  readonly real: boolean;
}

/** Where a guest without told mapping would have its pages. */
const NOMINAL = 0x7fff_0000_0000;

export function baseOf({ vmas, pageSize }: Reading, nrIrqs: number): Base {
  const base = baseMapping(vmas, pageSize ?? 65536);
  return base === null ? { start: NOMINAL, pages: 2 * nrIrqs, real: false } : { ...base, real: true };
}

/** Pieces of one mmap lie at the same distance from their offsets; the guest's own is VMA0, others follow by address. */
export function shownVmas({ vmas, pageSize }: Reading, base: Base): ShownVma[] {
  const page = pageSize ?? 65536;
  const esbStart = ESB_PGOFF * page;
  const sorted = [...vmas].sort((left, right) => left.start - right.start);
  const origin = ({ start, offset }: ReadVma) => start - (offset - esbStart);
  const esb = sorted.filter(({ offset }) => offset >= esbStart);
  const origins = [...new Set(esb.map(origin))].sort(
    (left, right) => Number(right === base.start) - Number(left === base.start) || left - right,
  );
  return sorted.map((vma, id): ShownVma => {
    const tima = vma.offset < esbStart;
    const start = Math.round((vma.start - base.start) / page);
    const pages = Math.round((vma.end - vma.start) / page);
    const pgoff = Math.floor(vma.offset / page);
    const first = pgoff - ESB_PGOFF;
    const pieces = esb.filter((other) => origin(other) === origin(vma));
    return {
      id,
      mapping: tima ? 'TIMA' : `VMA${origins.indexOf(origin(vma))}`,
      piece: tima ? 0 : pieces.indexOf(vma),
      pieces: tima ? 1 : pieces.length,
      kind: tima ? 'tima' : 'esb',
      start,
      end: start + pages,
      pgoff,
      lisns: tima ? null : [Math.floor(first / 2), Math.floor((first + pages - 1) / 2)],
      whole: tima || (first % 2 === 0 && pages % 2 === 0),
      protection: vma.flags.startsWith('rw') ? 'readWrite' : vma.flags.startsWith('r') ? 'read' : 'none',
      stands: tima || start < 0 || start >= base.pages ? null : start,
      // The merged fault handler counts from the start of the line, not from its offset (XIVE-R10).
      serves: tima ? null : 0,
      step: 0,
    };
  });
}

function lisnsOf({ first, last }: ReadRegion): readonly [number, number] | null {
  if (first < VC_BASE || last < first) return null;
  const [from, to] = [Math.floor((first - VC_BASE) / PAIR), Math.floor((last - VC_BASE) / PAIR)];
  return to < 1_048_576 ? [from, to] : null;
}

function isEsb(region: ReadRegion): boolean {
  return region.name.startsWith('xive.esb') && !region.disabled && lisnsOf(region) !== null;
}

/** Sources the region of the whole ESB space has room for; 8192 where no text tells. */
export function sourcesOfSpace({ regions, flat, sources }: Reading): number {
  const lasts = [...regions, ...flat].filter(isEsb).map((region) => lisnsOf(region)![1] + 1);
  const highest = sources.at(-1)?.lisn ?? 0;
  const told = lasts.length > 0 ? Math.max(...lasts) : 8192;
  return highest < told ? told : Math.min(1_048_576, 2 ** Math.ceil(Math.log2(highest + 1)));
}

type Part = readonly [first: number, last: number];

function without(parts: readonly Part[], [first, last]: Part): Part[] {
  return parts.flatMap(([from, to]): Part[] => {
    if (last < from || first > to) return [[from, to]];
    return [
      ...(from < first ? [[from, first - 1] as const] : []),
      ...(to > last ? [[last + 1, to] as const] : []),
    ];
  });
}

/** The region's pages in the guest's process: its own mapping for the base, another piece of as many LISNs for an overlay. */
function pageOf(region: ReadRegion, lisns: Part, base: Base, vmas: readonly ShownVma[]): number | null {
  if (region.kind !== 'ramd' || !base.real) return null;
  const overlay = vmas.find(
    (vma) =>
      vma.kind === 'esb' &&
      vma.mapping !== 'VMA0' &&
      vma.lisns?.[0] === lisns[0] &&
      vma.lisns[1] === lisns[1],
  );
  return region.name === 'xive.esb-kvm' || overlay === undefined ? 2 * lisns[0] : overlay.start;
}

export function shownRegions(reading: Reading, base: Base, vmas: readonly ShownVma[]): ShownRegion[] {
  const tree = reading.regions.filter(isEsb);
  // The container has no pages of its own; where it is the only one, an old QEMU calls the mapping so.
  const leaves = tree.filter(({ name, kind }) => name !== 'xive.esb' || kind === 'ramd' || tree.length === 1);
  const rows = leaves.length > 0 ? leaves : reading.flat.filter(isEsb);
  return rows.map((region): ShownRegion => {
    const lisns = lisnsOf(region)!;
    const higher = rows.filter((other) => other.priority > region.priority);
    const visible = higher.reduce<Part[]>((parts, other) => without(parts, lisnsOf(other)!), [lisns]);
    return {
      name: region.name,
      priority: region.priority,
      firstLisn: lisns[0],
      count: lisns[1] - lisns[0] + 1,
      page: pageOf(region, lisns, base, vmas),
      base:
        region.name.startsWith('xive.esb-kvm') ||
        region.name.startsWith('xive.esb-emulated') ||
        region.name === 'xive.esb',
      visible,
    };
  });
}

export function shownSlots(reading: Reading, regions: readonly ShownRegion[]): ShownSlot[] {
  return reading.flat
    .filter((row) => row.slot && isEsb(row))
    .map((row) => {
      const [firstLisn, lastLisn] = lisnsOf(row)!;
      const region = regions.find(({ name }) => name === row.name);
      const into =
        row.offset === null
          ? 2 * (firstLisn - (region?.firstLisn ?? firstLisn))
          : Math.floor(row.offset / GUEST_PAGE);
      return { firstLisn, lastLisn, page: (region?.page ?? 2 * firstLisn) + into, region: row.name };
    });
}
