/** Which queues a guest uses, and who uses a queue: one answer for rules, problems and drawing. */
import { type Apqn, adapterOf, domainOf } from '../apqn.ts';
import { hasId, type Mask, maskOf } from '../mask.ts';
import type { ApState, Mdev } from './types.ts';

/** The guest's matrix, or of the virtual type the real adapters and domains behind its mapping (AP-VP4). */
export function usedMasks(mdev: Mdev): { readonly apm: Mask; readonly aqm: Mask } {
  if (mdev.type !== 'virtual') return mdev.matrix;
  return {
    apm: maskOf([...mdev.virtualAdapters.values()].flat()),
    aqm: maskOf([...mdev.virtualDomains.values()].flat()),
  };
}

/** Guests that have this queue, or use it behind a virtual one, in the order of the state. */
export function ownersOf(state: Pick<ApState, 'mdevs'>, apqn: Apqn): Mdev[] {
  return state.mdevs.filter((mdev) => {
    const { apm, aqm } = usedMasks(mdev);
    return hasId(apm, adapterOf(apqn)) && hasId(aqm, domainOf(apqn));
  });
}
