/** An engine's preview as sets of cells the overlay can draw and the tooltip can count. */
import type { CellRows, PaintChoice } from '../../../shared/ap/preview.ts';
import { idsOf, maskFromText } from '../../../shared/mask.ts';

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
