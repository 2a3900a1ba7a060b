/** Fixes of problems are tried as those of refusals are, so that none of them is answered by a refusal. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { workableFixes } from '../../fix-trial.ts';
import { attemptOn } from '../edits.ts';

/** The view of a host waits for the trials; later problems get theirs when those before are solved, or on the card. */
export const MOST_TRIED_FIXES = 16;

/** The items with those of their fixes that pass; beyond the cap none is offered untried. */
export function withTriedFixes<Item extends { readonly fixes: readonly Fix[] }>(
  state: DsaState,
  items: readonly Item[],
  most = MOST_TRIED_FIXES,
): readonly Item[] {
  const attempt = attemptOn(state);
  let left = most;
  return items.map((item) => {
    if (item.fixes.length === 0) return item;
    if (left <= 0) return { ...item, fixes: [] };
    const tried = item.fixes.slice(0, left);
    left -= tried.length;
    return { ...item, fixes: workableFixes(attempt, tried) };
  });
}
