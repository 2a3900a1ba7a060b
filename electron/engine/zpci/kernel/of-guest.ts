/** The guest of a state as the model has it: its devices made in their order, with the reports of the host's functions. */
import type { WhatIf } from '../../../../shared/zpci/edits.ts';
import type { HostFunction, ZpciGuest, ZpciHost, ZpciState } from '../../../../shared/zpci/types.ts';
import type { GuestMachine, MachineSetup, VfioReport } from './machine.ts';
import type { ZpciFailure } from './operations.ts';

export interface BuiltGuest {
  /** Booted: every function that can be is enabled. */
  readonly machine: GuestMachine;
  /** Device id -> why the tool refuses it. Devices behind it were made all the same, as far as they can be. */
  readonly failures: ReadonlyMap<string, ZpciFailure>;
  readonly warnings: readonly string[];
}

/** What vfio-pci would report of it, under a kernel of `host` or of the what-if. */
export function reportOf(_host: ZpciHost, one: HostFunction, _whatIf: WhatIf): VfioReport {
  return {
    host: one.address ?? '',
    base: null,
    group: null,
    util: null,
    path: null,
    raw: { function: null, group: null },
    msix: one.msix,
    barSizes: one.barSizes,
    bars: one.bars,
    vendor: null,
    device: null,
  };
}

export function setupOf(_state: ZpciState, guest: ZpciGuest, _whatIf: WhatIf): MachineSetup {
  return {
    profile: guest.profile,
    machine: guest.machine,
    kvmZpciOp: false,
    isProtected: guest.isProtected,
    iommu: guest.iommu,
    dmaAvail: null,
    dmaAvailTold: false,
    cpuZpci: guest.cpuZpci,
  };
}

export function builtGuest(state: ZpciState, guest: ZpciGuest, whatIf: WhatIf): BuiltGuest {
  return {
    machine: {
      setup: setupOf(state, guest, whatIf),
      functions: [],
      groups: [],
      nextIndex: 0,
      nextSimulated: 0xf0,
      running: true,
      events: [],
    },
    failures: new Map(),
    warnings: [],
  };
}
