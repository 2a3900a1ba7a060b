/** A machine or a reading as the renderer draws it. */
import { packRuns, type VmMoment, type XiveMoment, type Place } from '../../../../shared/xive/moment.ts';
import type { XiveState } from '../../../../shared/xive/types.ts';

/** Throws StudioError `not-found` for a branch, reading or step that is not there. */
export function momentAt(_state: XiveState, place: Place): XiveMoment {
  const vms: VmMoment[] = [];
  packRuns([]);
  return { place, steps: 0, vms };
}
