/** Fixes of problems and card notes are tried as those of refusals are, so that none of them is answered by a refusal. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { attemptOn } from '../edits.ts';
import { workableFixes } from '../../fix-trial.ts';

/**
 * A trial runs edits of about a millisecond on a full machine, and the view of a host waits for all of them. Nobody
 * reads the fixes of more problems at once; later ones get theirs when those before are solved, or on the guest's card.
 */
export const MOST_TRIED_FIXES = 24;

/** The items with those of their fixes that pass. Items come in order of weight; beyond the cap none is offered untried. */
export function withTriedFixes<Item extends { readonly fixes: readonly Fix[] }>(
  state: ApState,
  items: readonly Item[],
): readonly Item[] {
  const attempt = attemptOn(state);
  let left = MOST_TRIED_FIXES;
  return items.map((item) => {
    if (item.fixes.length === 0) return item;
    const tried = item.fixes.slice(0, left);
    left -= tried.length;
    return { ...item, fixes: workableFixes(attempt, tried) };
  });
}
