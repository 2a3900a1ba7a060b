/** Other numbers for an edit whose numbers are refused: the lowest free ones, the host's own, or the tool's choice. */
import type { Fix } from '../../../../shared/findings.ts';
import type { ZpciEdit, ZpciEditOf } from '../../../../shared/zpci/edits.ts';
import {
  fidText,
  guestById,
  type HostFunction,
  uidText,
  type ZpciState,
} from '../../../../shared/zpci/types.ts';
import { freeNumbers, holders, type Numbers } from './numbers.ts';
import { fixOf } from './step.ts';

type Numbered = ZpciEditOf<'give'> | ZpciEditOf<'addEmulated'> | ZpciEditOf<'setIds'>;

function isNumbered(edit: ZpciEdit): edit is Numbered {
  return edit.op === 'give' || edit.op === 'addEmulated' || edit.op === 'setIds';
}

function verb(edit: Numbered): string {
  return edit.op === 'setIds' ? 'Take' : edit.op === 'give' ? 'Give it with' : 'Add it with';
}

function words({ uid, fid }: Numbers): string {
  const parts = [uid === null ? null : `UID ${uidText(uid)}`, fid === null ? null : `FID ${fidText(fid)}`];
  return parts.filter((part) => part !== null).join(' and ');
}

function withNumbers(edit: Numbered, { uid, fid }: Numbers): Numbered {
  return { ...edit, guestUid: uid, guestFid: fid };
}

/** In the order they are offered; every one is tried before it is shown. */
export function numberFixes(state: ZpciState, edit: ZpciEdit, one: HostFunction | undefined): readonly Fix[] {
  const guest = isNumbered(edit) ? guestById(state, edit.guest) : undefined;
  if (guest === undefined || !isNumbered(edit)) return [];
  const free = freeNumbers(state, guest, edit.device);
  const asked = { uid: edit.guestUid, fid: edit.guestFid };
  const clashes = holders(state, guest, asked, edit.device).map(({ kind }) => kind);
  const uidBad = asked.uid === 0 || asked.uid === null || clashes.includes('uid');
  const fidBad = asked.fid === null || clashes.includes('fid');
  const lowest = { uid: uidBad ? free.uid : asked.uid, fid: fidBad ? free.fid : asked.fid };
  const changed = {
    uid: lowest.uid === asked.uid ? null : lowest.uid,
    fid: lowest.fid === asked.fid ? null : lowest.fid,
  };
  const own = one === undefined ? null : { uid: one.uid, fid: one.fid };
  const ownIsFree =
    own !== null && own.uid !== null && own.uid > 0 && holders(state, guest, own, edit.device).length === 0;
  const isSame = (numbers: Numbers): boolean =>
    own !== null && numbers.uid === own.uid && numbers.fid === own.fid;
  return [
    ...(changed.uid === null && changed.fid === null
      ? []
      : [fixOf(`${verb(edit)} ${words(changed)}, the lowest that is free`, [withNumbers(edit, lowest)])]),
    ...(ownIsFree && !isSame(asked) && !isSame(lowest)
      ? [fixOf(`${verb(edit)} the numbers of the host, ${words(own)}`, [withNumbers(edit, own)])]
      : []),
  ];
}
