/** A guest's device on another queue: the same UUID, removed and made again there (DSA-O32, O33). */
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import { withMdev } from '../model.ts';
import { give } from './give.ts';
import { noSuchMdev, removeMdev } from './mdevs.ts';
import { andThen, done, partRef, refuse, type Step } from './step.ts';

export function moveMdev(state: DsaState, edit: DsaEditOf<'moveMdev'>): Step {
  const mdev = state.mdevs.find(({ id }) => id === edit.mdev);
  if (mdev === undefined) return noSuchMdev(edit.mdev);
  const { guest, definition } = mdev;
  if (guest === null)
    return refuse('DSA-O32', `${mdev.id} is for no guest. Assign it to one, then move it.`, {
      because: [{ text: 'Queues are given to guests.', refs: [partRef(mdev.id)] }],
    });
  const given = andThen(removeMdev(state, { family: 'dsa', op: 'removeMdev', mdev: mdev.id }), (left) =>
    give(left, {
      family: 'dsa',
      op: 'give',
      wq: edit.wq,
      guest,
      uuid: mdev.id,
      values: {},
      through: edit.through,
    }),
  );
  return andThen(given, (moved) => done(withMdev(moved, mdev.id, { definition })));
}
