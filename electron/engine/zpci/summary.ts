/** What a machine has, in plain lines. */
import type { ZpciState } from '../../../shared/zpci/types.ts';

export function zpciSummary(_observed: ZpciState, _desired: ZpciState): readonly string[] {
  return [];
}
