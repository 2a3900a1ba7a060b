/** A function of the host for a guest: who has it, whether it is ready, and what its numbers will be. */
import type { ZpciEditOf } from '../../../../shared/zpci/edits.ts';
import { guestReadFromInside } from '../../../../shared/zpci/own-view.ts';
import { functionName, deviceRef, functionRef } from '../../../../shared/zpci/refs.ts';
import {
  deviceById,
  functionAt,
  type HostFunction,
  ownersOf,
  type ZpciGuest,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { createDevice, withDevice, withFunction, withGuest } from '../model.ts';
import { refusedId, refusedNumbers, refusedPhysical } from './checks.ts';
import { refusedProperty } from './properties.ts';
import { recoverWords } from './recovery.ts';
import { because, done, fixOf, guestRef, ofFunction, ofGuest, refuse, type Step } from './step.ts';

type Give = ZpciEditOf<'give'>;

const VFIO = 'vfio-pci';

/** only a configured function that works. */
function refusedState(one: HostFunction, edit: Give): Step | null {
  const name = functionName(one);
  const refs = [functionRef(one.fid)];
  switch (one.state) {
    case 'standby':
      return refuse('ZPCI-A21', `${name} is in standby: its slot is powered off, and nothing can open it.`, {
        because: [{ text: `The slot of ${name} is powered off.`, refs }],
        fixes: [
          fixOf('Power its slot on first', [
            { family: 'zpci', op: 'setPower', fid: one.fid, on: true },
            edit,
          ]),
        ],
      });
    case 'reserved':
      return refuse('ZPCI-A21', `${name} is reserved: the machine has not assigned it to this partition.`, {
        because: [{ text: `${name} is known by name only.`, refs }],
      });
    case 'error':
    case 'permanent-error':
      return refuse(
        'ZPCI-A25',
        `${name} is in ${one.state === 'error' ? 'an error state' : 'a permanent error state'}. To use it, ${recoverWords(one)}, then read the host again.`,
        { because: [{ text: `The host’s kernel reported an error of ${name}.`, refs }] },
      );
    case 'configured':
      return one.address === null
        ? refuse('ZPCI-A21', `${name} has no address on the host, so nothing can open it.`)
        : null;
  }
}

function freeVirtual(state: ZpciState, one: HostFunction): HostFunction | undefined {
  return one.virtualFunctions
    .map((address) => functionAt(state, address))
    .find(
      (vf) => vf !== undefined && vf.state === 'configured' && ownersOf(state, vf.address ?? '').length === 0,
    );
}

function refusedVirtuals(state: ZpciState, guest: ZpciGuest, one: HostFunction, edit: Give): Step | null {
  const instead = freeVirtual(state, one);
  return refusedPhysical(
    one,
    `giving it to ${guest.name}`,
    instead === undefined
      ? {}
      : {
          fixes: [
            fixOf(`Give ${functionName(instead)} instead, a virtual function of it`, [
              { ...edit, fid: instead.fid },
            ]),
          ],
        },
  );
}

/** M-7: what a guest sees of itself is already given; its host was not read. */
function refusedInside(state: ZpciState, one: HostFunction): Step | null {
  const inside = guestReadFromInside(state);
  return inside === undefined
    ? null
    : refuse(
        'ZPCI-M7',
        `${functionName(one)} is what ${inside.name} sees of its own function, for the machine that was read is that guest. There is nothing to give here; read the host of ${inside.name} for that.`,
        { because: [{ text: `${inside.name} has it already.`, refs: [functionRef(one.fid)] }] },
      );
}

/** one guest has it, and once. `fromOther` takes it there first. */
function freed(state: ZpciState, guest: ZpciGuest, one: HostFunction, edit: Give): Step {
  const owners = ownersOf(state, one.address!);
  const [owner] = owners;
  if (owner === undefined) return done(state);
  const same = owners.find((each) => each.guest.id === guest.id);
  if (same !== undefined)
    return refuse(
      'ZPCI-A23',
      `${guest.name} has ${functionName(one)} already, as ${same.device.id}; a function is in a guest once.`,
      { because: [because(`It is ${same.device.id}.`, deviceRef(guest.id, same.device.id))] },
    );
  if (edit.fromOther !== true)
    return refuse(
      'ZPCI-A23',
      `${owner.guest.name} has ${functionName(one)} as ${owner.device.id}; a function is in one guest only.`,
      {
        because: [
          because(
            `${owner.guest.name} has it as ${owner.device.id}.`,
            deviceRef(owner.guest.id, owner.device.id),
            guestRef(owner.guest.id),
          ),
        ],
        fixes: [
          fixOf(
            `Take it from ${owner.guest.name}`,
            [{ ...edit, fromOther: true }],
            owner.guest.running === true
              ? `${owner.guest.name} runs: it is asked to release the function, and has to.`
              : undefined,
          ),
        ],
      },
    );
  const without = owners.reduce(
    (now, { guest: of, device }) =>
      withGuest(now, of.id, {
        devices: now.guests.find(({ id }) => id === of.id)!.devices.filter(({ id }) => id !== device.id),
      }),
    state,
  );
  const asked = owners.filter((each) => each.guest.running === true).map((each) => each.guest.name);
  return done(
    without,
    `${functionName(one)} is taken from ${owners.map((each) => each.guest.name).join(' and ')}.`,
    ...asked.map((name) => `${name} runs and has to release it first (event 0x0303).`),
  );
}

/** bound to vfio-pci, with the driver remembered that it goes back to. */
export function onVfio(
  state: ZpciState,
  one: HostFunction,
): { readonly state: ZpciState; readonly notes: string[] } {
  if (one.driver === VFIO) return { state, notes: [] };
  const ownDriver = one.driver ?? one.ownDriver;
  const next = withFunction(state, one.fid, {
    driver: VFIO,
    driverTold: true,
    driverOverride: VFIO,
    ownDriver,
  });
  const loses = one.driver === null ? '' : `${one.driver} loses it: `;
  return { state: next, notes: [`${loses}${functionName(one)} is bound to vfio-pci.`] };
}

function placed(state: ZpciState, guest: ZpciGuest, one: HostFunction, edit: Give): ZpciState {
  const card = { kind: 'vfio', host: one.address!, options: [] } as const;
  const waiting = deviceById(guest, edit.device);
  const usual = createDevice({ id: edit.device, card });
  const line = {
    ...(waiting?.zpci ?? usual.zpci!),
    ...(edit.guestUid === null ? {} : { uid: edit.guestUid }),
    ...(edit.guestFid === null ? {} : { fid: edit.guestFid }),
    ...(edit.interpret === undefined ? {} : { interpret: edit.interpret }),
    ...(edit.relaxedTranslation === undefined ? {} : { relaxedTranslation: edit.relaxedTranslation }),
  };
  const device = { ...usual, zpci: line, managed: guest.domain !== null };
  return waiting === undefined
    ? withGuest(state, guest.id, { devices: [...guest.devices, device] })
    : withDevice(state, guest.id, edit.device, { ...device, live: null });
}

export function give(state: ZpciState, edit: Give): Step {
  return ofGuest(state, edit.guest, (guest) =>
    ofFunction(state, edit.fid, (one) => {
      const waits = deviceById(guest, edit.device);
      const refused =
        refusedInside(state, one) ??
        refusedState(one, edit) ??
        refusedVirtuals(state, guest, one, edit) ??
        (waits?.card === null
          ? waitingRefused(guest, edit)
          : refusedId(guest, edit.device, (device) => ({ ...edit, device }))) ??
        refusedProperty(guest, edit.device, one, 'interpret', edit.interpret, edit) ??
        refusedProperty(guest, edit.device, one, 'relaxedTranslation', edit.relaxedTranslation, edit);
      if (refused !== null) return refused;
      const free = freed(state, guest, one, edit);
      if (!free.ok) return free;
      const numbers = refusedNumbers(free.state, guest, edit);
      if (numbers !== null) return numbers;
      const bound = onVfio(free.state, one);
      return done(
        placed(bound.state, guest, one, edit),
        ...free.notes,
        ...bound.notes,
        ...(waits === undefined ? [] : [`${edit.device} waited for a card and gets this one.`]),
        ...(guest.running === true ? [`${guest.name} runs and gets it by hot plug (event 0x0301).`] : []),
      );
    }),
  );
}

/** A device that waits has its numbers: they stay, or it is made anew. */
function waitingRefused(guest: ZpciGuest, edit: Give): Step | null {
  const line = deviceById(guest, edit.device)?.zpci ?? null;
  const other =
    (edit.guestUid !== null && line !== null && line.uid !== edit.guestUid) ||
    (edit.guestFid !== null && line !== null && line.fid !== edit.guestFid);
  if (!other || guest.running === false) return null;
  return refuse(
    'ZPCI-R2',
    `${edit.device} waits in ${guest.name} with numbers of its own; while the guest runs they cannot change.`,
    {
      because: [because(`${edit.device} waits.`, deviceRef(guest.id, edit.device))],
      fixes: [fixOf('Keep its numbers', [{ ...edit, guestUid: null, guestFid: null }])],
    },
  );
}
