/** What was read now, with what of the wish no host keeps: guests' names, QEMU ids, facts that the admin told. */
import type { GuestDevice, HostFunction, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { hostOf, twinOf } from './differences.ts';

function carriedDevice(now: GuestDevice, wish: ZpciGuest): GuestDevice {
  const host = hostOf(now);
  const known =
    host === null
      ? wish.devices.find(({ id }) => id === now.id)
      : wish.devices.find((device) => hostOf(device) === host);
  if (known === undefined) return now;
  const zpci =
    now.zpci === null || known.zpci === null
      ? now.zpci
      : {
          ...now.zpci,
          id: now.zpci.id ?? known.zpci.id,
          interpret: now.zpci.interpret ?? known.zpci.interpret,
          forwardingAssist: now.zpci.forwardingAssist ?? known.zpci.forwardingAssist,
          relaxedTranslation: now.zpci.relaxedTranslation ?? known.zpci.relaxedTranslation,
        };
  return { ...now, id: known.id, zpci };
}

function carriedGuest(now: ZpciGuest, wish: ZpciGuest): ZpciGuest {
  // QEMU that is started by hand is what the wish says, as long as it does not run.
  if (now.domain === null && wish.domain === null && now.running !== true) return wish;
  return {
    ...now,
    id: wish.id,
    name: wish.name,
    hue: wish.hue,
    domain: now.domain ?? wish.domain,
    running: now.running ?? wish.running,
    functionLimit: now.functionLimit ?? wish.functionLimit,
    memory: now.memory ?? wish.memory,
    // In the order that the host has: the numbers that its tool chooses follow from it (V-5, A-5).
    devices: now.devices.map((device) => carriedDevice(device, wish)),
  };
}

/** Facts of a function that a power-off changes; all others belong to the card and its place. */
const MOVING: ReadonlySet<string> = new Set([
  'state',
  'fh',
  'driver',
  'driverTold',
  'driverOverride',
  'iommuGroup',
  'virtualFunctions',
  'activeVfs',
  'bars',
]);

function isUntold(value: HostFunction[keyof HostFunction]): boolean {
  return value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** A slot tells little of a standby function, and a driver that has left does not say that it was there. */
function carriedFunction(now: HostFunction, known: HostFunction | undefined): HostFunction {
  if (known === undefined || known === now) return now;
  if (now.state === 'standby') {
    const told = Object.fromEntries(
      Object.entries(now).filter(([name, value]) => !isUntold(value) || MOVING.has(name)),
    ) as Partial<HostFunction>;
    return { ...known, ...told };
  }
  return now.ownDriver === null && known.ownDriver !== null ? { ...now, ownDriver: known.ownDriver } : now;
}

export function carryOver(now: ZpciState, wish: ZpciState): ZpciState {
  if (now === wish) return now;
  const guests = now.guests.map((guest) => {
    const twin = twinOf(wish.guests, guest);
    return twin === undefined ? guest : carriedGuest(guest, twin);
  });
  // A guest that is started by hand is in no file of the host; one that libvirt should have is gone when it is not read.
  const missing = wish.guests.filter(
    (guest) => guest.domain === null && twinOf(now.guests, guest) === undefined,
  );
  const known = new Map(wish.functions.map((one) => [one.fid, one]));
  const next: ZpciState = {
    ...now,
    host: {
      ...now.host,
      capabilities: now.host.capabilities ?? wish.host.capabilities,
      kvmZpciOp: now.host.kvmZpciOp ?? wish.host.kvmZpciOp,
    },
    functions: now.functions.map((one) => carriedFunction(one, known.get(one.fid))),
    guests: [...guests, ...missing],
  };
  return JSON.stringify(next) === JSON.stringify(now) ? now : next;
}
