/** What is wrong or risky in a wish (zpci.md 3.14, K-1 to K-18). */
import type { Fix, Problem } from '../../../../shared/findings.ts';
import type { ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { workableFixes } from '../../fix-trial.ts';
import { attemptOn } from '../edits.ts';
import type { BuiltGuest } from '../kernel/of-guest.ts';
import { builtOf } from './built.ts';
import { answerProblems, untoldAnswers } from './problems-answers.ts';
import { groupProblems } from './problems-groups.ts';
import { guestProblems } from './problems-guest.ts';
import { hostProblems } from './problems-host.ts';

/** The view of a host waits for the trials: an edit builds the guest of each anew, about a tenth of a millisecond a device. */
const MOST_TRIED = 24;
const TRIAL_BUDGET = 1200;
/** The gravest problem has its fixes on the largest guest, too. */
const FEWEST_TRIED = 2;

function triedFixes(state: ZpciState, all: readonly Problem[]): readonly Problem[] {
  const attempt = attemptOn(state);
  const devices = state.guests.reduce((most, guest) => Math.max(most, guest.devices.length), 0);
  let left = Math.max(FEWEST_TRIED, Math.min(MOST_TRIED, Math.floor(TRIAL_BUDGET / (1 + devices))));
  return all.map((problem) => {
    if (problem.fixes.length === 0) return problem;
    const tried: readonly Fix[] = problem.fixes.slice(0, Math.max(left, 0));
    left -= tried.length;
    return { ...problem, fixes: workableFixes(attempt, tried) };
  });
}

const keptOfGuest = new WeakMap<BuiltGuest, readonly Problem[]>();

/** The same as long as the guest and what it has of the host are: an edit changes one guest of many. */
function problemsOf(state: ZpciState, guest: ZpciGuest): readonly Problem[] {
  const built = builtOf(state, guest);
  let found = keptOfGuest.get(built);
  if (found === undefined) {
    found = [...guestProblems(state, guest), ...answerProblems(state, guest), ...groupProblems(state, guest)];
    keptOfGuest.set(built, found);
  }
  return found;
}

/** Fixes of the gravest are tried first; beyond what a click can wait for none is offered. */
function untriedProblems(state: ZpciState): readonly Problem[] {
  return [
    ...hostProblems(state),
    ...state.guests.flatMap((guest) => problemsOf(state, guest)),
    ...(state.host.isGuest === true ? [] : untoldAnswers(state)),
  ];
}

const GRAVITY = { error: 0, warning: 1, info: 2 } as const;
const kept = new WeakMap<ZpciState, readonly Problem[]>();

export function problems(_observed: ZpciState, desired: ZpciState): readonly Problem[] {
  let found = kept.get(desired);
  if (found === undefined) {
    const sorted = untriedProblems(desired).toSorted(
      (left, right) => GRAVITY[left.severity] - GRAVITY[right.severity],
    );
    found = triedFixes(desired, sorted);
    kept.set(desired, found);
  }
  return found;
}
