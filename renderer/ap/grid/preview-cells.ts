/** An engine's preview as sets of cells the overlay can draw and the tooltip can count. */
import { type ApCells, CELL_CLASS } from '../../../shared/ap/cells.ts';
import type { CellRows, PaintChoice } from '../../../shared/ap/preview.ts';
import { idsOf, maskFromText } from '../../../shared/mask.ts';
import type { GridGesture, GridMode } from '../model.ts';
import type { Axes } from './geometry.ts';

export const PREVIEW_MARK = { ADD: 1, REMOVE: 2, REFUSED: 3, HIDE: 4, REVEAL: 5 } as const;

export function apqnsOf(rows: CellRows): number[] {
  return rows.flatMap(([adapter, domains]) =>
    idsOf(maskFromText(domains) ?? new Uint32Array(8)).map((domain) => adapter * 256 + domain),
  );
}

/** APQN -> `PREVIEW_MARK`. What stands in the way outranks what would be hidden, which outranks what is added. */
export function previewMarks(choice: PaintChoice): Map<number, number> {
  const marks = new Map<number, number>();
  const layers: readonly (readonly [CellRows, number])[] = [
    [choice.reveals, PREVIEW_MARK.REVEAL],
    [choice.adds, PREVIEW_MARK.ADD],
    [choice.removes, PREVIEW_MARK.REMOVE],
    [choice.hides, PREVIEW_MARK.HIDE],
    [choice.hostOwned, PREVIEW_MARK.REFUSED],
    [choice.takenByGuest, PREVIEW_MARK.REFUSED],
  ];
  for (const [rows, mark] of layers)
    for (const apqn of apqnsOf(rows))
      if (mark !== PREVIEW_MARK.REVEAL || !marks.has(apqn)) marks.set(apqn, mark);
  return marks;
}

/**
 * Marks for the modes whose gestures are not about a guest's cells: a control domain is its whole column, and the
 * host masks take or give rows and columns. Null in mode `assign`, where only the engine knows.
 */
export function ownMarks(
  gesture: GridGesture,
  mode: GridMode,
  axes: Axes,
  cells: ApCells,
  refused: boolean,
): Map<number, number> | null {
  if (mode === 'assign') return null;
  const done = gesture.mode === 'paint' ? PREVIEW_MARK.ADD : PREVIEW_MARK.REMOVE;
  const marks = new Map<number, number>();
  const whole = (ids: readonly number[], all: readonly number[]) => (ids.length === 0 ? all : ids);
  for (const adapter of whole(gesture.adapters, axes.rows))
    for (const domain of whole(gesture.domains, axes.columns)) {
      const apqn = adapter * 256 + domain;
      const kind = cells.classes[apqn];
      const moves = gesture.mode === 'paint' ? kind === CELL_CLASS.HOST : kind === CELL_CLASS.FREE;
      if (mode === 'control' || moves || (kind === CELL_CLASS.NO_DRIVER && gesture.mode === 'erase'))
        marks.set(apqn, refused ? PREVIEW_MARK.REFUSED : done);
    }
  return marks;
}
