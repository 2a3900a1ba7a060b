/** A choice of a preview from what is known of it: everything else is empty. */
import type { PaintChoice } from '../../../../shared/ap/preview.ts';
import type { Mdev } from '../../../../shared/ap/types.ts';
import { type Cells, commonCells, minusCells, rectangle, toRows } from './cells.ts';

export function choiceOf(label: string, parts: Partial<PaintChoice> = {}): PaintChoice {
  return {
    label,
    edits: [],
    refusal: null,
    adds: [],
    removes: [],
    takenByGuest: [],
    hostOwned: [],
    hides: [],
    reveals: [],
    notes: [],
    masks: null,
    ...parts,
  };
}

/** What the guest would see more and less of the matrix `wished`: every matrix write can run FILTER. */
export function seenChange(before: Mdev, after: Mdev, wished: Cells): Pick<PaintChoice, 'hides' | 'reveals'> {
  const seenBefore = rectangle(before.shadow);
  const seenAfter = rectangle(after.shadow);
  return {
    hides: toRows(commonCells(minusCells(seenBefore, seenAfter), wished)),
    reveals: toRows(minusCells(seenAfter, seenBefore)),
  };
}
