/** Branches for tests: a small guest as in the worked examples (xive.md 7), and a whole pseries guest. */
import type { XiveEvent } from '../../../../shared/xive/events.ts';
import {
  type Branch,
  DEFAULT_CONFIG,
  ONLY_VM,
  type Setup,
  type SetupVm,
  type XiveConfig,
  type XiveState,
} from '../../../../shared/xive/types.ts';

/** LISNs 0 to 15, LISN L with ipi(0x40 + L), one mapping of them. */
export const M16: SetupVm = {
  name: ONLY_VM,
  vcpus: 1,
  sources: [{ from: 0, to: 15, ipi: 0x40, lsi: false }],
  vmas: [{ start: 0, end: 32, pgoff: 4, name: 'VMA0' }],
  populated: [],
  devices: [],
  orphans: [],
};

export const DEFAULT_VM: SetupVm = {
  ...M16,
  vcpus: 2,
  sources: [{ from: 0, to: 1, ipi: 0x14, lsi: false }],
  vmas: [{ start: 0, end: 16_384, pgoff: 4, name: 'VMA0' }],
};

export const PROPOSAL: Partial<XiveConfig> = { faultIndex: 'absolute', accept: 'any' };

export function branchOf(
  events: readonly XiveEvent[],
  config: Partial<XiveConfig> = {},
  vms: Setup['vms'] = [M16],
): Branch {
  return {
    id: 'life',
    name: 'Life',
    about: '',
    parent: null,
    config: { ...DEFAULT_CONFIG, ...config },
    setup: { vms },
    events,
  };
}

export function stateOf(...branches: readonly Branch[]): XiveState {
  return { readings: [], branches };
}

/** Plug, use, unplug, and another device with the same numbers: what the guest then does goes to the first one. */
export const REPLUG: readonly XiveEvent[] = [
  { op: 'plug', dev: 'nvme1', owner: 'phb1', vectors: 8 },
  { op: 'touchAllMgmt', dev: 'nvme1' },
  { op: 'unplug', dev: 'nvme1' },
  { op: 'plug', dev: 'nvme2', owner: 'phb2', vectors: 8 },
  { op: 'fire', source: 'phb2[4]' },
  { op: 'handle', lisn: 0x1304 },
];

export function replug(strategy: XiveConfig['strategy'] = 'none'): Branch {
  return branchOf(REPLUG, { strategy }, [DEFAULT_VM]);
}
