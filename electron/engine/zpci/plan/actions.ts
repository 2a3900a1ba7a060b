/** Literal actions on functions, guests and settings: the writes and commands an admin would make (zpci.md 4.3, 4.5). */
import type { GuestDevice } from '../../../../shared/zpci/types.ts';
import type { Command, StepAction } from '../../../../shared/plan.ts';
import { waitForDevice } from '../../tools/device-end.ts';
import { waitForEnd } from '../../tools/guest-end.ts';
import { zpciAttributes } from '../kernel/hostdev-xml.ts';
import { hostdevXml, type Numbers, sourceText } from './hostdev.ts';
import {
  DMA_LIMIT,
  DMA_LIMIT_KEPT,
  driverPath,
  functionPath,
  limitLine,
  overridePath,
  powerPath,
  PROBE,
} from './paths.ts';

function write(path: string, text: string): StepAction {
  return { kind: 'write', path, text };
}

function command(argv: readonly string[], stdin: string | null = null): Command {
  return { argv, stdin };
}

function run(...commands: readonly Command[]): StepAction {
  return { kind: 'run', commands, files: [] };
}

export function powerAction(fid: number, on: boolean): StepAction {
  return write(powerPath(fid), on ? '1' : '0');
}

export function overrideAction(address: string, driver: string | null): StepAction {
  return write(functionPath(address, 'driver_override'), driver ?? '');
}

export function bindAction(address: string, driver: string): StepAction {
  return write(driverPath(driver, 'bind'), address);
}

export function unbindAction(address: string, driver: string): StepAction {
  return write(driverPath(driver, 'unbind'), address);
}

export const LOAD_VFIO = run(command(['modprobe', 'vfio-pci']));

/** The kernel asks every driver whether it knows the card, as it did when the card came. */
export function probeAction(address: string): StepAction {
  return write(PROBE, address);
}

/** By the link of the function: whichever driver the kernel has chosen. */
export function unbindWhoeverAction(address: string): StepAction {
  return write(functionPath(address, 'driver/unbind'), address);
}

/** Where nobody told which driver has it: driverctl looks, and takes it from whoever that is. Null lets the kernel choose, `none` leaves it without one. */
export function changeDriver(address: string, driver: string | null): StepAction {
  return run(
    command(
      driver === null
        ? ['driverctl', '--nosave', 'unset-override', address]
        : ['driverctl', '--nosave', 'set-override', address, driver],
    ),
  );
}

/** The file that `driverctl set-override` leaves: its service binds the function so at every boot. */
export function keepOverride(address: string): StepAction {
  const path = overridePath(address);
  return {
    kind: 'run',
    commands: [command(['mkdir', '-p', '/etc/driverctl.d']), command(['tee', path], 'vfio-pci\n')],
    files: [{ path, text: 'vfio-pci\n' }],
  };
}

export function forgetOverride(address: string): StepAction {
  const path = overridePath(address);
  return { kind: 'run', commands: [command(['rm', '-f', path])], files: [{ path, text: null }] };
}

export function limitAction(limit: number): StepAction {
  return write(DMA_LIMIT, String(limit));
}

export function keepLimit(limit: number | null): StepAction {
  const text = limit === null ? null : `${limitLine(limit)}\n`;
  return {
    kind: 'run',
    commands: [command(text === null ? ['rm', '-f', DMA_LIMIT_KEPT] : ['tee', DMA_LIMIT_KEPT], text)],
    files: [{ path: DMA_LIMIT_KEPT, text }],
  };
}

export function startAction(domain: string): StepAction {
  return run(command(['virsh', 'start', '--', domain]));
}

export function stopAction(domain: string): StepAction {
  return run(command(['virsh', 'shutdown', '--', domain]), command(waitForEnd(domain)));
}

/** What of a domain a command changes; never both at once, as libvirt fails the whole where one side is not as it is told. */
export type Side = 'live' | 'config';

export function attachAction(
  domain: string,
  host: string,
  device: GuestDevice,
  numbers: Numbers,
  side: Side,
): StepAction {
  return run(
    command(
      ['virsh', 'attach-device', `--${side}`, '--', domain, '/dev/stdin'],
      hostdevXml(host, device, numbers),
    ),
  );
}

/** A running guest is only asked (E-2), so the next step waits for its answer (E-3). */
export function detachAction(
  domain: string,
  host: string,
  device: GuestDevice,
  numbers: Numbers,
  side: Side,
): StepAction {
  const detach = command(
    ['virsh', 'detach-device', `--${side}`, '--', domain, '/dev/stdin'],
    hostdevXml(host, device, numbers),
  );
  if (side === 'config') return run(detach);
  const { uid = null, fid = null } = device.zpci ?? {};
  const isTold = uid !== null && fid !== null;
  return run(detach, command(waitForDevice(domain, isTold ? zpciAttributes(numbers) : sourceText(host))));
}
