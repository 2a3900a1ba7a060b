/** The DSA family's part of plans, rehearsals, drift and apply. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { FamilyPlanning } from '../../plan/planning.ts';
import { adviceOnEnd } from '../perform/advice.ts';
import { checkExpectation } from '../perform/check.ts';
import { performAction } from '../perform/perform.ts';
import { dsaTree } from '../tree.ts';
import { carryOver } from './carry-over.ts';
import { changeGroups } from './changes.ts';
import { stateDifferences } from './differences.ts';
import { driftRows } from './drift.ts';
import { planDsa } from './plan.ts';
import { targetState } from './target.ts';

/** By id, else by the name people use, else by libvirt's; the id of a device means its guest. */
function guestIds(observed: DsaState, desired: DsaState, text: string): readonly string[] {
  const guests = [...observed.guests, ...desired.guests];
  const mdevs = [...observed.mdevs, ...desired.mdevs];
  const kinds = [
    guests.filter(({ id }) => id === text).map(({ id }) => id),
    guests.filter(({ name }) => name === text).map(({ id }) => id),
    guests.filter(({ domain }) => domain === text).map(({ id }) => id),
    mdevs.filter(({ id }) => id === text).map(({ id, guest }) => guest ?? id),
  ];
  return [...new Set(kinds.find((ids) => ids.length > 0))];
}

/** With the wish's guests and whose device is whose: no host keeps that, and a rehearsal is looked at with it. */
function viewOf(observed: DsaState, state: DsaState, desired: DsaState): DsaState | null {
  const shown = carryOver(state, desired);
  return shown === observed ? null : shown;
}

export const dsaPlanning: FamilyPlanning<DsaState> = {
  plan: planDsa,
  target: targetState,
  perform: performAction,
  check: checkExpectation,
  advice: adviceOnEnd,
  differences: stateDifferences,
  guestIds,
  changes: changeGroups,
  carryOver,
  drift: driftRows,
  tree: dsaTree,
  viewOf,
};
