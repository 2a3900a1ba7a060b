/** Failures of the model kernel and of the studio as refusals for people; every fix was tried before it is offered. */
import type { Edit } from '../../../shared/edit.ts';
import type { Fix, Refusal } from '../../../shared/findings.ts';
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

/**
 * Fixes that were joined each end with the same refused edit: it is said once, at the end.
 * `Enable dsa0; put wq0.0 in group0.0, then enable dsa0` is `Put wq0.0 in group0.0, then enable dsa0`.
 */
function saidOnce(fix: Fix): Fix {
  const parts = fix.label.split('; ');
  const then = /, then ([^;]+)$/.exec(parts.at(-1)!)?.[1];
  if (then === undefined || parts.length === 1) return fix;
  const said = parts
    .map((part, at) => (at === parts.length - 1 ? part : part.replace(`, then ${then}`, '')))
    .filter((part, at) => at === parts.length - 1 || part.toLowerCase() !== then.toLowerCase())
    .join('; ');
  return { ...fix, label: `${said.charAt(0).toUpperCase()}${said.slice(1)}` };
}

/** The fixes that work, each with all that it does said once. */
export function fixesThatWork(
  attempt: (edits: readonly Edit[]) => Refusal | null,
  fixes: readonly Fix[],
): readonly Fix[] {
  return workableFixes(attempt, fixes).map(saidOnce);
}

/** `attempt` runs edits from the state of the refusal: null when all pass. */
export function withWorkableFixes(
  refusal: Refusal,
  attempt: (edits: readonly Edit[]) => Refusal | null,
): Refusal {
  return { ...refusal, fixes: fixesThatWork(attempt, refusal.fixes.slice(0, MOST_FIXES)) };
}
