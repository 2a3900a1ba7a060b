/** Fixes are tried before they are offered, so that taking one is never answered by the next refusal. */
import type { Fix, Refusal } from '../../shared/findings.ts';

/** Edits of a fix run from the state of the refusal: null when they all pass, else what refuses them. */
type Attempt = (edits: Fix['edits']) => Refusal | null;

/** A cure can uncover a second obstacle and a third; a longer chain is no fix a person would read. */
const MOST_FURTHER_OBSTACLES = 2;

/** A preview waits for the trial while the pointer moves; on a full machine an edit takes about a millisecond. */
const MOST_TRIED_EDITS = 128;

function joined(fix: Fix, next: Fix): Fix {
  const detail = [fix.detail, next.detail].filter((text) => text !== undefined);
  return {
    label: `${fix.label}; ${next.label.charAt(0).toLowerCase()}${next.label.slice(1)}`,
    ...(detail.length === 0 ? {} : { detail: detail.join(' ') }),
    edits: next.edits,
  };
}

/**
 * The fixes that work. One that meets a further obstacle goes on with the first fix for that one, whose edits repeat
 * the gesture so far; one that leads nowhere is left out. One of very many edits is offered untried.
 */
export function workableFixes(
  attempt: Attempt,
  fixes: readonly Fix[],
  further = MOST_FURTHER_OBSTACLES,
): readonly Fix[] {
  return fixes.flatMap((fix) => {
    if (fix.edits.length > MOST_TRIED_EDITS) return [fix];
    const refusal = attempt(fix.edits);
    if (refusal === null) return [fix];
    if (further === 0) return [];
    const [next] = workableFixes(attempt, refusal.fixes.slice(0, 1), further - 1);
    return next === undefined ? [] : [joined(fix, next)];
  });
}
