import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import { findMdev, UNKNOWN_GUEST } from '../model.ts';

/** Called by its UUID, as a reading calls what nothing names. */
function isUnnamed({ id, name }: Mdev): boolean {
  return name.startsWith(`mdev ${id.slice(0, 8)}`);
}

/** What was read now, under the names and in the hues that its guests have in the wish: a host keeps neither. */
export function carryNames(now: ApState, wish: ApState): ApState {
  const mdevs = now.mdevs.map((mdev): Mdev => {
    const known = findMdev(wish, mdev.id);
    if (!known) return mdev;
    const { hue } = known;
    const name = isUnnamed(known) ? mdev.name : known.name;
    const guest = mdev.guest === UNKNOWN_GUEST ? (known.guest ?? mdev.guest) : mdev.guest;
    const same = name === mdev.name && hue === mdev.hue && guest === mdev.guest;
    return same ? mdev : { ...mdev, name, hue, guest };
  });
  return mdevs.every((mdev, at) => mdev === now.mdevs[at]) ? now : { ...now, mdevs };
}
