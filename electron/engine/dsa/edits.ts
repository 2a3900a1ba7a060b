/** Edits of a wish as operations of the model kernel. */
import type { DsaEdit } from '../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../shared/dsa/types.ts';
import type { Outcome } from '../family.ts';

export function applyEdit(state: DsaState, _edit: DsaEdit): Outcome<DsaState> {
  return { ok: true, state, notes: [] };
}
