/** Bars that are stacked into as few rows as they need, as far as there is room. */

export interface Bar {
  readonly from: number;
  readonly to: number;
}

export interface Stacked<One extends Bar> {
  readonly rows: readonly (readonly One[])[];
  /** Those for which no row was left. */
  readonly rest: readonly One[];
}

/** First row in which a bar meets none before it; `most` rows at the most. */
export function stacked<One extends Bar>(bars: readonly One[], most: number): Stacked<One> {
  const rows: One[][] = [];
  const rest: One[] = [];
  for (const bar of [...bars].sort((left, right) => left.from - right.from)) {
    const row = rows.find((one) => one.at(-1)!.to <= bar.from);
    if (row !== undefined) row.push(bar);
    else if (rows.length < most) rows.push([bar]);
    else rest.push(bar);
  }
  return { rows, rest };
}

/** Parts of `[from, to)` that none of the sorted intervals covers. */
export function uncovered(
  from: number,
  to: number,
  covers: readonly (readonly [from: number, to: number])[],
): [number, number][] {
  const parts: [number, number][] = [];
  let at = from;
  for (const [low, high] of covers) {
    if (low > at) parts.push([at, Math.min(low, to)]);
    at = Math.max(at, high);
    if (at >= to) break;
  }
  if (at < to) parts.push([at, to]);
  return parts;
}
