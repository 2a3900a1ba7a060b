import { APQN_COUNT, adapterOf, domainOf } from '../apqn.ts';
import { hasId, idsOf } from '../mask.ts';
import { type ApState, QUEUE } from './types.ts';

type BusState = Pick<ApState, 'lpar' | 'apmask' | 'aqmask' | 'vfioApLoaded'>;

/**
 * Where the AP bus would put a queue by the probe rule alone (ap.md 3.3): absent outside the LPAR, host driver
 * where both mask bits are set, vfio_ap otherwise, no driver while the module is not loaded.
 */
export function predictedQueue(state: BusState, apqn: number): number {
  const adapter = adapterOf(apqn);
  const domain = domainOf(apqn);
  if (!hasId(state.lpar.apm, adapter) || !hasId(state.lpar.aqm, domain)) return QUEUE.ABSENT;
  if (hasId(state.apmask, adapter) && hasId(state.aqmask, domain)) return QUEUE.CEX4QUEUE;
  return state.vfioApLoaded ? QUEUE.VFIO_AP : QUEUE.NO_DRIVER;
}

/** {@link predictedQueue} for all 65,536 APQNs at once. */
export function predictedQueues(state: BusState): Uint8Array {
  const table = new Uint8Array(APQN_COUNT);
  const domains = idsOf(state.lpar.aqm);
  const guestsGet = state.vfioApLoaded ? QUEUE.VFIO_AP : QUEUE.NO_DRIVER;
  for (const adapter of idsOf(state.lpar.apm)) {
    const hostRow = hasId(state.apmask, adapter);
    for (const domain of domains) {
      table[adapter * 256 + domain] = hostRow && hasId(state.aqmask, domain) ? QUEUE.CEX4QUEUE : guestsGet;
    }
  }
  return table;
}
