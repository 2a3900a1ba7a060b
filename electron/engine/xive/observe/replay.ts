/** PTEs from kprobe traces (xive.md 4.6): the one way to follow what a guest's pages show, from one capture to the next. */
import { ESB_PGOFF } from '../../../../shared/xive/pages.ts';
import type { Reading, ReadPte, ReadVma, TraceLine } from '../../../../shared/xive/types.ts';

export const XIVE_INODE = 'anon_inode:kvm-xive-native';

/** The guest's own ESB mapping: the largest of the XIVE lines behind the TIMA; null without one. */
export function baseMapping(
  vmas: readonly ReadVma[],
  pageSize: number,
): { readonly start: number; readonly pages: number } | null {
  const byOrigin = new Map<number, { end: number; bytes: number }>();
  for (const { start, end, offset } of vmas) {
    if (offset < ESB_PGOFF * pageSize) continue;
    const origin = start - (offset - ESB_PGOFF * pageSize);
    const known = byOrigin.get(origin) ?? { end: 0, bytes: 0 };
    byOrigin.set(origin, { end: Math.max(known.end, end), bytes: known.bytes + end - start });
  }
  const [largest] = [...byOrigin].sort((left, right) => right[1].bytes - left[1].bytes || left[0] - right[0]);
  if (largest === undefined) return null;
  return { start: largest[0], pages: Math.round((largest[1].end - largest[0]) / pageSize) };
}

interface Entry extends ReadPte {
  readonly filePage: number;
}

export interface Followed {
  /** PTEs by address. */
  readonly entries: ReadonlyMap<number, Entry>;
  readonly complete: boolean;
  /** Time of the last line that was run. */
  readonly until: number;
}

const NOTHING: Followed = { entries: new Map(), complete: false, until: -1 };

/** Runs lines after those already run. Only lines of this guest count: faults in its mappings, and zaps, which reach all. */
export function follow(
  before: Followed | null,
  lines: readonly TraceLine[],
  vmas: readonly ReadVma[],
  pageSize: number,
): Followed {
  const { entries: old, complete: was, until } = before ?? NOTHING;
  const entries = new Map(old);
  let complete = was;
  let last = until;
  const base = baseMapping(vmas, pageSize);
  const own = (address: number) => vmas.some(({ start, end }) => start <= address && address < end);
  const faults = new Map<number, number>();
  for (const { time, task, event } of lines) {
    if (time <= until) continue;
    last = time;
    if (event.kind === 'mmap' && event.start === base?.start) complete = true;
    if (event.kind === 'fault' && own(event.address)) faults.set(event.address, event.pgoff);
    if (event.kind === 'insert' && faults.has(event.address)) {
      const { address, pfn } = event;
      entries.set(address, { address, pfn, time, task, filePage: faults.get(address)! });
      faults.delete(address);
    }
    // A zap of one source has two pages of the file; longer ones are those of VFIO for its BARs (captures' README).
    if (event.kind === 'zap' && event.length === 2 * pageSize) {
      const first = event.begin / pageSize;
      for (const [address, { filePage }] of entries)
        if (filePage === first || filePage === first + 1) entries.delete(address);
    }
  }
  return { entries, complete, until: last };
}

/** Readings of one guest that follow each other: the same folder around them, the same mapping. */
function follows(reading: Reading, before: Reading): boolean {
  const around = ({ name }: Reading) => name.slice(0, Math.max(0, name.lastIndexOf('/')));
  const base = ({ vmas, pageSize }: Reading) => baseMapping(vmas, pageSize ?? 65536)?.start;
  return around(reading) === around(before) && base(reading) !== undefined && base(reading) === base(before);
}

/** Readings with the PTEs that the traces up to each one tell; one without a trace of its own has none. */
export function populate(readings: readonly Reading[]): Reading[] {
  let before: Followed | null = null;
  return readings.map((reading, index) => {
    const previous = readings[index - 1];
    if (previous === undefined || !follows(reading, previous)) before = null;
    if (!reading.trace.some(({ task }) => task !== 'kernel')) {
      before = null;
      return reading;
    }
    const probed = reading.trace.filter(({ task }) => task !== 'kernel');
    before = follow(before, probed, reading.vmas, reading.pageSize ?? 65536);
    // Without a guest behind it, a program maps and unmaps as it likes, and the trace does not show it.
    const complete = before.complete && reading.sources.length > 0;
    const pages = [...before.entries.values()]
      .map(({ address, pfn, time, task }) => ({ address, pfn, time, task }))
      .sort((left, right) => left.address - right.address);
    return { ...reading, populated: { complete, pages } };
  });
}
