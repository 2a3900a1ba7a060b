import type { Problem } from '../../shared/findings.ts';

const GRAVITY = { info: 0, warning: 1, error: 2 } as const;

/** Part -> the gravest severity that a problem about it has. */
export function troubledParts(problems: readonly Problem[]): ReadonlyMap<string, Problem['severity']> {
  const troubled = new Map<string, Problem['severity']>();
  for (const { refs, severity } of problems)
    for (const ref of refs) {
      if (ref.kind !== 'guest' && (ref.kind !== 'part' || ref.family !== 'dsa')) continue;
      const known = troubled.get(ref.id);
      if (known === undefined || GRAVITY[severity] > GRAVITY[known]) troubled.set(ref.id, severity);
    }
  return troubled;
}
