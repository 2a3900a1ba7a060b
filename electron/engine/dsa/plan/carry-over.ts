/** What was read now, with what of the wish no host keeps: guests' names and hues, which device is whose, which wq it has. */
import type { DsaGuest, DsaMdev, DsaState } from '../../../../shared/dsa/types.ts';

function carriedMdev(now: DsaMdev, known: DsaMdev | undefined): DsaMdev {
  if (known === undefined || known.device !== now.device || known.type !== now.type) return now;
  const guest = now.guest ?? known.guest;
  const isOneOfThese =
    known.wq !== null && (now.candidates.length === 0 || now.candidates.includes(known.wq));
  const wq = now.wq ?? (isOneOfThese && !now.orphan ? known.wq : null);
  const candidates = wq === now.wq || wq === null ? now.candidates : [wq];
  if (guest === now.guest && wq === now.wq) return now;
  const from = wq === now.wq ? now.wqFrom : known.wqFrom;
  return { ...now, guest, wq, candidates, ...(from === undefined ? {} : { wqFrom: from }) };
}

/** By id, else by the domain: a reading makes ids of its own. */
function sameGuest(one: DsaGuest, other: DsaGuest): boolean {
  return one.id === other.id || (one.domain !== null && one.domain === other.domain);
}

export function carryOver(now: DsaState, wish: DsaState): DsaState {
  const ids = new Map<string, string>();
  const guests = now.guests.map((guest) => {
    const known = wish.guests.find((one) => sameGuest(one, guest));
    if (known === undefined) return guest;
    ids.set(guest.id, known.id);
    return { ...known, domain: guest.domain ?? known.domain };
  });
  const wished = new Map(wish.mdevs.map((mdev) => [mdev.id, mdev]));
  const mdevs = now.mdevs.map((mdev) => {
    const id = mdev.guest === null ? null : (ids.get(mdev.guest) ?? mdev.guest);
    return carriedMdev(id === mdev.guest ? mdev : { ...mdev, guest: id }, wished.get(mdev.id));
  });
  const told = new Set(guests.map(({ id }) => id));
  const missing = wish.guests.filter(({ id }) => !told.has(id));
  const all = [...guests, ...missing];
  const same =
    all.length === now.guests.length &&
    all.every((guest, at) => JSON.stringify(guest) === JSON.stringify(now.guests[at])) &&
    mdevs.every((mdev, at) => mdev === now.mdevs[at]);
  if (same && wish.strategy === now.strategy) return now;
  return { ...now, mdevs, guests: all, strategy: wish.strategy };
}
