/**
 * A state that was read from elsewhere, with what no workspace file could hold taken as unknown: what is opened can be
 * saved, and what is saved can be opened.
 */
import type { z } from 'zod';
import { isModelName, isOptionName, isOptionValue, MOST } from '../../../../shared/zpci/bounds.ts';
import {
  fidText,
  type GuestCard,
  type GuestDevice,
  type HostFunction,
  type ZpciGuest,
  type ZpciLine,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { createFunction, createGuest, createHost } from '../model.ts';
import { cardFile, deviceFile, functionFile, guestFile, hostFile, lineFile } from './schema.ts';

/** `kind` groups complaints that differ only in what they are about. */
export type TellOutOfBounds = (what: string, message: string, kind: string) => void;

/** Fields of `value` that the schema does not take; an empty set = it is fine. */
function wrongFields(schema: z.ZodType, value: unknown): ReadonlySet<string> {
  const parsed = schema.safeParse(value);
  return new Set(parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0])));
}

/** Those fields as in `usual`, of which nothing is known. */
function without<Value extends object>(value: Value, wrong: ReadonlySet<string>, usual: Value): Value {
  const known = usual as Readonly<Record<string, unknown>>;
  return { ...value, ...Object.fromEntries([...wrong].map((name) => [name, known[name]])) };
}

function tellFields(tell: TellOutOfBounds, what: string, wrong: ReadonlySet<string>): void {
  for (const name of wrong)
    tell(what, `${name} of ${what} is not what it can be; taken as unknown.`, `beyond bounds: ${name}`);
}

class Bounding {
  readonly #tell: TellOutOfBounds;

  constructor(tell: TellOutOfBounds) {
    this.#tell = tell;
  }

  host(host: ZpciState['host']): ZpciState['host'] {
    const wrong = wrongFields(hostFile, host);
    tellFields(this.#tell, 'the host', wrong);
    return wrong.size === 0 ? host : without(host, wrong, createHost());
  }

  functions(given: readonly HostFunction[]): readonly HostFunction[] {
    const fids = new Set<number>();
    const addresses = new Set<string>();
    return given.slice(0, MOST.functions).flatMap((one) => {
      const wrong = wrongFields(functionFile, one);
      const name = one.address ?? fidText(one.fid);
      if (wrong.has('fid') || fids.has(one.fid)) {
        this.#tell(name, `${name} has no FID of its own; it is left out.`, 'no FID');
        return [];
      }
      fids.add(one.fid);
      tellFields(this.#tell, name, wrong);
      const known = wrong.size === 0 ? one : without(one, wrong, createFunction({ fid: one.fid }));
      // A driver is there; only its name is not.
      const bound = wrong.has('driver') ? { ...known, driverTold: false } : known;
      if (bound.address === null) return [bound];
      if (!addresses.has(bound.address)) {
        addresses.add(bound.address);
        return [bound];
      }
      this.#tell(
        name,
        `${name} is told of two functions; that of FID ${fidText(one.fid)} is taken as unknown.`,
        'address twice',
      );
      return [{ ...bound, address: null }];
    });
  }

  guests(given: readonly ZpciGuest[]): readonly ZpciGuest[] {
    const ids = new Set<string>();
    return given.slice(0, MOST.guests).flatMap((guest) => {
      const devices = this.#devices(guest);
      const bounded = { ...guest, devices };
      const wrong = wrongFields(guestFile, bounded);
      if (['id', 'name', 'domain', 'devices'].some((field) => wrong.has(field)) || ids.has(guest.id)) {
        this.#tell(
          guest.name,
          'A guest with a name of its own on one line was expected; it is left out.',
          'guest without a name',
        );
        return [];
      }
      ids.add(guest.id);
      tellFields(this.#tell, guest.name, wrong);
      return [without(bounded, wrong, createGuest({ id: guest.id, name: guest.name }))];
    });
  }

  #devices(guest: ZpciGuest): readonly GuestDevice[] {
    const ids = new Set<string>();
    return guest.devices.slice(0, MOST.devices).flatMap((given) => {
      const device = deviceFile.safeParse(given).success ? given : this.#device(guest, given);
      if (device === null || ids.has(device.id)) {
        this.#tell(
          guest.name,
          `A device of ${guest.name} has no id of its own, or no card of a known form; it is left out.`,
          'device left out',
        );
        return [];
      }
      ids.add(device.id);
      return [device];
    });
  }

  #device(guest: ZpciGuest, given: GuestDevice): GuestDevice | null {
    const device = {
      ...given,
      card: given.card && this.#card(guest, given.id, given.card),
      zpci: given.zpci && this.#line(`${given.id} of ${guest.name}`, given.zpci),
    };
    if (deviceFile.safeParse(device).success) return device;
    const { elements: _elements, ...bare } = device;
    return deviceFile.safeParse(bare).success ? bare : null;
  }

  #card({ name }: ZpciGuest, id: string, card: GuestCard): GuestCard {
    if (cardFile.safeParse(card).success) return card;
    const options = card.options
      .filter(([option, value]) => isOptionName(option) && isOptionValue(value))
      .slice(0, MOST.options);
    if (options.length < card.options.length)
      this.#tell(
        name,
        `${id} of ${name} has options that QEMU does not know so; they are left out.`,
        'strange options',
      );
    if (card.kind === 'vfio') return { ...card, options };
    const msix =
      isModelName(card.driver) && !cardFile.safeParse({ ...card, options }).success ? null : card.msix;
    return { ...card, msix, options };
  }

  #line(what: string, line: ZpciLine): ZpciLine {
    const wrong = wrongFields(lineFile, line);
    tellFields(this.#tell, what, wrong);
    const unwritten: ZpciLine = {
      id: null,
      uid: null,
      fid: null,
      interpret: null,
      forwardingAssist: null,
      relaxedTranslation: null,
    };
    return wrong.size === 0 ? line : without(line, wrong, unwritten);
  }
}

export function withinBounds(state: ZpciState, tell: TellOutOfBounds): ZpciState {
  const bounding = new Bounding(tell);
  return {
    ...state,
    host: bounding.host(state.host),
    functions: bounding.functions(state.functions),
    guests: bounding.guests(state.guests),
  };
}
