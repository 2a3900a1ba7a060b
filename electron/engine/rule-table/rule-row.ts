/** One row of a family's rule table. */
import type { RuleExplanation } from '../../../shared/contract.ts';

/** Ends the plain words of a rule that is told for its own sake: nothing of this program decides by it. */
export const A_FACT = 'A fact: there is nothing to enforce.';

export type RuleRow = (
  id: string,
  title: string,
  plain: string,
  kernel: string,
  errnos?: readonly string[],
  profiles?: readonly string[],
) => RuleExplanation;

/** Makes a family's rows: their ids get its prefix (`AP`), and a row that names no kernels holds for `everywhere`. */
export function ruleRows(prefix: string, everywhere: readonly string[]): RuleRow {
  return (id, title, plain, kernel, errnos = [], profiles = everywhere) => ({
    id: `${prefix}-${id}`,
    title,
    plain,
    kernel,
    errnos,
    profiles,
  });
}
