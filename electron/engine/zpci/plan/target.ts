/** The state a host has after a plan: the wish, with what libvirt does to drivers by itself. */
import {
  functionByFid,
  type HostFunction,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import type { PlanStyle } from '../../../../shared/plan.ts';
import { devicesByHost, isDomain, twinOf } from './differences.ts';

/** Functions that running guests hold; `managed`: those that libvirt gives back to the host by itself. */
function heldBy({ guests }: ZpciState, managed: boolean): ReadonlySet<string> {
  return new Set(
    guests.flatMap((guest) =>
      guest.running === true
        ? [...devicesByHost(guest)].flatMap(([host, device]) =>
            managed && !(device.managed && isDomain(guest)) ? [] : [host],
          )
        : [],
    ),
  );
}

/** Functions of guests that are off and leave the binding to libvirt. */
function leftToLibvirt({ guests }: ZpciState): ReadonlySet<string> {
  return new Set(
    guests.flatMap((guest) =>
      isDomain(guest) && guest.running !== true
        ? [...devicesByHost(guest)].flatMap(([host, { managed }]) => (managed ? [host] : []))
        : [],
    ),
  );
}

function ownDriverOf(one: HostFunction, before: HostFunction | undefined): HostFunction {
  const driver = one.ownDriver ?? before?.ownDriver ?? null;
  return { ...one, driver, driverTold: driver !== null };
}

function targetFunctions(observed: ZpciState, desired: ZpciState): readonly HostFunction[] {
  const held = heldBy(desired, false);
  const heldBefore = heldBy(observed, false);
  const givenBack = heldBy(observed, true);
  const left = leftToLibvirt(desired);
  return desired.functions.map((one) => {
    if (one.address === null || one.state !== 'configured') return one;
    const before = functionByFid(observed, one.fid);
    // Read so, and nothing else was wished: what a source tells may contradict itself.
    const isAsRead = before?.driver === one.driver && before.driverTold === one.driverTold;
    if (held.has(one.address) && heldBefore.has(one.address) && isAsRead) return one;
    if (held.has(one.address)) return { ...one, driver: 'vfio-pci', driverTold: true };
    if (one.driver !== 'vfio-pci' || !left.has(one.address)) return one;
    if (givenBack.has(one.address) || before?.state !== 'configured') return ownDriverOf(one, before);
    return { ...one, driver: before.driver, driverTold: before.driverTold };
  });
}

/** Definitions of domains last; devices of running ones are no definitions, and the state knows only those. */
function lastingGuests(observed: ZpciState, desired: ZpciState): readonly ZpciGuest[] {
  const wished = desired.guests.map((guest) => {
    const was = twinOf(observed.guests, guest);
    if (!isDomain(guest)) return guest;
    if (was === undefined) return { ...guest, running: false };
    return was.running === true
      ? { ...guest, running: true, devices: was.devices }
      : { ...guest, running: was.running };
  });
  const left = observed.guests.filter(
    (was) => was.running === true && twinOf(desired.guests, was) === undefined,
  );
  return [...wished, ...left];
}

export function targetState(observed: ZpciState, desired: ZpciState, style: PlanStyle): ZpciState {
  if (observed === desired) return observed;
  const { dmaEntryLimit, dmaEntryLimitKept } = observed.host;
  if (style === 'persistent')
    return {
      ...desired,
      host: { ...desired.host, dmaEntryLimit },
      functions: observed.functions,
      guests: lastingGuests(observed, desired),
    };
  const host = style === 'immediate' ? { ...desired.host, dmaEntryLimitKept } : desired.host;
  return { ...desired, host, functions: targetFunctions(observed, desired) };
}
