/** Taking devices of guests away so that something else can be done: who is stopped and what is lost, all of it told. */
import type { DsaEdit } from '../../../../shared/dsa/edits.ts';
import type { DsaMdev, DsaState } from '../../../../shared/dsa/types.ts';
import type { Fix } from '../../../../shared/findings.ts';
import { listWords, plural } from '../../words.ts';
import { capital } from './fix-words.ts';
import { guestName } from './parts.ts';
import { fixOf } from './step.ts';

/** Stops who runs with them, removes them, and then makes `edit`, which `then` tells. Not yet tried. */
export function removalFix(state: DsaState, mdevs: readonly DsaMdev[], then: string, edit: DsaEdit): Fix {
  const named = (list: readonly DsaMdev[]) => [
    ...new Set(list.flatMap(({ guest }) => (guest === null ? [] : [guest]))),
  ];
  const running = named(mdevs.filter((mdev) => mdev.running !== null));
  const losers = named(mdevs).map((guest) => guestName(state, guest));
  const stop =
    running.length === 0 ? '' : `stop ${listWords(running.map((guest) => guestName(state, guest)))}, `;
  const lost =
    losers.length === 0
      ? ''
      : `${listWords(losers)} ${losers.length === 1 ? 'loses' : 'lose'} ${mdevs.length === 1 ? 'it' : 'them'}.`;
  const stopped = running.length === 0 ? '' : ' What they have in flight is lost, and they stay stopped.';
  return fixOf(
    capital(`${stop}remove ${plural(mdevs.length, 'device')} and ${then}`),
    [
      ...running.map((guest) => ({ family: 'dsa', op: 'stopGuest', guest }) as const),
      ...mdevs.map(({ id }) => ({ family: 'dsa', op: 'removeMdev', mdev: id }) as const),
      edit,
    ],
    `${lost}${stopped}`,
  );
}
