/** The little rules behind the pictures of Learn: the same facts as the engine's, on a board of a few cells. Pure. */

/** Adapters (rows) and domains (columns) of the boards. */
export const BOARD_ADAPTERS = [4, 5, 6, 7] as const;
export const BOARD_DOMAINS = [6, 11, 71, 84] as const;

export type Cell = `${number}.${number}`;

export function cell(adapter: number, domain: number): Cell {
  return `${adapter}.${domain}`;
}

/** The set with the value taken out if it was in, else put in. */
export function toggled<Value>(set: ReadonlySet<Value>, value: Value): ReadonlySet<Value> {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}

/** The host keeps a queue only where both mask bits are set (ap.md 3.3). */
export function hostKeeps(
  apmask: ReadonlySet<number>,
  aqmask: ReadonlySet<number>,
  adapter: number,
  domain: number,
): boolean {
  return apmask.has(adapter) && aqmask.has(domain);
}

/** FILTER (ap.md 3.6): an adapter stays only when all its queues in the matrix are bound to vfio_ap. */
export function adaptersSeen(
  adapters: ReadonlySet<number>,
  domains: ReadonlySet<number>,
  unbound: ReadonlySet<Cell>,
): ReadonlySet<number> {
  return new Set(
    [...adapters].filter((adapter) => [...domains].every((domain) => !unbound.has(cell(adapter, domain)))),
  );
}
