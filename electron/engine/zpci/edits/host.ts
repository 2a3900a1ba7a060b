/** Functions and facts of the host: drivers, power of slots, the limit of DMA mappings (zpci.md 3.6, 3.10). */
import type { ZpciEditOf } from '../../../../shared/zpci/edits.ts';
import { functionName, functionRef } from '../../../../shared/zpci/refs.ts';
import { type HostFunction, ownersOf, type ZpciState } from '../../../../shared/zpci/types.ts';
import { withFunction } from '../model.ts';
import { refusedInUse, refusedPhysical } from './checks.ts';
import { onVfio } from './give.ts';
import { recoverWords } from './recovery.ts';
import { because, done, fixOf, ofFunction, refuse, type Step } from './step.ts';

function ownerNotes(state: ZpciState, one: HostFunction, consequence: string): readonly string[] {
  return one.address === null
    ? []
    : ownersOf(state, one.address).map(({ guest }) => `${guest.name} ${consequence}.`);
}

/** a driver that does not know the card does not take it; vfio-pci takes any. */
function refusedDriver(one: HostFunction, edit: ZpciEditOf<'setDriver'>): Step | null {
  const known = one.driver === null || one.driver === 'vfio-pci' ? one.ownDriver : one.driver;
  if (edit.driver === null || edit.driver === 'vfio-pci' || known === null || edit.driver === known)
    return null;
  return refuse(
    'ZPCI-A22',
    `${edit.driver} does not take ${functionName(one)}: the card is one for ${known}. The kernel would answer: write error: No such device.`,
    {
      errno: 'ENODEV',
      because: [because(`The host’s driver of ${functionName(one)} is ${known}.`, functionRef(one.fid))],
      fixes: one.driver === known ? [] : [fixOf(`Bind it to ${known}`, [{ ...edit, driver: known }])],
    },
  );
}

export function setDriver(state: ZpciState, edit: ZpciEditOf<'setDriver'>): Step {
  return ofFunction(state, edit.fid, (one) => {
    if (one.driverTold && one.driver === edit.driver) return done(state);
    if (one.state === 'standby' || one.state === 'reserved')
      return refuse(
        'ZPCI-A21',
        `${functionName(one)} is ${one.state === 'standby' ? 'in standby' : 'reserved'}: no driver can be bound to it.`,
        {
          because: [because(`${functionName(one)} is not configured.`, functionRef(one.fid))],
          fixes:
            one.state === 'standby'
              ? [
                  fixOf('Power its slot on first', [
                    { family: 'zpci', op: 'setPower', fid: one.fid, on: true },
                    edit,
                  ]),
                ]
              : [],
        },
      );
    if (one.state !== 'configured')
      return refuse(
        'ZPCI-A25',
        `${functionName(one)} is in error, and its driver is not changed until it works again: ${recoverWords(one)}.`,
        { because: [because(`${functionName(one)} is in error.`, functionRef(one.fid))] },
      );
    const refused =
      refusedInUse(state, one, edit) ?? refusedPhysical(one, 'unbinding it') ?? refusedDriver(one, edit);
    if (refused !== null) return refused;
    if (edit.driver === 'vfio-pci') {
      const bound = onVfio(state, one);
      return done(bound.state, ...bound.notes);
    }
    return done(
      withFunction(state, one.fid, {
        driver: edit.driver,
        driverTold: true,
        driverOverride: null,
        ownDriver: null,
      }),
      ...ownerNotes(state, one, 'does not start with it until it is bound to vfio-pci again'),
    );
  });
}

export function setPower(state: ZpciState, edit: ZpciEditOf<'setPower'>): Step {
  return ofFunction(state, edit.fid, (one) => {
    const needed = edit.on ? 'standby' : 'configured';
    if (one.state !== needed)
      return refuse(
        'ZPCI-S5',
        `${functionName(one)} is ${one.state === 'standby' ? 'in standby' : one.state}: its slot can be powered ${edit.on ? 'on only from standby' : 'off only when it is configured'}. The kernel would answer: write error: Input/output error.`,
        { errno: 'EIO', because: [because(`${functionName(one)} is ${one.state}.`, functionRef(one.fid))] },
      );
    if (edit.on) {
      const driver = one.ownDriver;
      return done(
        withFunction(state, one.fid, {
          state: 'configured',
          driver,
          driverTold: driver !== null,
          ownDriver: null,
        }),
        ...(driver === null ? ['The kernel looks for a driver of its own; which one is not known.'] : []),
      );
    }
    const refused = refusedInUse(state, one, edit) ?? refusedPhysical(one, 'powering it off');
    if (refused !== null) return refused;
    const ownDriver = one.ownDriver ?? (one.driver === 'vfio-pci' ? null : one.driver);
    return done(
      withFunction(state, one.fid, {
        state: 'standby',
        driver: null,
        driverTold: true,
        driverOverride: null,
        ownDriver,
      }),
      ...ownerNotes(state, one, 'does not start with it until its slot is on again'),
    );
  });
}

export function setDmaLimit(state: ZpciState, edit: ZpciEditOf<'setDmaLimit'>): Step {
  const { limit, keep } = edit;
  const running = state.guests.filter((guest) => guest.running === true).map(({ name }) => name);
  return done(
    {
      ...state,
      host: { ...state.host, dmaEntryLimit: limit, ...(keep ? { dmaEntryLimitKept: limit } : {}) },
    },
    ...(running.length === 0
      ? []
      : [`Guests that run keep their limit until they are started next: ${running.slice(0, 6).join(', ')}.`]),
    ...(keep ? [] : ['It is forgotten when the host boots.']),
  );
}

export function tellHost(state: ZpciState, edit: ZpciEditOf<'tellHost'>): Step {
  const { capabilities, kvmZpciOp } = edit;
  return done({
    ...state,
    host: {
      ...state.host,
      ...(capabilities === undefined ? {} : { capabilities }),
      ...(kvmZpciOp === undefined ? {} : { kvmZpciOp }),
    },
  });
}
