/** Guests as the model has them, built once for each state: the view, the problems and the cards ask for the same ones. */
import type { WhatIf } from '../../../../shared/zpci/edits.ts';
import type { HostFunction, ZpciGuest, ZpciHost, ZpciState } from '../../../../shared/zpci/types.ts';
import type { GuestFunction, GuestGroup } from '../kernel/machine.ts';
import { type BuiltGuest, builtGuest } from '../kernel/of-guest.ts';

interface Kept {
  readonly host: ZpciHost;
  readonly used: readonly (HostFunction | undefined)[];
  readonly built: BuiltGuest;
}

const NO_WHAT_IF: WhatIf = {};
const kept = new WeakMap<ZpciGuest, Kept>();
const byAddress = new WeakMap<ZpciState['functions'], ReadonlyMap<string, HostFunction>>();
const byTarget = new WeakMap<BuiltGuest, ReadonlyMap<string, GuestFunction>>();

/** Host functions by address; 4,096 of them are asked for 500 devices on every click. */
export function functionsByAddress(functions: ZpciState['functions']): ReadonlyMap<string, HostFunction> {
  let found = byAddress.get(functions);
  if (found === undefined) {
    found = new Map(functions.flatMap((one) => (one.address === null ? [] : [[one.address, one]])));
    byAddress.set(functions, found);
  }
  return found;
}

function usedBy(state: ZpciState, guest: ZpciGuest): readonly (HostFunction | undefined)[] {
  const functions = functionsByAddress(state.functions);
  return guest.devices.map(({ card }) => (card?.kind === 'vfio' ? functions.get(card.host) : undefined));
}

/** The guest of the state. A change of another guest, or of functions that this one has not, builds nothing anew. */
export function builtOf(state: ZpciState, guest: ZpciGuest): BuiltGuest {
  const used = usedBy(state, guest);
  const before = kept.get(guest);
  if (before !== undefined && before.host === state.host && used.every((one, at) => one === before.used[at]))
    return before.built;
  const built = builtGuest(state, guest, NO_WHAT_IF);
  kept.set(guest, { host: state.host, used, built });
  return built;
}

/** The device's function; undefined = the tool made none. */
export function functionOf(built: BuiltGuest, device: string): GuestFunction | undefined {
  let targets = byTarget.get(built);
  if (targets === undefined) {
    targets = new Map(built.machine.functions.map((one) => [one.target, one]));
    byTarget.set(built, targets);
  }
  return targets.get(device);
}

export function groupOf(built: BuiltGuest, one: GuestFunction): GuestGroup | null {
  return built.machine.groups.find(({ id }) => id === one.group) ?? null;
}
