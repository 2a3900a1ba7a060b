/** Where a guest's interrupt controller shows in a capture (xive.md 4). */
import type { FamilyCaptures } from '../../hosts/family-captures.ts';

export const XIVE_CAPTURES: FamilyCaptures = {
  bus: '/sys/kernel/debug/powerpc/xive',
  busWords: 'a XIVE interrupt controller',
  devices: 'XIVE sources',
  places: [],
  steps: [],
  liveSteps: [],
  sysFolders: [],
  commands: [],
  texts: [],
  outputs: [],
  oneAHost: [],
  halves: [],
};
