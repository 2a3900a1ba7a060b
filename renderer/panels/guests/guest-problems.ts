/** Problems by the guest they are about. */
import type { Problem } from '../../../shared/findings.ts';

export interface Trouble {
  readonly error: number;
  readonly warning: number;
}

export const NO_TROUBLE: Trouble = { error: 0, warning: 0 };

/** Guest id -> how many problems name it, each once; notes ask for nothing and are not counted. */
export function troubleOfGuests(problems: readonly Problem[]): ReadonlyMap<string, Trouble> {
  const troubles = new Map<string, Trouble>();
  for (const { severity, refs } of problems) {
    if (severity === 'info') continue;
    for (const id of new Set(refs.flatMap((ref) => (ref.kind === 'guest' ? [ref.id] : [])))) {
      const before = troubles.get(id) ?? NO_TROUBLE;
      troubles.set(id, { ...before, [severity]: before[severity] + 1 });
    }
  }
  return troubles;
}
