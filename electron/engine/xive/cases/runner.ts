/** Case files in the format of xive.md 8. */
import type { CaseResult } from '../../family.ts';

export const xiveCases = {
  recognises: (_parsed: unknown): boolean => false,
  run: (_parsed: unknown): CaseResult => ({ name: '', differences: [] }),
};
