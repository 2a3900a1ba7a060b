/** Which guests want the same queues (AP-C2). Word-wise on masks: one guest against 255 others allocates nothing while none meets. */
import type { ApState, Mdev } from '../../../../shared/ap/types.ts';
import { intersect, type Mask, masksMeet } from '../../../../shared/mask.ts';
import { usedMasks } from '../../../../shared/ap/uses.ts';

export interface Conflict {
  readonly other: Mdev;
  /** The rectangle both want. */
  readonly apm: Mask;
  readonly aqm: Mask;
}

/** Conflicts of one guest with others; `others` may contain the guest itself. */
export function conflictsOf(mdev: Mdev, others: readonly Mdev[]): Conflict[] {
  const found: Conflict[] = [];
  const mine = usedMasks(mdev);
  for (const other of others) {
    if (other.id === mdev.id) continue;
    const theirs = usedMasks(other);
    if (!masksMeet(mine.apm, theirs.apm) || !masksMeet(mine.aqm, theirs.aqm)) continue;
    found.push({ other, apm: intersect(mine.apm, theirs.apm), aqm: intersect(mine.aqm, theirs.aqm) });
  }
  return found;
}

export interface ConflictPair extends Conflict {
  readonly mdev: Mdev;
}

/** Every pair once, in the order of the mdevs. */
export function allConflicts(state: ApState): ConflictPair[] {
  return state.mdevs.flatMap((mdev, index) =>
    conflictsOf(mdev, state.mdevs.slice(index + 1)).map((conflict) => ({ ...conflict, mdev })),
  );
}
