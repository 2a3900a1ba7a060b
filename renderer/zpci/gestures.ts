/** Gestures from what is dragged and where it is dropped, and what they are called. */
import { functionName } from '../../shared/zpci/refs.ts';
import type { StoreApi } from 'zustand/vanilla';
import type { ZpciGesture } from '../../shared/zpci/edits.ts';
import { functionByFid, guestById, type ZpciState } from '../../shared/zpci/types.ts';
import { counted, ownerOf, type Owner } from './parts.ts';
import type { Carried, DropTarget, ZpciStore } from './zpci-view-state.ts';

/** As many as one gesture takes (edits.ts). */
export const MOST_GIVEN = 256;

/** What letting go of it there would do; null = nothing is done there. */
export function gestureOf(state: ZpciState, what: Carried, target: DropTarget): ZpciGesture | null {
  if (what.kind === 'device') {
    if (target === 'host') return { kind: 'take', guest: what.guest, device: what.device };
    if (target === what.guest || guestById(state, target) === undefined) return null;
    return { kind: 'move', from: what.guest, device: what.device, to: target };
  }
  const [only] = what.fids;
  if (only === undefined) return null;
  const fn = functionByFid(state, only);
  const owner = what.fids.length > 1 || fn === undefined ? null : ownerOf(state, fn);
  if (target === 'host')
    return owner === null ? null : { kind: 'take', guest: owner.guest.id, device: owner.device.id };
  if (guestById(state, target) === undefined) return null;
  if (owner?.guest.id === target) return null;
  if (owner !== null) return { kind: 'move', from: owner.guest.id, device: owner.device.id, to: target };
  return { kind: 'give', guest: target, fids: what.fids.slice(0, MOST_GIVEN) };
}

/** Gestures are plain data with their fields always in one order. */
export function sameGesture(left: ZpciGesture, right: ZpciGesture): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** Asks for the move of what a guest has to another, to be looked at before it is done. */
export function proposeMove(
  store: StoreApi<ZpciStore>,
  state: ZpciState,
  { guest, device }: Owner,
  to: string,
): Promise<void> {
  const gesture: ZpciGesture = { kind: 'move', from: guest.id, device: device.id, to };
  return store.getState().propose(titleOf(state, gesture), gesture);
}

export function titleOf(state: ZpciState, gesture: ZpciGesture): string {
  const guest = (id: string) => guestById(state, id)?.name ?? 'the guest';
  const fn = (fid: number) => {
    const found = functionByFid(state, fid);
    return found === undefined ? 'the function' : functionName(found);
  };
  switch (gesture.kind) {
    case 'give':
      return `Give ${gesture.fids.length === 1 ? fn(gesture.fids[0]!) : counted(gesture.fids.length, 'function')} to ${guest(gesture.guest)}`;
    case 'take':
      return `Take ${gesture.device} from ${guest(gesture.guest)}`;
    case 'move':
      return `Move ${gesture.device} from ${guest(gesture.from)} to ${guest(gesture.to)}`;
    case 'emulated':
      return `Give ${guest(gesture.guest)} a ${gesture.driver}`;
    case 'ids':
      return `Change the numbers of ${gesture.device} of ${guest(gesture.guest)}`;
    case 'driver':
      return gesture.driver === null
        ? `Take the driver from ${fn(gesture.fid)}`
        : `Bind ${fn(gesture.fid)} to ${gesture.driver}`;
    case 'power':
      return `${gesture.on ? 'Configure' : 'Deconfigure'} ${fn(gesture.fid)}`;
  }
}
