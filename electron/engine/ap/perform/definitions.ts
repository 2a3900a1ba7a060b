/** Definitions in the model: what mdevctl stores, and what is left of a device that is removed. */
import { NO_MASKS } from '../../../../shared/ap/packed.ts';
import type { ApState, MatrixMasks, Mdev } from '../../../../shared/ap/types.ts';
import { shadowOf } from '../kernel/filter.ts';
import { createMdev, findMdev } from '../model.ts';

function replaced(state: ApState, id: string, parts: Partial<Mdev>): ApState {
  return { ...state, mdevs: state.mdevs.map((mdev) => (mdev.id === id ? { ...mdev, ...parts } : mdev)) };
}

/** A device that is not started shows what it will be: its matrix is the stored one. */
function asDefined(state: ApState, masks: MatrixMasks): Partial<Mdev> {
  return { active: false, guest: null, matrix: masks, shadow: shadowOf(state, masks), pending: NO_MASKS };
}

export function withDefinition(
  state: ApState,
  id: string,
  start: 'auto' | 'manual',
  masks: MatrixMasks,
): ApState {
  const known = findMdev(state, id);
  const parts = { defined: start, stored: masks, ...(known?.active ? {} : asDefined(state, masks)) };
  return known ? replaced(state, id, parts) : { ...state, mdevs: [...state.mdevs, createMdev(id, parts)] };
}

/** The definition is gone; the running device stays (management.md 1.6). */
export function withoutDefinition(state: ApState, id: string): ApState {
  const known = findMdev(state, id);
  if (known?.active) return replaced(state, id, { defined: null, stored: null });
  return known ? { ...state, mdevs: state.mdevs.filter((mdev) => mdev.id !== id) } : state;
}

/** The kernel forgets a removed device; one with a definition is still there to be started again. */
export function keptAsDefined(before: ApState, after: ApState, id: string): ApState {
  const mdev = findMdev(before, id);
  if (!mdev || mdev.defined === null || findMdev(after, id)) return after;
  const left = { ...mdev, ...asDefined(after, mdev.stored ?? mdev.matrix), crycbFormat: 2 as const };
  const mdevs = [...after.mdevs];
  mdevs.splice(before.mdevs.indexOf(mdev), 0, left);
  return { ...after, mdevs };
}

export function storedMasks(mdev: Mdev): MatrixMasks {
  return mdev.stored ?? mdev.matrix;
}
