/** What is wrong or risky in a state that is legal to have; merged per guest and cause so that a full machine stays readable. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Problem } from '../../../../shared/findings.ts';
import { guestProblems } from './problems-guest.ts';
import { hostProblems } from './problems-host.ts';
import { lastingProblems } from './problems-lasting.ts';
import { untoldProblems } from './untold.ts';
import { withTriedFixes } from './tried-fixes.ts';

/** Problems of the desired state, most severe first; the observed one tells what is stale or drifting. Ids are stable. */
export function problems(observed: ApState, desired: ApState): readonly Problem[] {
  const all = [
    ...hostProblems(observed, desired),
    ...untoldProblems(observed, desired),
    ...guestProblems(observed, desired),
    ...lastingProblems(desired),
  ];
  const weight = { error: 0, warning: 1, info: 2 } as const;
  const sorted = all.sort((left, right) => weight[left.severity] - weight[right.severity]);
  return withTriedFixes(desired, sorted);
}
