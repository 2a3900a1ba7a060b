/** What a step costs, told apart: content that nothing brings back, and use of a device that a later step can give again. */
import type { Loss } from './plan.ts';

export function isLostForGood({ kind }: Pick<Loss, 'kind'>): boolean {
  return kind === 'zeroized' || kind === 'requests';
}
