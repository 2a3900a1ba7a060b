/** Two readings side by side: what differs, and what happened between them. */
import type { Comparison } from '../../../../shared/xive/cards.ts';
import type { Reading } from '../../../../shared/xive/types.ts';

export function compareReadings(left: Reading, right: Reading): Comparison {
  return {
    left: { kind: 'reading', reading: left.id },
    right: { kind: 'reading', reading: right.id },
    facts: [],
    differences: [],
    more: 0,
    summary: '',
  };
}
