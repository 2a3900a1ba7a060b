/** The study in plain lines for people. */
import type { XiveState } from '../../../shared/xive/types.ts';

export function xiveSummary(_observed: XiveState, desired: XiveState): readonly string[] {
  return desired.branches.map(({ name, events }) => `${name}: ${events.length} events`);
}
