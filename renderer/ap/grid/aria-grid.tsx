import { memo } from 'react';
import { formatApqn } from '../../../shared/apqn.ts';
import { type Described, describeAdapter, describeCell, describeDomain } from './describe.ts';
import type { Geometry, Window } from './geometry.ts';

export function cellId(prefix: string, row: number, column: number): string {
  return `${prefix}-${row}-${column}`;
}

interface AriaGridProps {
  readonly prefix: string;
  readonly geometry: Geometry;
  readonly window: Window;
  readonly described: Described;
  readonly cursor: { readonly row: number; readonly column: number } | null;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

/** The part of the matrix around the cursor as real, unseen elements at the places of the drawn cells. */
export const AriaGrid = memo(function AriaGrid(props: AriaGridProps) {
  const { geometry, window, described, cursor, prefix } = props;
  const side = geometry.pitch / geometry.ratio;
  const left = geometry.headerWidth / geometry.ratio;
  const top = geometry.headerHeight / geometry.ratio;
  const columns = range(window.firstColumn, window.lastColumn);
  return (
    <>
      <div role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <span
            key={column}
            role="columnheader"
            aria-colindex={column + 2}
            className="ap-grid-aria"
            style={{ left: left + column * side, top: 0, width: side, height: top }}
          >
            {describeDomain(described.state, geometry.columns[column]!)}
          </span>
        ))}
      </div>
      {range(window.firstRow, window.lastRow).map((row) => (
        <div key={row} role="row" aria-rowindex={row + 2}>
          <span
            role="rowheader"
            aria-colindex={1}
            className="ap-grid-aria"
            style={{ left: 0, top: top + row * side, width: left, height: side }}
          >
            {describeAdapter(described.state, geometry.rows[row]!)}
          </span>
          {columns.map((column) => {
            const [adapter, domain] = [geometry.rows[row]!, geometry.columns[column]!];
            return (
              <span
                key={column}
                id={cellId(prefix, row, column)}
                role="gridcell"
                aria-colindex={column + 2}
                aria-selected={cursor?.row === row && cursor.column === column}
                data-apqn={formatApqn(adapter * 256 + domain)}
                className="ap-grid-aria"
                style={{ left: left + column * side, top: top + row * side, width: side, height: side }}
              >
                {describeCell(described, adapter, domain)}
              </span>
            );
          })}
        </div>
      ))}
    </>
  );
});

/** At most this many cells are mounted: describing one costs a few microseconds, mounting it far more. */
const MOST_ROWS = 12;
const MOST_COLUMNS = 24;

/** The window cut to a mountable size around the cursor. */
export function ariaWindow(visible: Window, cursor: { row: number; column: number } | null): Window {
  const cut = (first: number, last: number, at: number | undefined, most: number) => {
    if (last - first < most) return [first, last] as const;
    const middle = Math.min(last, Math.max(first, at ?? first));
    const start = Math.min(Math.max(first, middle - Math.floor(most / 2)), last - most + 1);
    return [start, start + most - 1] as const;
  };
  const [firstRow, lastRow] = cut(visible.firstRow, visible.lastRow, cursor?.row, MOST_ROWS);
  const [firstColumn, lastColumn] = cut(
    visible.firstColumn,
    visible.lastColumn,
    cursor?.column,
    MOST_COLUMNS,
  );
  return { firstRow, lastRow, firstColumn, lastColumn };
}
