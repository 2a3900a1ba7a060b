/** The ways to keep a guest from old pages (xive.md 3.4). */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { STRATEGIES } from '../../../../shared/xive/strategies.ts';
import type { StrategyId } from '../../../../shared/xive/types.ts';
import { EVERYWHERE, MERGED, PROPOSALS, rule } from './rule-row.ts';

/** What the model does for each, and where that is from. */
const KERNEL: Readonly<
  Record<StrategyId, readonly [kernel: string, errnos: readonly string[], profiles: readonly string[]]>
> = {
  none: [
    'A model for comparison: set_mapped and clr_mapped change the owner and drop no page.',
    [],
    EVERYWHERE,
  ],
  A1: [
    'Proposed in the discussion: the merged kernel answers EINVAL to the offset (XIVE-R3). No zap in the kernel.',
    ['EINVAL'],
    PROPOSALS,
  ],
  A2: [
    'Proposed by a reviewer: the merged kernel answers EINVAL after the old pages are gone (XIVE-R7). No zap in the kernel.',
    ['EINVAL'],
    PROPOSALS,
  ],
  B0: [
    'First kernel patch. The model zaps only pages inside the remembered piece, and none once it was unmapped.',
    [],
    PROPOSALS,
  ],
  B1: ['Merged in Linux 5.2 and seen on a running system: XIVE-R11, XIVE-R12 and XIVE-R13.', [], MERGED],
  C: [
    'Proposed by a reviewer: ENOSPC when the range is used up, EINVAL from the merged kernel for its mapping. No zap unless cleaning asks for it.',
    ['ENOSPC', 'EINVAL'],
    PROPOSALS,
  ],
  D: [
    'In the first patch set: a control gives an fd in which LISN L is at page 2L. No zap by itself.',
    [],
    PROPOSALS,
  ],
};

export const STRATEGY_RULES: readonly RuleExplanation[] = STRATEGIES.map(({ id, title, summary }) =>
  rule(id, title, summary, ...KERNEL[id]),
);
