/** The XIVE device's lines of a `/proc/<pid>/maps` text (xive.md 4.3): pieces, holes between them, TIMA. */
import type { XiveConfig } from '../../../../shared/xive/types.ts';
import type { ParsedMaps } from './machine.ts';

interface Line {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
}

/** A line cut after its offset is taken for one of ours. */
const LINE =
  /^\s*([0-9a-f]+)-([0-9a-f]+)\s+\S{4}\s+([0-9a-f]+)(?:\s*$|\s+\S+\s+\d+\s+anon_inode:(?:\[?)kvm-xive(?:-native)?\]?)/i;

function lines(text: string): readonly Line[] {
  return text.split('\n').flatMap((row): Line[] => {
    const found = LINE.exec(row);
    if (!found) return [];
    const [start, end, offset] = [found[1], found[2], found[3]].map((part) => Number.parseInt(part!, 16));
    return [{ start: start!, end: end!, offset: offset! }];
  });
}

/**
 * Detection rule of xive.md 2.1: an ESB line at 0x4000 means 4 KiB pages, at 0x40000 64 KiB. Where a split left neither,
 * an address or offset that is no multiple of 64 KiB tells (assumption); else the usual 64 KiB.
 */
function pageSizeOf(found: readonly Line[]): 65536 | 4096 {
  if (found.some(({ offset }) => offset === 0x4000)) return 4096;
  if (found.some(({ offset }) => offset === 0x40000)) return 65536;
  return found.some(({ start, end, offset }) => [start, end, offset].some((at) => at % 65536 !== 0))
    ? 4096
    : 65536;
}

/** Gaps in one mapping: addresses and offsets of the lines on both sides are the same apart. */
function holesOf(esb: readonly Line[], pageSize: number): ParsedMaps['holes'] {
  const base = esb[0]?.start ?? 0;
  return esb.slice(1).flatMap((line, index) => {
    const from = esb[index]!.end;
    const below = esb[index]!;
    if (line.start <= from || below.offset - below.start !== line.offset - line.start) return [];
    const pages = (line.start - from) / pageSize;
    const first = (below.offset - below.start + from) / pageSize - 4;
    const lisns = [Math.floor(first / 2), Math.floor((first + pages - 1) / 2)] as const;
    return [{ start: (from - base) / pageSize, pages, lisns }];
  });
}

/**
 * Pages count from the first piece. A piece that starts inside a pair counts the LISN it starts in. A host known to have
 * pages of 4 KiB is not asked for their size.
 */
export function parseMaps(text: string, known: XiveConfig['pageSize'] = 65536): ParsedMaps {
  const found = lines(text);
  const pageSize = known === 4096 ? known : pageSizeOf(found);
  const isTima = ({ offset }: Line) => offset < 4 * pageSize;
  const esb = found.filter((line) => !isTima(line)).sort((left, right) => left.start - right.start);
  const pieces = esb.map(({ start, end, offset }) => {
    const [pages, pgoff] = [(end - start) / pageSize, offset / pageSize];
    return {
      pages,
      pgoff,
      lisns: [Math.floor((pgoff - 4) / 2), Math.floor((pgoff - 4 + pages - 1) / 2)] as const,
    };
  });
  const holes = holesOf(esb, pageSize);
  const timaPages = found.filter(isTima).reduce((sum, { start, end }) => sum + (end - start) / pageSize, 0);
  return { pieces, holes, timaPages, pageSize: found.length === 0 ? null : pageSize };
}
