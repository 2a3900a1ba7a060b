/** Guests of libvirt as they get functions, give them back, start and stop (zpci.md 3.13). */
import {
  type GuestDevice,
  functionAt,
  type HostFunction,
  ownersOf,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { done, failed } from '../../perform/outcome.ts';
import { builtGuest } from '../kernel/of-guest.ts';
import { createDevice, withGuest } from '../model.ts';
import { bindTo, freedFromDriver, type Outcome, overrideDriver, probe } from './host.ts';
import { formOf, type ToldHostdev } from './read-hostdev.ts';

/** As virsh ends, with what it says and why. */
export function refuse(state: ZpciState, rule: string | null, says: string, why: string): Outcome {
  return failed(state, null, rule, `virsh ends with exit status 1: ${why}.`, [`error: ${says}`]);
}

/** vfio-pci for a function, by whatever has it now; libvirt does this for managed devices. */
export function takeForVfio(state: ZpciState, one: HostFunction): Outcome {
  const address = one.address ?? '';
  if (one.driver === 'vfio-pci') return done(state);
  const freed = freedFromDriver(state, one);
  if (freed.message !== null) return freed;
  const told = overrideDriver(freed.state, address, 'vfio-pci')!;
  const bound = bindTo(told.state, 'vfio-pci', address);
  return { ...bound, notes: [...freed.notes, ...bound.notes], lost: freed.lost };
}

/** Back to the driver that knows the card. */
export function giveToHost(state: ZpciState, one: HostFunction): Outcome {
  const address = one.address ?? '';
  const freed = freedFromDriver(state, one);
  return freed.message !== null ? freed : probe(overrideDriver(freed.state, address, '')!.state, address);
}

/** Why a guest that runs, or is to, cannot have the function now. */
function whyNotOpen(state: ZpciState, guest: ZpciGuest, device: GuestDevice): Outcome | null {
  if (device.card?.kind !== 'vfio') return null;
  const { host } = device.card;
  const one = functionAt(state, host);
  if (one === undefined || one.state === 'standby' || one.state === 'reserved')
    return refuse(
      state,
      'ZPCI-A21',
      `Device ${host} not found: could not access /sys/bus/pci/devices/${host}/config: No such file or directory`,
      `there is no configured function ${host}; a standby one has to be powered on first`,
    );
  if (one.state !== 'configured')
    return refuse(
      state,
      'ZPCI-A25',
      `failed to open ${host}`,
      `${host} is in error and has to be recovered first`,
    );
  const other = ownersOf(state, host).find(
    (owner) => owner.guest.id !== guest.id && owner.guest.running === true,
  );
  if (other !== undefined)
    return refuse(
      state,
      'ZPCI-A23',
      `Requested operation is not valid: PCI device ${host} is in use by driver QEMU, domain ${other.guest.domain ?? other.guest.name}`,
      `${other.guest.name} has ${host}`,
    );
  if (!device.managed && one.driverTold && one.driver !== 'vfio-pci')
    return refuse(
      state,
      'ZPCI-A22',
      `unsupported configuration: host doesn't support passthrough of ${host}`,
      `${host} is bound to ${one.driver ?? 'no driver'} and the device says managed='no', so it has to be bound to vfio-pci first`,
    );
  return null;
}

/** The function in the hands of vfio, as a guest that has it needs it. */
function opened(state: ZpciState, guest: ZpciGuest, device: GuestDevice): Outcome {
  const stopped = whyNotOpen(state, guest, device);
  if (stopped !== null) return stopped;
  const one = device.card?.kind === 'vfio' ? functionAt(state, device.card.host) : undefined;
  return one === undefined || !device.managed ? done(state) : takeForVfio(state, one);
}

/** What QEMU itself refuses of it. */
function refusedByQemu(state: ZpciState, guest: string, device: string): Outcome | null {
  const found = state.guests.find(({ id }) => id === guest);
  const failure = found === undefined ? undefined : builtGuest(state, found, {}).failures.get(device);
  return failure === undefined
    ? null
    : refuse(
        state,
        failure.rule,
        `internal error: unable to execute QEMU command 'device_add': ${failure.message}`,
        `QEMU refuses the device: ${failure.message}`,
      );
}

function freeId({ devices }: ZpciGuest): string {
  const taken = new Set(devices.map(({ id }) => id));
  let at = 0;
  while (taken.has(`hostdev${at}`)) at++;
  return `hostdev${at}`;
}

export function attach(state: ZpciState, guest: ZpciGuest, told: ToldHostdev, isLive: boolean): Outcome {
  const { host, uid, fid } = told;
  if (guest.devices.some(({ card }) => card?.kind === 'vfio' && card.host === host))
    return refuse(
      state,
      'ZPCI-V10',
      `Requested operation is not valid: target domain already contains host PCI device ${host}`,
      `${guest.name} has ${host} already`,
    );
  const twin = guest.devices.find(
    ({ zpci }) => zpci !== null && ((uid !== null && zpci.uid === uid) || (fid !== null && zpci.fid === fid)),
  );
  if (twin !== undefined) {
    const [what, number] = uid !== null && twin.zpci?.uid === uid ? ['uid', uid] : ['fid', fid!];
    return refuse(
      state,
      'ZPCI-V4',
      `internal error: zPCI ${what} ${number.toString(8)} is already reserved`,
      `${twin.id} of ${guest.name} has the ${what} already (libvirt prints it in octal)`,
    );
  }
  const device = createDevice({
    id: freeId(guest),
    ...formOf(told),
    zpci: { id: null, uid, fid, interpret: null, forwardingAssist: null, relaxedTranslation: null },
    live: isLive ? 'enabled' : null,
  });
  const ready = isLive ? opened(state, guest, device) : done(state);
  if (ready.message !== null) return ready;
  const next = withGuest(ready.state, guest.id, { devices: [...guest.devices, device] });
  const no = isLive ? refusedByQemu(next, guest.id, device.id) : null;
  return no === null ? { ...ready, state: next } : { ...no, state };
}

export function detach(state: ZpciState, guest: ZpciGuest, told: ToldHostdev, isLive: boolean): Outcome {
  const device = guest.devices.find(({ card }) => card?.kind === 'vfio' && card.host === told.host);
  if (device === undefined)
    return refuse(
      state,
      'ZPCI-E2',
      `operation failed: host pci device ${told.host} not found`,
      `${guest.name} does not have ${told.host}`,
    );
  const left = withGuest(state, guest.id, { devices: guest.devices.filter((one) => one !== device) });
  const one = functionAt(state, told.host);
  if (!isLive) return done(left);
  const notes = [
    `${guest.name} is asked with event 0x0303, and is taken to let the function go (ZPCI-E2, ZPCI-E3).`,
  ];
  if (!device.managed || one === undefined) return done(left, { notes });
  const given = giveToHost(left, one);
  return { ...given, notes: [...notes, ...given.notes] };
}

export function start(state: ZpciState, guest: ZpciGuest): Outcome {
  if (guest.running === true)
    return refuse(state, null, 'Domain is already active', `${guest.name} runs already`);
  let outcome = done(state);
  for (const device of guest.devices) {
    const ready = opened(outcome.state, guest, device);
    // A guest whose device is refused does not start at all.
    if (ready.message !== null) return { ...ready, state };
    outcome = { ...ready, notes: [...outcome.notes, ...ready.notes], lost: [...outcome.lost, ...ready.lost] };
    const no = refusedByQemu(outcome.state, guest.id, device.id);
    if (no !== null) return { ...no, state };
  }
  const devices = guest.devices.map((device) => ({
    ...device,
    live: device.card === null ? ('reserved' as const) : ('enabled' as const),
  }));
  return { ...outcome, state: withGuest(outcome.state, guest.id, { running: true, devices }) };
}

export function stop(state: ZpciState, guest: ZpciGuest): Outcome {
  if (guest.running !== true)
    return refuse(
      state,
      null,
      'Requested operation is not valid: domain is not running',
      `${guest.name} does not run`,
    );
  const devices = guest.devices.map((device) => ({ ...device, live: null, unplugRequested: false }));
  let outcome = done(withGuest(state, guest.id, { running: false, devices }));
  for (const { card, managed } of devices) {
    const one = card?.kind === 'vfio' && managed ? functionAt(outcome.state, card.host) : undefined;
    if (one !== undefined && one.driver === 'vfio-pci') outcome = giveToHost(outcome.state, one);
  }
  return outcome;
}
