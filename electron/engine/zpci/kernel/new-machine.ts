/** A guest without functions: only the default group is there (G-1). */
import { DEFAULT_MSIA, FIRST_SIMULATED } from './constants.ts';
import type { GuestMachine, GroupValues, MachineSetup } from './machine.ts';
import { type Switches, switchesOf } from './switches.ts';

/** Values of QEMU's own group (zpci.md 2.4), which are also the constants of 2019 (P-1). */
export function defaultGroupValues({ dtsm }: Pick<Switches, 'dtsm'>): GroupValues {
  return {
    noi: 128,
    version: 0,
    refresh: true,
    frame: false,
    rtr: false,
    maxstbl: 128,
    mui: 4000,
    dtsm,
    dasm: 0n,
    msia: DEFAULT_MSIA,
  };
}

export function newMachine(setup: MachineSetup): GuestMachine {
  const switches = switchesOf(setup);
  return {
    setup,
    bridges: [],
    functions: [],
    groups: [
      {
        id: switches.defaultGroup,
        kind: 'default',
        hostGroup: null,
        creator: null,
        values: defaultGroupValues(switches),
      },
    ],
    nextIndex: 0,
    nextSimulated: FIRST_SIMULATED,
    running: false,
    events: [],
  };
}
