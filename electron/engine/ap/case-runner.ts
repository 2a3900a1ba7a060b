import type { CaseResult } from '../family.ts';

export function recognises(_parsed: unknown): boolean {
  return false;
}

export function runCase(_parsed: unknown): CaseResult {
  return { name: '', differences: [] };
}
