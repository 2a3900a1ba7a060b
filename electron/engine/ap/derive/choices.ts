/** A choice of a preview from what is known of it: everything else is empty. */
import type { PaintChoice } from '../../../../shared/ap/preview.ts';

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
