/** What the next boot brings, in a wish: definitions and persistent masks beside what runs. */
import type { ApState, Mdev } from '../../../shared/ap/types.ts';
import { type Mask, sameMask } from '../../../shared/mask.ts';
import { sameMatrix } from './model.ts';

/** What is active now is to last: the masks, and the matrix of every guest that has a definition. */
export function persist(state: ApState): ApState {
  return {
    ...state,
    persistent: { apmask: state.apmask, aqmask: state.aqmask },
    mdevs: state.mdevs.map((mdev) => (mdev.defined === null ? mdev : { ...mdev, stored: mdev.matrix })),
  };
}

function followingMask(was: Mask, is: Mask, kept: Mask | null): Mask | null {
  return kept !== null && was !== is && sameMask(kept, was) ? is : kept;
}

function followingGuest(was: Mdev, is: Mdev): Mdev {
  const follows = is.stored === was.stored && was.stored !== null && was.matrix !== is.matrix;
  return follows && sameMatrix(was.stored, was.matrix) ? { ...is, stored: is.matrix } : is;
}

/** Where both agreed before a change they agree after it: who keeps something does not keep what it was before the last click. */
export function keepTogether(before: ApState, after: ApState): ApState {
  if (before.mdevs === after.mdevs && before.apmask === after.apmask && before.aqmask === after.aqmask)
    return after;
  const earlier = new Map(before.mdevs.map((mdev) => [mdev.id, mdev]));
  const mdevs = after.mdevs.map((mdev) => {
    const was = earlier.get(mdev.id);
    return was === undefined || was === mdev ? mdev : followingGuest(was, mdev);
  });
  const { persistent } = after;
  const apmask = followingMask(before.apmask, after.apmask, persistent.apmask);
  const aqmask = followingMask(before.aqmask, after.aqmask, persistent.aqmask);
  const sameMasks = apmask === persistent.apmask && aqmask === persistent.aqmask;
  if (sameMasks && mdevs.every((mdev, index) => mdev === after.mdevs[index])) return after;
  return { ...after, mdevs, persistent: sameMasks ? persistent : { apmask, aqmask } };
}
