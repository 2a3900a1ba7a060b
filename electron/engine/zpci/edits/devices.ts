/** Devices of a guest: taken out, added, renumbered, renamed and put in another order (zpci.md 3.2, 3.14). */
import type { ZpciEditOf } from '../../../../shared/zpci/edits.ts';
import { functionName, deviceRef } from '../../../../shared/zpci/refs.ts';
import {
  deviceById,
  functionAt,
  type GuestDevice,
  ownersOf,
  type ZpciGuest,
  type ZpciLine,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { createDevice, withDevice, withFunction, withGuest } from '../model.ts';
import { refusedId, refusedNumbers } from './checks.ts';
import { numbersOf } from './numbers.ts';
import { cardOf, PROPERTIES, refusedProperty } from './properties.ts';
import { because, done, fixOf, ofDevice, ofGuest, refuse, type Step } from './step.ts';

const NO_LINE = createDevice({ id: 'any' }).zpci!;

function isBridge({ card }: GuestDevice): boolean {
  return card?.kind === 'emulated' && card.driver === 'pci-bridge';
}

/** R-1, E-6: what must not be removed while the guest runs, or may run. */
function refusedRemoval(guest: ZpciGuest, device: GuestDevice, edit: ZpciEditOf<'take'>): Step | null {
  if (guest.running === false || (device.card !== null && !isBridge(device))) return null;
  const waits = device.card === null;
  const runs = guest.running === null ? 'may run' : 'runs';
  return refuse(
    waits ? 'ZPCI-R1' : 'ZPCI-E6',
    waits
      ? `${device.id} waits for a card and ${guest.name} ${runs}: removing a waiting zpci device kills QEMU, and the guest with it.`
      : `${device.id} is a PCI bridge and ${guest.name} ${runs}. QEMU would say: PCI bridge hot unplug currently not supported.`,
    {
      because: [because(`${guest.name} ${runs}.`, deviceRef(guest.id, device.id))],
      fixes: [
        fixOf(`Stop ${guest.name} first`, [{ family: 'zpci', op: 'stopGuest', guest: guest.id }, edit]),
      ],
    },
  );
}

function unplugNotes(guest: ZpciGuest, device: GuestDevice): readonly string[] {
  if (guest.running !== true) return [];
  if (device.live === 'standby') return [`${device.id} is in standby and goes at once (event 0x0308).`];
  return [`${guest.name} runs: it is asked to release ${device.id} (event 0x0303), and has to.`];
}

function givenBack(state: ZpciState, host: string): Step {
  const one = functionAt(state, host);
  if (one === undefined || one.driver !== 'vfio-pci') return done(state);
  const [other] = ownersOf(state, host);
  if (other !== undefined)
    return done(state, `${functionName(one)} stays with vfio-pci: ${other.guest.name} has it too.`);
  const driver = one.ownDriver;
  return done(
    withFunction(state, one.fid, {
      driver,
      driverTold: driver !== null,
      driverOverride: null,
      ownDriver: null,
    }),
    driver === null
      ? `${functionName(one)} goes back to a driver of the host that matches; which one it had is not told.`
      : `${functionName(one)} goes back to ${driver}.`,
  );
}

export function take(state: ZpciState, edit: ZpciEditOf<'take'>): Step {
  return ofDevice(state, edit.guest, edit.device, (guest, device) => {
    const refused = refusedRemoval(guest, device, edit);
    if (refused !== null) return refused;
    const without = withGuest(state, guest.id, {
      devices: guest.devices.filter(({ id }) => id !== device.id),
    });
    const { card } = device;
    const back = edit.giveBack && card?.kind === 'vfio' ? givenBack(without, card.host) : done(without);
    return back.ok ? done(back.state, ...unplugNotes(guest, device), ...back.notes) : back;
  });
}

export function addEmulated(state: ZpciState, edit: ZpciEditOf<'addEmulated'>): Step {
  return ofGuest(state, edit.guest, (guest) => {
    const waits = deviceById(guest, edit.device);
    const refused =
      (waits?.card === null ? null : refusedId(guest, edit.device, (device) => ({ ...edit, device }))) ??
      refusedNumbers(state, guest, edit);
    if (refused !== null) return refused;
    const { driver, msix, options, deviceClass } = edit;
    const line = waits?.zpci ?? NO_LINE;
    const device = createDevice({
      id: edit.device,
      card: { kind: 'emulated', driver, msix, options },
      deviceClass,
      zpci: { ...line, uid: edit.guestUid ?? line.uid, fid: edit.guestFid ?? line.fid },
    });
    const next =
      waits === undefined
        ? withGuest(state, guest.id, { devices: [...guest.devices, device] })
        : withDevice(state, guest.id, edit.device, device);
    return done(
      next,
      ...(guest.running === true ? [`${guest.name} runs and gets it by hot plug (event 0x0301).`] : []),
    );
  });
}

/** R-1 again: a device that waits in a running guest can neither change nor go. */
function refusedWaiting(
  guest: ZpciGuest,
  device: GuestDevice,
  edit: Parameters<typeof setIds>[1],
): Step | null {
  if (device.card !== null || guest.running === false) return null;
  return refuse(
    'ZPCI-R1',
    `${device.id} waits for a card in a guest that runs: its numbers change only by removing it, and that kills QEMU.`,
    {
      because: [because(`${device.id} waits.`, deviceRef(guest.id, device.id))],
      fixes: [
        fixOf(`Stop ${guest.name} first`, [{ family: 'zpci', op: 'stopGuest', guest: guest.id }, edit]),
      ],
    },
  );
}

export function setIds(state: ZpciState, edit: ZpciEditOf<'setIds'>): Step {
  return ofDevice(state, edit.guest, edit.device, (guest, device) => {
    const refused = refusedWaiting(guest, device, edit) ?? refusedNumbers(state, guest, edit);
    if (refused !== null) return refused;
    const line: ZpciLine = {
      ...(device.zpci ?? NO_LINE),
      id: device.zpci?.uid === edit.guestUid ? (device.zpci?.id ?? null) : null,
      uid: edit.guestUid,
      fid: edit.guestFid,
    };
    const note = `${guest.name} runs: ${device.id} is removed and added again to change its numbers; what it does is interrupted.`;
    return done(
      withDevice(state, guest.id, device.id, { zpci: line }),
      ...(guest.running === true ? [note] : []),
    );
  });
}

export function setProperty(state: ZpciState, edit: ZpciEditOf<'setProperty'>): Step {
  return ofDevice(state, edit.guest, edit.device, (guest, device) => {
    const { property, value } = edit;
    const refused = refusedProperty(guest, device.id, cardOf(state, device), property, value, edit);
    if (refused !== null) return refused;
    const line = { ...(device.zpci ?? NO_LINE), [property]: value };
    const forwards = property === 'forwardingAssist' && value === true && line.interpret === false;
    return done(
      withDevice(state, guest.id, device.id, { zpci: line }),
      ...(forwards ? [`${device.id} is intercepted: ${PROPERTIES[property].name} does nothing then.`] : []),
      ...(guest.running === true
        ? [`${guest.name} runs: it takes effect when ${device.id} is removed and added again.`]
        : []),
    );
  });
}

/** K-12: the zpci device that waits gets the card it was meant for. */
function joined(state: ZpciState, guest: ZpciGuest, waiting: GuestDevice, card: GuestDevice): Step {
  const devices = guest.devices.flatMap((device) => {
    if (device.id === card.id) return [];
    return device.id === waiting.id ? [{ ...card, zpci: waiting.zpci, cardFirst: false }] : [device];
  });
  return done(
    withGuest(state, guest.id, { devices }),
    `${card.id} gets the zpci device that waited for ${waiting.id}, with its numbers.`,
  );
}

export function renameDevice(state: ZpciState, edit: ZpciEditOf<'renameDevice'>): Step {
  return ofDevice(state, edit.guest, edit.device, (guest, device) => {
    if (edit.to === device.id) return done(state);
    if (guest.running !== false && device.card === null)
      return refuse(
        'ZPCI-R1',
        `${device.id} waits in a guest that runs; what it waits for changes only by removing it, and that kills QEMU.`,
        {
          because: [because(`${device.id} waits.`, deviceRef(guest.id, device.id))],
          fixes: [
            fixOf(`Stop ${guest.name} first`, [{ family: 'zpci', op: 'stopGuest', guest: guest.id }, edit]),
          ],
        },
      );
    const other = deviceById(guest, edit.to);
    if (device.card === null && other !== undefined && other.card !== null && isBare(other))
      return joined(state, guest, device, other);
    const refused = refusedId(guest, edit.to, (to) => ({ ...edit, to }));
    if (refused !== null) return refused;
    return done(
      withDevice(state, guest.id, device.id, { id: edit.to }),
      ...(guest.running === true ? [`${guest.name} knows it as ${device.id} until it is started next.`] : []),
    );
  });
}

/** Nobody wrote a zpci device for it: QEMU makes one, or it carries no number that would be lost. */
function isBare({ zpci }: GuestDevice): boolean {
  return zpci === null || (zpci.uid === null && zpci.fid === null);
}

export function reorder(state: ZpciState, edit: ZpciEditOf<'reorder'>): Step {
  return ofDevice(state, edit.guest, edit.device, (guest, device) => {
    const others = guest.devices.filter(({ id }) => id !== device.id);
    const to = Math.min(edit.to, others.length);
    // whoever is put somewhere has its zpci device before its card.
    const moved = { ...device, cardFirst: false };
    return done(
      withGuest(state, guest.id, { devices: [...others.slice(0, to), moved, ...others.slice(to)] }),
      ...(device.cardFirst ? [`The zpci device of ${device.id} now comes before its card.`] : []),
    );
  });
}

export function writeDown(state: ZpciState, edit: ZpciEditOf<'writeDown'>): Step {
  return ofGuest(state, edit.guest, (guest) => {
    const numbers = numbersOf(state, guest);
    const devices = guest.devices.map((device) => {
      const { uid = null, fid = null } = numbers.get(device.id) ?? {};
      const line = device.zpci ?? NO_LINE;
      const isWritten = device.zpci !== null && line.uid === uid && line.fid === fid;
      return uid === null || fid === null || isWritten ? device : { ...device, zpci: { ...line, uid, fid } };
    });
    const written = devices.filter((device, at) => device !== guest.devices[at]).length;
    return written === 0
      ? done(state, 'Nothing changes: every number that can be chosen is written already.')
      : done(
          withGuest(state, guest.id, { devices }),
          `The numbers of ${written} ${written === 1 ? 'device' : 'devices'} are written as they would be chosen now.`,
        );
  });
}
