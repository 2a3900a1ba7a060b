/** What is wrong in a study or a reading: stale and misresolved pages, refused events, contradictions, orphans. */
import type { Problem } from '../../../../shared/findings.ts';
import type { XiveState } from '../../../../shared/xive/types.ts';

export function problems(_observed: XiveState, _desired: XiveState): readonly Problem[] {
  return [];
}
