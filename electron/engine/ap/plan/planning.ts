/** The AP family's part of plans, rehearsals, drift and apply. */
import { apDelta, packAp } from '../../../../shared/ap/packed.ts';
import type { ApState } from '../../../../shared/ap/types.ts';
import { captureLines } from '../../hosts/make-capture.ts';
import type { FamilyPlanning } from '../../plan/planning.ts';
import { adviceOnEnd } from '../perform/advice.ts';
import { checkExpectation } from '../perform/check.ts';
import { performAction } from '../perform/perform.ts';
import { carryNames } from './carry-names.ts';
import { changeGroups } from './changes.ts';
import { stateDifferences } from './differences.ts';
import { driftRows } from './drift.ts';
import { planAp } from './plan.ts';
import { targetState } from './target.ts';

function guestIds(observed: ApState, desired: ApState, text: string): readonly string[] {
  const mdevs = [...observed.mdevs, ...desired.mdevs];
  return [...new Set(mdevs.flatMap(({ id, name, guest }) => ([id, name, guest].includes(text) ? [id] : [])))];
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
  tree: captureLines,
  viewOf: (observed, state) => apDelta(packAp(observed), packAp(state)),
};
