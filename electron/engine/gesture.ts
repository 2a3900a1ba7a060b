/** Several edits as one gesture: all or none, the same for every family and for families together. */
import type { Edit } from '../../shared/edit.ts';
import type { Outcome } from './family.ts';

/**
 * Makes the edits one after the other. A refusal's fixes end with the edit that was refused; here they also get the
 * edits before it and those after, so that taking a fix does the whole gesture in one undo step.
 */
export function applyInOrder<State, OneEdit extends Edit>(
  state: State,
  edits: readonly OneEdit[],
  apply: (state: State, edit: OneEdit) => Outcome<State>,
): Outcome<State> {
  let current = state;
  const notes: string[] = [];
  for (const [at, edit] of edits.entries()) {
    const outcome = apply(current, edit);
    if (!outcome.ok) {
      const { refusal } = outcome;
      const fixes = refusal.fixes.map((fix) => ({
        ...fix,
        edits: [...edits.slice(0, at), ...fix.edits, ...edits.slice(at + 1)],
      }));
      return { ok: false, refusal: { ...refusal, fixes } };
    }
    current = outcome.state;
    notes.push(...outcome.notes);
  }
  return { ok: true, state: current, notes };
}
