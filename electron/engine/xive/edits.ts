/** Edits of a study. What the kernel refuses is an outcome of an event; what is refused here cannot be played at all. */
import type { XiveEdit } from '../../../shared/xive/edits.ts';
import type { XiveState } from '../../../shared/xive/types.ts';
import type { Outcome } from '../family.ts';

export function applyEdit(state: XiveState, _edit: XiveEdit): Outcome<XiveState> {
  return { ok: true, state, notes: [] };
}
