/** Lines of a guest's process in `/proc/<pid>/maps`, and the host's base page by them (xive.md 2.1, 4.3). */
import { ESB_PGOFF } from '../../../../shared/xive/pages.ts';
import type { ReadVma, TraceLine } from '../../../../shared/xive/types.ts';
import type { GatheredText } from './gather.ts';
import { isQemuTask } from './history.ts';
import { parseMaps } from './parse-linux.ts';
import { XIVE_INODE } from './replay.ts';

export interface ProcessLines {
  readonly vmas: readonly ReadVma[];
  readonly others: readonly { readonly name: string; readonly count: number }[];
  readonly damaged: readonly string[];
  /** Names of texts of other processes. */
  readonly leftOut: readonly string[];
}

function counted(names: readonly string[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => ({ name, count }));
}

/** Of a log that lists the maps again and again, what it lists last. */
function lastListing(text: string): string {
  const parts = text.split(/^\[\d{1,4}\] maps\b.*$/m);
  return parts.length > 1 ? parts.at(-1)!.split(/^\[\d{1,4}\] /m)[0]! : '';
}

function isQemu(text: string): boolean {
  return /\/qemu-|anon_inode:kvm-vcpu/.test(text);
}

/** A whole maps text wins over an extract of it; one of QEMU over one of another process. */
export function processLines(maps: readonly GatheredText[], logs: readonly GatheredText[]): ProcessLines {
  const listings = maps.filter(({ kinds }) => !kinds.includes('operations'));
  const sorted = [...listings].sort(
    (left, right) =>
      Number(isQemu(right.text)) - Number(isQemu(left.text)) || right.text.length - left.text.length,
  );
  const [chosen, ...rest] = sorted;
  const { rows, damaged } = parseMaps(chosen?.text ?? logs.map(({ text }) => lastListing(text)).join('\n'));
  const isEsb = ({ name }: ReadVma) => name === XIVE_INODE || name.startsWith('/memfd:');
  const own = new Set(rows.filter(isEsb).map(({ start }) => start));
  const others = rows
    .filter((row) => !isEsb(row))
    .map(({ name }) => name.replace(/^anon_inode:/, '').replace(/:\d+$/, ''));
  return {
    vmas: rows.filter(isEsb),
    others: counted(others),
    damaged,
    leftOut: rest
      .filter(({ text }) => parseMaps(text).rows.some((row) => isEsb(row) && !own.has(row.start)))
      .map(({ name }) => name),
  };
}

/** By the offset of the first ESB page, which KVM counts in base pages and QEMU always shifts by 16; null = untold. */
export function pageSizeOf(vmas: readonly ReadVma[], texts: readonly GatheredText[]): 65536 | 4096 | null {
  const told = texts
    .map(({ text }) => /\bpagesize=(4096|65536)\b/.exec(text)?.[1])
    .find((size) => size !== undefined);
  if (told !== undefined) return told === '4096' ? 4096 : 65536;
  const offsets = vmas.map(({ offset }) => offset).filter((offset) => offset > 0);
  if (offsets.length > 0) return offsets.every((offset) => offset % 65536 === 0) ? 65536 : 4096;
  return texts.some(({ text }) => text.includes('unable to set memory mapping')) ? 4096 : null;
}

/** Pages of the mapping of a default machine (xive.md 2.1). */
const DEFAULT_PAGES = 16_384;

/** Mappings as a trace shows them: made, or faulted in; those of QEMU where there are several processes. */
export function vmasOfTrace(trace: readonly TraceLine[], pageSize: number): ReadVma[] {
  const qemu = trace.filter(({ task }) => isQemuTask(task));
  const lines = qemu.length > 0 ? qemu : trace;
  const found = new Map<number, ReadVma>();
  const add = (start: number, end: number, pgoff: number) =>
    found.set(start, { start, end, offset: pgoff * pageSize, flags: 'rw-s', inode: '', name: XIVE_INODE });
  for (const { event } of lines) {
    if (event.kind === 'mmap' && event.end > event.start) add(event.start, event.end, event.pgoff);
    if (event.kind === 'fault' && event.vmaPgoff >= ESB_PGOFF && !found.has(event.vmaStart))
      add(event.vmaStart, event.vmaStart + DEFAULT_PAGES * pageSize, event.vmaPgoff);
  }
  return [...found.values()].sort((left, right) => left.start - right.start);
}
