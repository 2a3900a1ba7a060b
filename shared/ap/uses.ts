/** Which queues a guest uses, and who uses a queue: one answer for rules, problems and drawing. */
import { APQN_COUNT, type Apqn, adapterOf, apqnOf, domainOf } from '../apqn.ts';
import { hasId, idsOf, type Mask, maskOf } from '../mask.ts';
import type { ApState, Mdev, QueueTable } from './types.ts';

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

export const UNTOLD_OWNER = 'taken by a mediated device that this source does not tell';

/** The words of vfio_ap's `status` for a queue that some mdev has. */
const TAKEN: ReadonlySet<string | undefined> = new Set(['assigned', 'in use']);

/** {@link QueueTable.untold} of what was read: the status says that an mdev has the queue, and none of the mdevs does. */
export function untoldQueues(
  mdevs: readonly Mdev[],
  { details }: Pick<QueueTable, 'details'>,
): ReadonlySet<Apqn> {
  const taken = [...details].flatMap(([apqn, { status }]) => (TAKEN.has(status) ? [apqn] : []));
  if (taken.length === 0) return new Set();
  const owned = new Uint8Array(APQN_COUNT);
  for (const mdev of mdevs) {
    const { apm, aqm } = usedMasks(mdev);
    const domains = idsOf(aqm);
    for (const adapter of idsOf(apm)) for (const domain of domains) owned[apqnOf(adapter, domain)] = 1;
  }
  return new Set(taken.filter((apqn) => owned[apqn] === 0).sort((left, right) => left - right));
}
