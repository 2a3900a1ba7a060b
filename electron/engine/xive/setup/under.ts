/** A branch as it would be under another strategy: the same life, with the mappings, offsets and range that strategy needs. */
import type { Branch, StrategyId } from '../../../../shared/xive/types.ts';

export interface UnderStrategy {
  readonly branch: Branch;
  /** What had to be changed besides the strategy, and events that mean another thing now. */
  readonly notes: readonly string[];
}

/** The same branch when it has that strategy already. Same object for the same arguments, so that timelines are kept. */
export function underStrategy(branch: Branch, strategy: StrategyId): UnderStrategy {
  if (branch.config.strategy === strategy) return { branch, notes: [] };
  return { branch: { ...branch, config: { ...branch.config, strategy } }, notes: [] };
}
