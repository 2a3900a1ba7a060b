/** What the host's kernel does on a write to a file of a function: power, drivers, the limit of mappings (zpci.md 3.10, 4.5). */
import {
  activeVirtuals,
  functionAt,
  functionByFid,
  type HostFunction,
  ownersOf,
  slotName,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { functionName, functionRef } from '../../../../shared/zpci/refs.ts';
import { done, failed } from '../../perform/outcome.ts';
import type { Performed } from '../../plan/planning.ts';
import { withFunction } from '../model.ts';

export type Outcome = Performed<ZpciState>;

const VFIO = 'vfio-pci';

/** The guest that has the function open now; vfio lets go of none that is in use. */
export function userOf(state: ZpciState, address: string): string | null {
  return ownersOf(state, address).find(({ guest }) => guest.running === true)?.guest.name ?? null;
}

/** The write waits inside the kernel until the guest lets go: for a person that is a terminal that hangs. */
function waitsFor(state: ZpciState, one: HostFunction, guest: string): Outcome {
  return failed(
    state,
    null,
    'ZPCI-A23',
    `The write would wait until ${guest} lets ${functionName(one)} go: take it out of the guest first.`,
  );
}

/** What the kernel's own choice of driver is: the override, else the driver that knows the card. */
function probed(one: HostFunction): Pick<HostFunction, 'driver' | 'driverTold'> {
  if (one.driverOverride !== null) return { driver: one.driverOverride, driverTold: true };
  return { driver: one.ownDriver, driverTold: one.ownDriver !== null };
}

/** Its virtual functions go with the driver of a physical one (A-24). */
function withoutVfs(state: ZpciState, one: HostFunction): Outcome {
  const count = activeVirtuals(one);
  if (count === 0) return done(state);
  const gone = new Set(one.virtualFunctions);
  const left = state.functions.filter(({ address }) => address === null || !gone.has(address));
  return done(
    { ...withFunction(state, one.fid, { activeVfs: 0, virtualFunctions: [] }), functions: left },
    {
      rule: 'ZPCI-A24',
      notes: [`The ${count} virtual functions of ${functionName(one)} vanish with its driver.`],
      lost: state.functions
        .filter(({ address }) => address !== null && gone.has(address))
        .map(({ fid }) => functionRef(fid)),
    },
  );
}

export function unbindFrom(state: ZpciState, driver: string, address: string): Outcome {
  const one = functionAt(state, address);
  if (one === undefined || one.state === 'standby' || (one.driverTold && one.driver !== driver))
    return failed(
      state,
      'ENODEV',
      'ZPCI-A22',
      `${driver} does not have ${address}, so it cannot give it up.`,
    );
  const guest = driver === VFIO ? userOf(state, address) : null;
  if (guest !== null) return waitsFor(state, one, guest);
  const { state: left, ...rest } = withoutVfs(state, one);
  const ownDriver = driver === VFIO ? one.ownDriver : driver;
  return {
    ...rest,
    state: withFunction(left, one.fid, { driver: null, driverTold: true, ownDriver }),
  };
}

/** By the link of the function itself: whatever driver has it. */
export function unbindWhoever(state: ZpciState, one: HostFunction): Outcome {
  const address = one.address ?? '';
  if (one.driverTold) return unbindFrom(state, one.driver ?? '', address);
  const freed = unbindFrom(state, 'its driver', address);
  return freed.message === null
    ? { ...freed, state: withFunction(freed.state, one.fid, { ownDriver: one.ownDriver }) }
    : freed;
}

/** Whatever has it, or nothing. */
export function freedFromDriver(state: ZpciState, one: HostFunction): Outcome {
  return one.driverTold && one.driver === null ? done(state) : unbindWhoever(state, one);
}

export function bindTo(state: ZpciState, driver: string, address: string): Outcome {
  const one = functionAt(state, address);
  if (one === undefined || one.state === 'standby' || one.state === 'reserved')
    return failed(
      state,
      'ENODEV',
      'ZPCI-A21',
      `There is no configured function ${address}; a standby one has to be powered on first.`,
    );
  if (one.driver !== null)
    return failed(
      state,
      'EBUSY',
      'ZPCI-A22',
      `${address} is bound to ${one.driver}, and a function has one driver only.`,
    );
  const isWanted =
    driver === VFIO
      ? one.driverOverride === VFIO
      : one.driverOverride === null
        ? one.ownDriver === null || one.ownDriver === driver
        : one.driverOverride === driver;
  if (!isWanted)
    return failed(
      state,
      'ENODEV',
      'ZPCI-A22',
      driver === VFIO
        ? `vfio-pci knows no cards of its own: write vfio-pci to driver_override of ${address} before.`
        : `${driver} does not take ${address}: ${one.driverOverride === null ? `the card is one for ${one.ownDriver}` : `driver_override keeps it for ${one.driverOverride}`}.`,
    );
  return done(withFunction(state, one.fid, { driver, driverTold: true }));
}

/** An empty line clears it. */
export function overrideDriver(state: ZpciState, address: string, text: string): Outcome | null {
  const one = functionAt(state, address);
  if (one === undefined) return null;
  const wanted = text.replace(/\n.*$/s, '');
  return done(withFunction(state, one.fid, { driverOverride: wanted === '' ? null : wanted }));
}

/** Whoever may take it now does: drivers_probe, and what libvirt and driverctl end with. */
export function probe(state: ZpciState, address: string): Outcome {
  const one = functionAt(state, address);
  if (one === undefined || one.state === 'standby')
    return failed(state, 'ENODEV', 'ZPCI-A21', `There is no configured function ${address}.`);
  return one.driver === null ? done(withFunction(state, one.fid, probed(one))) : done(state);
}

function powerOff(state: ZpciState, one: HostFunction): Outcome {
  const active = activeVirtuals(one);
  if (active > 0)
    return failed(
      state,
      'EBUSY',
      'ZPCI-S5',
      `${functionName(one)} has ${active} virtual functions in use, and cannot be powered off before they are gone.`,
    );
  const guest = one.address === null ? null : userOf(state, one.address);
  if (guest !== null) return waitsFor(state, one, guest);
  const ownDriver = one.ownDriver ?? (one.driver === VFIO ? null : one.driver);
  return done(
    withFunction(state, one.fid, { state: 'standby', driver: null, ownDriver, driverOverride: null }),
  );
}

/** S-5: writing 0 needs a configured function, 1 a standby one. Null for a slot of another machine. */
export function writePower(state: ZpciState, fid: number, text: string): Outcome | null {
  const one = functionByFid(state, fid);
  if (one === undefined) return null;
  const value = text.trim();
  if (!/^[01]$/.test(value))
    return failed(state, 'EINVAL', 'ZPCI-S5', `power takes 0 or 1, not “${value.slice(0, 40)}”.`);
  const needed = value === '1' ? 'standby' : 'configured';
  if (one.state !== needed)
    return failed(
      state,
      'EIO',
      'ZPCI-S5',
      `Slot ${slotName(fid)} is ${one.state}; writing ${value} needs it to be ${needed}.`,
    );
  if (value === '0') return powerOff(state, one);
  return done(withFunction(state, fid, { state: 'configured', ...probed(one) }));
}

export function writeDmaLimit(state: ZpciState, text: string): Outcome {
  const value = /^(?:0x[0-9a-f]+|\d+)$/i.test(text.trim()) ? Number(text.trim()) : Number.NaN;
  if (!(value >= 0 && value <= 0xff_ff_ff_ff))
    return failed(
      state,
      'EINVAL',
      'ZPCI-D5',
      `dma_entry_limit takes a number up to 4294967295, not “${text.trim().slice(0, 40)}”.`,
    );
  return done(
    { ...state, host: { ...state.host, dmaEntryLimit: value } },
    { notes: ['It counts for containers that are made from now on: guests that run keep what they have.'] },
  );
}
