/** The host's side of passed-through vectors: their rows in the host's debugfs, and what vfio calls them (xive.md 4.7). */
import type { DebugSource, LinuxIrq, ReadSource, TraceLine } from '../../../../shared/xive/types.ts';
import type { LinuxIrqs } from './parse-linux.ts';
import type { Rows } from './lines.ts';

/** `vfio-msix[2](0001:01:00.0)` */
export function vfioName(name: string): { readonly vector: number; readonly bdf: string } | null {
  const found = /^vfio-msix?\[(\d{1,4})\]\(([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\)/.exec(name);
  return found ? { vector: Number(found[1]), bdf: found[2]! } : null;
}

/** Row of a Linux irq by the last set_mapped of that LISN; else, where there are as many, by the order both files have. */
export function hostSide(
  passed: readonly { readonly lisn: number; readonly hw: number }[],
  debug: Rows<DebugSource> | null,
  linux: LinuxIrqs | null,
  trace: readonly TraceLine[],
): ReadonlyMap<number, NonNullable<ReadSource['host']>> {
  const byNumber = new Map(debug?.rows.map((row) => [row.number, row]));
  const byIrq = new Map(linux?.irqs.map((irq) => [irq.irq, irq]));
  const connected = new Map<number, number>();
  for (const { event } of trace) if (event.kind === 'set') connected.set(event.lisn, event.hostIrq);
  const vfio = (linux?.irqs ?? []).filter(({ name }) => vfioName(name) !== null);
  const rank = new Map(
    [...passed].sort((left, right) => left.hw - right.hw).map(({ lisn }, index) => [lisn, index]),
  );
  return new Map(
    passed.flatMap(({ lisn, hw }) => {
      const byTrace = byIrq.get(connected.get(lisn) ?? -1);
      const byOrder: LinuxIrq | undefined = vfio.length === passed.length ? vfio[rank.get(lisn)!] : undefined;
      const row = byTrace !== undefined && vfioName(byTrace.name) !== null ? byTrace : byOrder;
      const irq = byNumber.get(hw) ?? null;
      return irq === null && row === undefined ? [] : [[lisn, { irq, linux: row ?? null }] as const];
    }),
  );
}
