/** Fixes of problems are tried as those of refusals are, so that none of them is answered by a refusal. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Edit } from '../../../../shared/edit.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { attemptOn } from '../edits.ts';
import { fixesThatWork } from '../refusals.ts';

/** Nobody reads the fixes of more problems at once; later ones get theirs when those before are solved, or on the card. */
export const MOST_TRIED_FIXES = 16;

/**
 * The view of a host waits for the trials of its list. A unit is about a hundredth of a millisecond; a card has few
 * fixes and no such limit.
 */
export const LIST_BUDGET = 1000;

/** Looking for a way takes the whole host apart; measured on 125 devices with 5,000 mdevs. */
const THROUGH_WEIGHT = 40;

function costOf(state: DsaState, edits: readonly Edit[]): number {
  const size = 1 + (state.mdevs.length + 8 * state.devices.length) / 100;
  return edits.reduce((sum, edit) => sum + (edit['through'] === true ? THROUGH_WEIGHT : 1) * size, 0);
}

/** The items with those of their fixes that pass; beyond number and budget none is offered untried. */
export function withTriedFixes<Item extends { readonly fixes: readonly Fix[] }>(
  state: DsaState,
  items: readonly Item[],
  budget = Number.POSITIVE_INFINITY,
): readonly Item[] {
  const attempt = attemptOn(state);
  let left = MOST_TRIED_FIXES;
  let units = budget;
  return items.map((item) => {
    if (item.fixes.length === 0) return item;
    const tried = item.fixes.filter(({ edits }) => {
      const cost = costOf(state, edits);
      if (left === 0 || cost > units) return false;
      left--;
      units -= cost;
      return true;
    });
    return { ...item, fixes: fixesThatWork(attempt, tried) };
  });
}
