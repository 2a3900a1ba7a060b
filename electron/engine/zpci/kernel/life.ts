/** What a guest and its administrator do with functions that are there (zpci.md 1.4, 3.9, 3.11). */
import { ENABLED_BIT, PEC } from './constants.ts';
import type { GuestFunction, GuestMachine } from './machine.ts';
import type { OpResult, ZpciFailure, ZpciOp } from './operations.ts';
import {
  changed,
  done,
  failureOf,
  isConfigured,
  refused,
  removed,
  withBits,
  withEvent,
  withoutBits,
} from './results.ts';

function byFid({ functions }: GuestMachine, fid: number): GuestFunction | undefined {
  return functions.find((one) => one.fid === fid);
}

/** Handle the function gets when it is enabled; null where QEMU cannot get the host's (I-6). */
function enabledHandle({ mode, fh, card }: GuestFunction): number | null {
  if (mode !== 'interpret' || card?.kind !== 'vfio') return withBits(fh, ENABLED_BIT);
  const { base } = card.report;
  if (base === null) return null;
  // A handle that is not known is taken to be enabled: vfio-pci enables what it opens.
  const host = base.fh ?? withBits(fh, ENABLED_BIT);
  return withoutBits(host, ~ENABLED_BIT) === 0 ? null : host;
}

function enabled(one: GuestFunction): GuestFunction {
  const fh = enabledHandle(one);
  return fh === null ? one : { ...one, fh, state: 'enabled' };
}

/** Disabling resets the function: its registered range is gone (L-8). */
function disabledParts({ fh }: GuestFunction): Partial<GuestFunction> {
  return { fh: withoutBits(fh, ENABLED_BIT), state: 'disabled', ioat: null };
}

/** A guest without the feature uses no function. */
function allEnabled(machine: GuestMachine): GuestMachine {
  if (!machine.setup.cpuZpci) return machine;
  const functions = machine.functions.map((one) => (one.state === 'disabled' ? enabled(one) : one));
  return { ...machine, functions };
}

export function boot(machine: GuestMachine): OpResult {
  return done({ ...allEnabled(machine), running: true });
}

export function enableNew(machine: GuestMachine): OpResult {
  return done(allEnabled(machine));
}

/** Card and zpci device go, and the guest is told with the handle as it is without the enable bit (E-3). */
function unplugged(machine: GuestMachine, one: GuestFunction): GuestMachine {
  const fh = withoutBits(one.fh, ENABLED_BIT);
  return withEvent(removed(machine, one), { cc: 2, pec: PEC.reserved, fh, fid: one.fid });
}

/** SCLP deconfigure: standby, or gone where a removal waits for it (zpci.md 1.4). */
function deconfigured(machine: GuestMachine, one: GuestFunction): GuestMachine {
  if (one.unplugRequested) return unplugged(machine, one);
  return changed(machine, one, { ...disabledParts(one), state: 'standby' });
}

/** Writing the slot's `power` file in the guest (S-5). */
export function power(machine: GuestMachine, fid: number, on: boolean): OpResult {
  const one = byFid(machine, fid);
  if (one === undefined || one.state === 'reserved')
    return refused(
      machine,
      failureOf('ZPCI-S5', `The guest has no slot for FID ${fid.toString(16)}.`, 'ENOENT'),
    );
  const fits = on ? one.state === 'standby' : isConfigured(one);
  if (!fits) return refused(machine, failureOf('ZPCI-S5', 'write error: Input/output error', 'EIO'));
  if (!on) return done(deconfigured(machine, one));
  return done(changed(machine, one, enabled({ ...one, state: 'disabled' })));
}

const WAITING = failureOf(
  'ZPCI-R1',
  'QEMU ends with a segmentation fault when a zpci device that waits for its card is removed.',
);

/** Either of card and zpci device means both (E-2). */
export function deviceDel(machine: GuestMachine, id: string): OpResult {
  if (machine.bridges.includes(id))
    return refused(machine, failureOf('ZPCI-E6', 'PCI bridge hot unplug currently not supported'));
  const one = machine.functions.find(
    (other) => other.id === id || (other.card !== null && other.target === id),
  );
  if (one === undefined) return refused(machine, failureOf('ZPCI-E2', `Device '${id}' not found`));
  if (one.card === null) return refused(machine, WAITING);
  if (one.state === 'standby') return done(unplugged(machine, one));
  const asked = changed(machine, one, { unplugRequested: true });
  return done(withEvent(asked, { cc: 2, pec: PEC.pleaseDeconfigure, fh: one.fh, fid: one.fid }));
}

/** The guest does what event 0x0303 asks for (E-3). */
export function guestRelease(machine: GuestMachine, fid: number): OpResult {
  const one = byFid(machine, fid);
  if (one === undefined || one.state === 'reserved')
    return refused(
      machine,
      failureOf('ZPCI-E8', `SCLP answers 0x09f0: FID ${fid.toString(16)} is unknown.`, '0x09f0'),
    );
  if (!one.unplugRequested)
    return refused(machine, failureOf('ZPCI-E3', 'Nobody asked the guest to release this function.'));
  return done(deconfigured(machine, one));
}

/** All that waited for the guest is completed without it; the rest is disabled (E-5). */
export function reset(machine: GuestMachine): OpResult {
  const completed = machine.functions
    .filter(({ unplugRequested }) => unplugRequested)
    .reduce(unplugged, machine);
  const functions = completed.functions.map((one) =>
    isConfigured(one) ? { ...one, ...disabledParts(one) } : one,
  );
  return done({ ...completed, functions });
}

function setFunctionFailure(code: string, message: string): ZpciFailure {
  return failureOf('ZPCI-L8', message, code);
}

/** Function of a handle that matches exactly, with byte and enable bit; one that waits has none (L-6). */
export function byHandle({ functions }: GuestMachine, fh: number): GuestFunction | undefined {
  return functions.find((one) => one.state !== 'reserved' && one.fh === fh);
}

/** CLP Set Function: the checks in the order of L-8. */
export function setFunction(
  machine: GuestMachine,
  { fh, operation, spaces }: Extract<ZpciOp, { readonly op: 'set-function' }>,
): OpResult {
  const one = byHandle(machine, fh);
  const refuse = (code: string, message: string) => refused(machine, setFunctionFailure(code, message));
  if (one === undefined) return refuse('0x0101', 'No function has this handle.');
  const isEnabled = withoutBits(one.fh, ~ENABLED_BIT) !== 0;
  if (operation === 1) {
    if (!isEnabled) return refuse('0x0102', 'The function is not enabled.');
    return done(changed(machine, one, disabledParts(one)));
  }
  if (operation !== 0) return refuse('0x0102', 'There is no such operation.');
  if (spaces === 0) return refuse('0x0103', 'No DMA address space is asked for.');
  if (spaces > 1) return refuse('0x0104', 'More than one DMA address space is asked for.');
  if (isEnabled) return refuse('0x0102', 'The function is enabled already.');
  if (enabledHandle(one) === null)
    return refused(machine, failureOf('ZPCI-I6', 'The function is not enabled on the host.', '0x0101'));
  return done(changed(machine, one, enabled(one)));
}
