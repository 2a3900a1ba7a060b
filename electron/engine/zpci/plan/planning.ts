/** The zPCI family's part of plans, rehearsals, drift and apply. */
import type { ZpciState } from '../../../../shared/zpci/types.ts';
import type { FamilyPlanning } from '../../plan/planning.ts';
import { performAction } from '../perform/perform.ts';
import { checkExpectation } from '../perform/shown.ts';
import { zpciTree } from '../tree.ts';
import { carryOver } from './carry-over.ts';
import { withChosenNumbers } from './chosen-numbers.ts';
import { changeGroups } from './changes.ts';
import { stateDifferences } from './differences.ts';
import { driftRows } from './drift.ts';
import { asWished, planZpci } from './plan.ts';
import { targetState } from './target.ts';

function guestIds(observed: ZpciState, desired: ZpciState, text: string): readonly string[] {
  const guests = [...desired.guests, ...observed.guests];
  const ids = (found: typeof guests) => [...new Set(found.map(({ id }) => id))];
  const byId = ids(guests.filter(({ id }) => id === text));
  if (byId.length > 0) return byId;
  const byName = ids(guests.filter(({ name }) => name === text));
  return byName.length > 0 ? byName : ids(guests.filter(({ domain }) => domain === text));
}

/** What is drawn of a moment: null = as it was read. */
function viewOf(observed: ZpciState, state: ZpciState, desired: ZpciState): ZpciState | null {
  const carried = carryOver(state === observed ? asWished(observed, desired) : state, desired);
  const shown = withChosenNumbers(observed, carried);
  return shown === observed ? null : shown;
}

export const zpciPlanning: FamilyPlanning<ZpciState> = {
  plan: planZpci,
  target: targetState,
  perform: performAction,
  check: checkExpectation,
  differences: stateDifferences,
  guestIds,
  changes: changeGroups,
  carryOver,
  drift: driftRows,
  tree: zpciTree,
  viewOf,
};
