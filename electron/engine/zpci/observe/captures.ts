/** Where zPCI functions show in a capture (zpci.md 4.1). */
import type { FamilyCaptures } from '../../hosts/family-captures.ts';

export const ZPCI_CAPTURES: FamilyCaptures = {
  bus: '/sys/bus/pci',
  busWords: 'zPCI functions',
  devices: 'PCI functions of IBM Z',
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
