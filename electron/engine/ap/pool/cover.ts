/**
 * The rectangle problem (ap.md 3.3): which rows and columns leave the host's rectangle so that every wanted cell is
 * released, keeping as much as possible. Pure numbers; the planner puts names and edits to it.
 */

export interface Cover {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** Cells of the host rectangle that stay. */
  readonly keeps: number;
}

export interface CoverResult {
  readonly covers: readonly Cover[];
  /** True when every cover was looked at; false when the wish was too irregular and good candidates were taken. */
  readonly exact: boolean;
}

interface Group {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

/** Rows with the same wanted columns leave together or not at all, so they count as one in the search. */
function groupRows(wanted: ReadonlyMap<number, ReadonlySet<number>>): Group[] {
  const groups = new Map<string, { rows: number[]; columns: number[] }>();
  for (const [row, columns] of wanted) {
    const sorted = [...columns].sort((left, right) => left - right);
    const key = sorted.join(',');
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { rows: [row], columns: sorted });
  }
  return [...groups.values()];
}

function sortedUnion(lists: readonly (readonly number[])[]): number[] {
  return [...new Set(lists.flat())].sort((left, right) => left - right);
}

/** Largest number of distinct rows that is searched completely: 2^16 subsets. */
const EXACT_GROUPS = 16;

/** Every subset of groups leaves by rows; the columns of the others leave. Rows that turn out useless are put back. */
function enumerate(groups: readonly Group[], height: number, width: number): Cover[] {
  const covers = new Map<string, Cover>();
  const chosen: boolean[] = [];
  const visit = (at: number, columns: ReadonlySet<number>): void => {
    if (at < groups.length) {
      const group = groups[at]!;
      if (!group.columns.every((column) => columns.has(column))) {
        chosen[at] = true;
        visit(at + 1, columns);
      }
      chosen[at] = false;
      visit(at + 1, new Set([...columns, ...group.columns]));
      return;
    }
    const rowGroups = groups.filter(
      (group, index) => chosen[index] && !group.columns.every((c) => columns.has(c)),
    );
    const rows = sortedUnion(rowGroups.map((group) => group.rows));
    const sorted = [...columns].sort((left, right) => left - right);
    const keeps = (height - rows.length) * (width - sorted.length);
    covers.set(`${rows.join(',')}/${sorted.join(',')}`, { rows, columns: sorted, keeps });
  };
  visit(0, new Set());
  return [...covers.values()];
}

/** Maximum matching by augmenting paths; its König cover is the smallest number of rows and columns. */
function konigCover(groups: readonly Group[], height: number, width: number): Cover {
  const rowColumns = new Map(
    groups.flatMap(({ rows, columns }) => rows.map((row) => [row, columns] as const)),
  );
  const rowOf = new Map<number, number>();
  const augment = (row: number, seen: Set<number>): boolean => {
    for (const column of rowColumns.get(row)!) {
      if (seen.has(column)) continue;
      seen.add(column);
      const holder = rowOf.get(column);
      if (holder !== undefined && !augment(holder, seen)) continue;
      rowOf.set(column, row);
      return true;
    }
    return false;
  };
  for (const row of rowColumns.keys()) augment(row, new Set());
  const matched = new Set(rowOf.values());
  const reachedRows = new Set<number>();
  const reachedColumns = new Set<number>();
  const walk = (row: number): void => {
    if (reachedRows.has(row)) return;
    reachedRows.add(row);
    for (const column of rowColumns.get(row)!) {
      reachedColumns.add(column);
      const holder = rowOf.get(column);
      if (holder !== undefined) walk(holder);
    }
  };
  for (const row of rowColumns.keys()) if (!matched.has(row)) walk(row);
  const rows = [...rowColumns.keys()]
    .filter((row) => !reachedRows.has(row))
    .sort((left, right) => left - right);
  const columns = [...reachedColumns].sort((left, right) => left - right);
  return { rows, columns, keeps: (height - rows.length) * (width - columns.length) };
}

function transpose(groups: readonly Group[]): Map<number, Set<number>> {
  const byColumn = new Map<number, Set<number>>();
  for (const { rows, columns } of groups)
    for (const column of columns) {
      const set = byColumn.get(column) ?? new Set();
      for (const row of rows) set.add(row);
      byColumn.set(column, set);
    }
  return byColumn;
}

/** Adapters or domains come in groups that small in practice; the transposed search covers wide, flat wishes. */
function search(groups: readonly Group[], height: number, width: number): CoverResult {
  if (groups.length <= EXACT_GROUPS) return { covers: enumerate(groups, height, width), exact: true };
  const columns = groupRows(transpose(groups));
  if (columns.length <= EXACT_GROUPS) {
    const covers = enumerate(columns, width, height).map(({ rows, columns: across, keeps }) => ({
      rows: across,
      columns: rows,
      keeps,
    }));
    return { covers, exact: true };
  }
  const rows = sortedUnion(groups.map((group) => group.rows));
  const across = sortedUnion(groups.map((group) => group.columns));
  const covers = [
    { rows, columns: [], keeps: (height - rows.length) * width },
    { rows: [], columns: across, keeps: height * (width - across.length) },
    konigCover(groups, height, width),
  ];
  return { covers, exact: false };
}

/** Covers of the wanted cells, the one that leaves the host most first. `height` x `width` is the host's rectangle. */
export function findCovers(
  wanted: ReadonlyMap<number, ReadonlySet<number>>,
  height: number,
  width: number,
): CoverResult {
  const { covers, exact } = search(groupRows(wanted), height, width);
  const size = (cover: Cover) => cover.rows.length + cover.columns.length;
  return {
    exact,
    covers: [...covers].sort((left, right) => right.keeps - left.keeps || size(left) - size(right)),
  };
}
