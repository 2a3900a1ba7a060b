/** Guests as the model has them, and what is looked up in them: the view, the problems and the cards ask for the same ones. */
import type { ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import type { GuestFunction, GuestGroup } from '../kernel/machine.ts';
import { type BuiltGuest, builtGuest } from '../kernel/of-guest.ts';

export { functionsByAddress } from '../kernel/of-guest.ts';

const byTarget = new WeakMap<BuiltGuest, ReadonlyMap<string, GuestFunction>>();

/** The guest of the state; the same object as long as nothing it depends on changes. */
export function builtOf(state: ZpciState, guest: ZpciGuest): BuiltGuest {
  return builtGuest(state, guest, {});
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
