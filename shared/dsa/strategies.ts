/** Who decides which wq a guest gets, and when (dsa.md 5): the ways that were built, posted or proposed. */
import type { StrategyId } from './types.ts';

export interface Strategy {
  readonly id: StrategyId;
  /** Number in the reference: `S1`. */
  readonly number: string;
  readonly title: string;
  /** One sentence: what the administrator does and what then exists. */
  readonly summary: string;
  readonly chosenBy: string;
  readonly relation: string;
  readonly identity: string;
  readonly entry: string;
  readonly status: string;
  /** `mdev-bus` and `hardware` attach; `sw-only` from 5.16; `none` fails with EIO (dsa.md 5.3). */
  readonly iommu: 'mdev-bus' | 'hardware' | 'software' | 'not a guest';
  /** Modes of wq it can give. */
  readonly modes: readonly ('dedicated' | 'shared')[];
  readonly inFavour: readonly string[];
  readonly against: readonly string[];
}
