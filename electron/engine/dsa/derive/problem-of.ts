import type { Fix, Problem, Ref } from '../../../../shared/findings.ts';
import { partRef } from '../edits/step.ts';
import { MOST_REFS } from './problem-index.ts';

/** One problem; `parts` are names of devices, groups, engines, wqs or mdevs. Its id is the rule and what it is about. */
export function problemOf(
  severity: Problem['severity'],
  rule: string,
  about: string,
  message: string,
  parts: readonly string[],
  fixes: readonly Fix[] = [],
  refs: readonly Ref[] = [],
): Problem {
  return {
    id: `${rule} ${about}`,
    severity,
    rule,
    message,
    refs: [...parts.slice(0, MOST_REFS).map(partRef), ...refs],
    fixes,
  };
}
