/** The guests of a host and their devices, for lists. */
import type { GuestOverview } from '../../../../shared/dsa/cards.ts';
import type { DsaMdev, DsaState } from '../../../../shared/dsa/types.ts';

/** Running when one of its devices is; null where no source tells of any. */
function runs(mdevs: readonly DsaMdev[]): boolean | null {
  if (mdevs.some(({ running }) => running !== null)) return true;
  return mdevs.length > 0 && mdevs.every(({ runningTold }) => !runningTold) ? null : false;
}

export function guestOverviews(state: DsaState): readonly GuestOverview[] {
  const byGuest = new Map<string, DsaMdev[]>(state.guests.map(({ id }) => [id, []]));
  for (const mdev of state.mdevs) if (mdev.guest !== null) byGuest.get(mdev.guest)?.push(mdev);
  return state.guests.map((guest) => {
    const mdevs = byGuest.get(guest.id)!;
    return { ...guest, running: runs(mdevs), mdevs: mdevs.map(({ id }) => id) };
  });
}
