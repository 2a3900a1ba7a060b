/** A guest's device on another queue: the same UUID, removed and made again there (DSA-O32, O33). */
import type { DsaEdit, DsaEditOf } from '../../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { withMdev } from '../model.ts';
import { capital, phraseOf } from './fix-words.ts';
import { give } from './give.ts';
import { noSuchMdev, removeMdev } from './mdevs.ts';
import { andThen, done, partRef, refuse, type Refused, type Step } from './step.ts';

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
  const moved = andThen(given, (after) => done(withMdev(after, mdev.id, { definition })));
  return moved.ok ? moved : { ok: false, refused: movingRefusal(state, edit, moved.refused) };
}

/** Removing and giving are refused with fixes of their own; here they end with the move. */
function movingRefusal(state: DsaState, edit: DsaEditOf<'moveMdev'>, refused: Refused): Refused {
  const phrase = phraseOf(state, edit);
  return {
    ...refused,
    fixes: refused.fixes.flatMap((fix): Fix[] => {
      const edits = fix.edits as readonly DsaEdit[];
      const [last, before] = [edits.at(-1)!, edits.slice(0, -1)];
      if (last.op === 'removeMdev')
        return [
          { ...fix, label: fix.label.replace(/, then .*/, `, then ${phrase}`), edits: [...before, edit] },
        ];
      // A move has no settings of its own.
      if (last.op !== 'give' || Object.keys(last.values).length > 0) return [];
      const again = { ...edit, wq: last.wq, through: last.through };
      const label = last.through
        ? `${capital(phrase)}, with what is in use there taken down and up again`
        : capital(phraseOf(state, again));
      return [{ ...fix, label: before.length === 0 ? label : fix.label, edits: [...before, again] }];
    }),
  };
}
