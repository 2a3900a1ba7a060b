/** What stops an edit, as people read it; every fix was tried before it is offered. */
import type { Edit } from '../../../shared/edit.ts';
import type { Refusal } from '../../../shared/findings.ts';
import { workableFixes } from '../fix-trial.ts';
import { sentence } from '../words.ts';
import type { Refused } from './edits/step.ts';

/** More fixes than these are a list nobody reads, and each costs a trial. */
const MOST_FIXES = 4;

/** The refusal with its fixes as they were thought of, for trials that go on from it. */
export function untriedRefusal(refused: Refused): Refusal {
  const { rule, errno, message, because, fixes } = refused;
  return { rule, ...(errno === null ? {} : { errno }), message: sentence(message), because, fixes };
}

/** `attempt` runs edits from the state of the refusal: null when all pass. */
export function withWorkableFixes(
  refusal: Refusal,
  attempt: (edits: readonly Edit[]) => Refusal | null,
): Refusal {
  return { ...refusal, fixes: workableFixes(attempt, refusal.fixes.slice(0, MOST_FIXES)) };
}
