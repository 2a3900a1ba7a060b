/** An engine's preview as sets of cells the overlay can draw and the tooltip can count. */
import type { CellRows, PaintChoice } from '../../../shared/ap/preview.ts';
import { countIds, EMPTY_MASK, idsOf, maskFromText } from '../../../shared/mask.ts';
import type { GridGesture, GridMode } from '../model.ts';
import type { Axes } from './geometry.ts';

export const PREVIEW_MARK = { ADD: 1, REMOVE: 2, REFUSED: 3, HIDE: 4, REVEAL: 5 } as const;

export function apqnsOf(rows: CellRows): number[] {
  return rows.flatMap(([adapter, domains]) =>
    idsOf(maskFromText(domains) ?? EMPTY_MASK).map((domain) => adapter * 256 + domain),
  );
}

export function countCells(rows: CellRows): number {
  return rows.reduce((count, [, domains]) => count + countIds(maskFromText(domains) ?? EMPTY_MASK), 0);
}

/** APQN -> `PREVIEW_MARK`. What stands in the way outranks what would be hidden, which outranks what is added. */
export function previewMarks(choice: PaintChoice): Map<number, number> {
  const marks = new Map<number, number>();
  const { masks, refusal } = choice;
  const layers: readonly (readonly [CellRows, number])[] = [
    [masks?.toGuests ?? [], refusal === null ? PREVIEW_MARK.ADD : PREVIEW_MARK.REFUSED],
    [masks?.toHost ?? [], refusal === null ? PREVIEW_MARK.REMOVE : PREVIEW_MARK.REFUSED],
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
 * Marks of the control mode, whose gestures are about columns and not about cells. Null in the other modes, where only
 * the engine knows.
 */
export function columnMarks(
  gesture: GridGesture,
  mode: GridMode,
  axes: Axes,
  refused: boolean,
): Map<number, number> | null {
  if (mode !== 'control') return null;
  const done = gesture.mode === 'paint' ? PREVIEW_MARK.ADD : PREVIEW_MARK.REMOVE;
  const mark = refused ? PREVIEW_MARK.REFUSED : done;
  const columns = gesture.domains.length === 0 ? axes.columns : gesture.domains;
  return new Map(
    axes.rows.flatMap((adapter) => columns.map((domain) => [adapter * 256 + domain, mark] as const)),
  );
}
