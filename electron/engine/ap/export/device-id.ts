/** Which devices of a state an export may write. */
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import { requireUuid } from '../../export/uuid.ts';

export interface ExportedDevices {
  readonly mdevs: readonly Mdev[];
  readonly notes: readonly string[];
}

/** The devices a host can have, by UUID; the virtual type is a simulation that no tool knows. */
export function exportedDevices(state: ApState): ExportedDevices {
  const mdevs = state.mdevs.filter(({ type }) => type === 'passthrough');
  for (const { id } of mdevs) requireUuid(id);
  const left = state.mdevs.length - mdevs.length;
  return {
    mdevs: [...mdevs].sort((a, b) => (a.id < b.id ? -1 : 1)),
    notes:
      left === 0
        ? []
        : ['Devices of the virtual type are a simulation without a host form; they are left out.'],
  };
}
