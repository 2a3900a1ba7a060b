/** Which group a passed-through function ends up in, and what the group then says (G-1 to G-11, P-3). */
import { FIRST_SIMULATED, FIRST_UNKNOWN_GROUP, NO_SIMULATED_LEFT } from './constants.ts';
import type { GroupCapability, GroupValues, GuestGroup, GuestMachine, RawAnswers, Told } from './machine.ts';
import { switchesOf } from './switches.ts';

/** What of a function decides about its group. */
export interface GroupWish {
  readonly target: string;
  /** Number of the host's group; null = not known. */
  readonly hostGroup: Told<number>;
  readonly interpreted: boolean;
  readonly relaxed: boolean;
}

export interface Joined {
  readonly groups: readonly GuestGroup[];
  readonly nextSimulated: number;
  /** Number of the group joined. */
  readonly group: number;
}

/** fr, block size and the rest as the creator's capability and mode have them (G-6). */
function groupValues(capability: GroupCapability, wish: GroupWish, dtsm: number): GroupValues {
  const interpretedBlock = wish.interpreted && capability.version >= 2;
  return {
    noi: capability.noi,
    version: capability.groupVersion,
    refresh: capability.refresh,
    frame: false,
    rtr: wish.relaxed,
    maxstbl: interpretedBlock ? capability.imaxstbl : capability.maxstbl,
    mui: capability.mui,
    dtsm,
    dasm: capability.dasm,
    msia: capability.msia,
  };
}

/** A number for a group of the host that has none here: below 0, each its own. */
function unknownNumber(groups: readonly GuestGroup[]): number {
  return Math.min(FIRST_UNKNOWN_GROUP + 1, ...groups.map(({ id }) => id)) - 1;
}

function joinHostGroup(machine: GuestMachine, wish: GroupWish, values: GroupValues): Joined {
  const { groups, nextSimulated } = machine;
  const found = groups.find(({ id }) => id === wish.hostGroup);
  if (found !== undefined) return { groups, nextSimulated, group: found.id };
  const id = wish.hostGroup ?? unknownNumber(groups);
  const made: GuestGroup = { id, kind: 'host', hostGroup: wish.hostGroup, creator: wish.target, values };
  return { groups: [...groups, made], nextSimulated, group: id };
}

function joinSimulatedGroup(machine: GuestMachine, wish: GroupWish, values: GroupValues): Joined {
  const { groups, nextSimulated } = machine;
  const found = groups.find(
    ({ kind, hostGroup }) => kind === 'simulated' && hostGroup !== null && hostGroup === wish.hostGroup,
  );
  if (found !== undefined) return { groups, nextSimulated, group: found.id };
  if (nextSimulated === NO_SIMULATED_LEFT) return inDefaultGroup(machine);
  const made: GuestGroup = {
    id: nextSimulated,
    kind: 'simulated',
    hostGroup: wish.hostGroup,
    creator: wish.target,
    values,
  };
  return { groups: [...groups, made], nextSimulated: nextSimulated + 1, group: made.id };
}

export function inDefaultGroup({ setup, groups, nextSimulated }: GuestMachine): Joined {
  return { groups, nextSimulated, group: switchesOf(setup).defaultGroup };
}

/**
 * Group of a merged kernel. `base` false: QEMU did not learn the host's group, so its own number stayed, which is a simulated
 * one or finds the default group itself.
 */
export function joinGroup(
  machine: GuestMachine,
  capability: GroupCapability | null,
  wish: GroupWish,
  base: boolean,
): Joined {
  const { dtsm, refusesSimulatedHosts, simulatesGroups } = switchesOf(machine.setup);
  if (capability === null || !base) return inDefaultGroup(machine);
  if (refusesSimulatedHosts && (wish.hostGroup ?? 0) >= FIRST_SIMULATED) return inDefaultGroup(machine);
  const values = groupValues(capability, wish, dtsm);
  return simulatesGroups && !wish.interpreted
    ? joinSimulatedGroup(machine, wish, values)
    : joinHostGroup(machine, wish, values);
}

/** The proposal looked its group up by the host's number and forced the refresh bit (P-3). */
export function joinRawGroup(
  machine: GuestMachine,
  raw: NonNullable<RawAnswers['group']>,
  wish: GroupWish,
): Joined {
  return joinHostGroup(machine, wish, {
    ...raw,
    refresh: true,
    frame: false,
    rtr: false,
    dtsm: switchesOf(machine.setup).dtsm,
  });
}
