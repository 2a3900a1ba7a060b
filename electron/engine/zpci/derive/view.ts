/** The renderer's view of a state: the state itself and what follows for each guest. */
import type { DeviceAnswer, GuestAnswer, ZpciView } from '../../../../shared/zpci/view.ts';
import type { GuestDevice, ZpciGuest, ZpciState } from '../../../../shared/zpci/types.ts';
import { problemsView } from '../../problems-view.ts';
import type { GuestFunction } from '../kernel/machine.ts';
import type { BuiltGuest } from '../kernel/of-guest.ts';
import { readInside } from './answer-inside.ts';
import { builtOf, functionOf } from './built.ts';
import { problems } from './problems.ts';
import { plainFailure } from './refusal-of.ts';
import { hex } from './shown.ts';

/** Domain of its address: the UID, for QEMU always announces UID checking (S-3). */
export function guestAddress(one: Pick<GuestFunction, 'uid' | 'state'>, cpuZpci: boolean): string | null {
  if (!cpuZpci || one.state === 'reserved' || one.state === 'standby') return null;
  return `${one.uid.toString(16).padStart(4, '0')}:00:00.0`;
}

function chosen(written: number | null, zeroToo: boolean): 'given' | 'automatic' {
  return written === null || (zeroToo && written === 0) ? 'automatic' : 'given';
}

function deviceAnswer(
  state: ZpciState,
  guest: ZpciGuest,
  device: GuestDevice,
  built: BuiltGuest,
): DeviceAnswer {
  const failure = built.failures.get(device.id);
  const made = functionOf(built, device.id);
  const numbers = {
    id: device.id,
    uidChosen: chosen(device.zpci?.uid ?? null, true),
    fidChosen: chosen(device.zpci?.fid ?? null, false),
    refused:
      failure === undefined ? null : { rule: failure.rule, message: plainFailure(guest, device.id, failure) },
  };
  if (made === undefined)
    return {
      ...numbers,
      uid: null,
      fid: null,
      address: null,
      state: 'reserved',
      mode: 'waiting',
      group: null,
      sdma: null,
      edma: null,
    };
  const { sdma, edma } = made.values;
  const waits = made.mode === 'waiting';
  const inside = readInside(state, guest, made);
  const read = inside?.platformWindow ?? null;
  return {
    ...numbers,
    uid: made.uid,
    fid: made.fid,
    address: guestAddress(made, guest.cpuZpci),
    state: made.state,
    mode: made.mode,
    group: inside?.group ?? (waits || made.group < 0 ? null : made.group),
    sdma: read?.start ?? (waits || sdma === null ? null : hex(sdma)),
    edma: read?.end ?? (waits || edma === null ? null : hex(edma)),
  };
}

const kept = new WeakMap<BuiltGuest, GuestAnswer>();

/** What follows for one guest; the same object as long as nothing of it changes. */
function guestAnswer(state: ZpciState, guest: ZpciGuest): GuestAnswer {
  const built = builtOf(state, guest);
  let answer = kept.get(built);
  if (answer === undefined) {
    answer = {
      id: guest.id,
      devices: guest.devices.map((device) => deviceAnswer(state, guest, device, built)),
    };
    kept.set(built, answer);
  }
  return answer;
}

export function zpciView(observed: ZpciState, desired: ZpciState): ZpciView {
  return {
    observed,
    desired: desired === observed ? null : desired,
    answers: desired.guests.map((guest) => guestAnswer(desired, guest)),
    ...problemsView(problems(observed, desired)),
  };
}
