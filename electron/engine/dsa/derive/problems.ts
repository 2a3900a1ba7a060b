/** What is wrong or risky in a wish (dsa.md 8); what differs from the host is no problem, it is the plan. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Problem } from '../../../../shared/findings.ts';
import { indexOf } from './problem-index.ts';
import { deviceProblems, noPasid } from './problems-device.ts';
import { deviceMdevProblems, hostProblems } from './problems-mdev.ts';
import { unnamedProblems, valuesUntold } from './problems-untold.ts';
import { wqProblems } from './problems-wq.ts';
import { LIST_BUDGET, withTriedFixes } from './tried-fixes.ts';

const WEIGHT = { error: 0, warning: 1, info: 2 } as const;

/** Untried, most severe first. */
export function allProblems(state: DsaState): readonly Problem[] {
  const index = indexOf(state);
  // Assumed values are nobody's mistake.
  const valuesTold = !state.untold.includes('values');
  const found = [
    ...(valuesTold ? noPasid(index) : []),
    ...valuesUntold(index),
    ...hostProblems(index),
    ...index.devices.flatMap((entry) => [
      ...(valuesTold ? [...deviceProblems(index, entry), ...wqProblems(index, entry)] : []),
      ...unnamedProblems(index, entry),
      ...deviceMdevProblems(index, entry),
    ]),
  ];
  return found.sort((left, right) => WEIGHT[left.severity] - WEIGHT[right.severity]);
}

/** Problems of the wish with fixes that pass, most severe first. Ids are stable. */
export function problems(_observed: DsaState, desired: DsaState): readonly Problem[] {
  return withTriedFixes(desired, allProblems(desired), LIST_BUDGET);
}
