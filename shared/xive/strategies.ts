/** What keeps a guest from old pages, or does not (xive.md 3.4): the ways that were proposed and the one that was merged. */
import type { StrategyId } from './types.ts';

export interface Strategy {
  readonly id: StrategyId;
  readonly title: string;
  /** Short enough for a list. */
  readonly short: string;
  readonly summary: string;
  /** What it needs of the kernel that a merged one does not give; null = it runs on the merged kernel. */
  readonly needs: string | null;
  readonly knows: string;
  readonly status: string;
  readonly rule: string;
  readonly inFavour: readonly string[];
  readonly against: readonly string[];
  /** Rows of the table in xive.md 3.4, same order for all. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

export const STRATEGIES: readonly Strategy[] = [];

export function strategyOf(id: StrategyId): Strategy {
  return STRATEGIES.find((one) => one.id === id)!;
}
