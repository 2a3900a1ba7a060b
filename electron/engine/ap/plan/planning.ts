/** The AP family's part of plans, rehearsals, drift and apply. */
import { apDelta, packAp } from '../../../../shared/ap/packed.ts';
import type { ApState } from '../../../../shared/ap/types.ts';
import { apTree } from '../tree.ts';
import type { FamilyPlanning } from '../../plan/planning.ts';
import { UNKNOWN_GUEST } from '../model.ts';
import { adviceOnEnd } from '../perform/advice.ts';
import { checkExpectation } from '../perform/check.ts';
import { performAction } from '../perform/perform.ts';
import { carryNames } from './carry-names.ts';
import { changeGroups } from './changes.ts';
import { stateDifferences } from './differences.ts';
import { driftRows } from './drift.ts';
import { planAp } from './plan.ts';
import { targetState } from './target.ts';

/** By id, else by the name people use, else by libvirt's: a name that fits nearer never means more guests than that. */
function guestIds(observed: ApState, desired: ApState, text: string): readonly string[] {
  const mdevs = [...observed.mdevs, ...desired.mdevs];
  const kinds = [
    mdevs.filter(({ id }) => id === text),
    mdevs.filter(({ name }) => name === text),
    mdevs.filter(({ guest }) => guest === text && guest !== UNKNOWN_GUEST),
  ];
  return [...new Set(kinds.find((named) => named.length > 0)?.map(({ id }) => id))];
}

export const apPlanning: FamilyPlanning<ApState> = {
  plan: planAp,
  target: targetState,
  perform: performAction,
  check: checkExpectation,
  advice: adviceOnEnd,
  differences: stateDifferences,
  guestIds,
  changes: changeGroups,
  carryOver: carryNames,
  drift: driftRows,
  tree: apTree,
  viewOf: (observed, state) => apDelta(packAp(observed), packAp(state)),
};
