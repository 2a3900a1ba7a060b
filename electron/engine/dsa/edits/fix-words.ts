/** What edits do, in words for fixes: a label says all that its edits do, since undo shows it afterwards. */
import type { DsaEdit } from '../../../../shared/dsa/edits.ts';
import { strategyOf } from '../../../../shared/dsa/strategies.ts';
import { type DsaMdev, type DsaState, deviceNamed, wqName } from '../../../../shared/dsa/types.ts';
import { listWords, plural } from '../../words.ts';
import { guestName } from './parts.ts';

/** `its device on wq0.0`; by its id where its queue is not known. */
export function deviceWords(state: DsaState, mdev: DsaMdev): string {
  const parent = deviceNamed(state, mdev.device);
  return parent === undefined || mdev.wq === null ? mdev.id : `its device on ${wqName(parent, mdev.wq)}`;
}

/** `size 24, threshold 20` */
export function valuesWords(values: Readonly<Record<string, string>>): string {
  return listWords(
    Object.entries(values).map(([file, value]) => `${file} ${value === '' ? 'empty' : value}`),
    12,
  );
}

function mdevWords(state: DsaState, id: string): string {
  const mdev = state.mdevs.find((candidate) => candidate.id === id);
  return mdev === undefined ? id : deviceWords(state, mdev);
}

/** `give wq0.1 to vm-web`, as a part of a sentence. */
export function phraseOf(state: DsaState, edit: DsaEdit): string {
  switch (edit.op) {
    case 'enable':
    case 'disable':
      return `${edit.op} ${edit.part}`;
    case 'give':
      return `give ${edit.wq} to ${guestName(state, edit.guest)}`;
    case 'removeMdev':
      return `remove ${mdevWords(state, edit.mdev)}`;
    case 'moveMdev':
      return `move ${mdevWords(state, edit.mdev)} to ${edit.wq}`;
    case 'assignMdev':
      return edit.guest === null
        ? `keep ${mdevWords(state, edit.mdev)} for no guest`
        : `let ${guestName(state, edit.guest)} have ${mdevWords(state, edit.mdev)}`;
    case 'startGuest':
      return `start ${guestName(state, edit.guest)}`;
    case 'removeGuest': {
      const count = state.mdevs.filter(({ guest }) => guest === edit.guest).length;
      return `delete ${guestName(state, edit.guest)}${count === 0 ? '' : count === 1 ? ' and its device' : ` and its ${plural(count, 'device')}`}`;
    }
    case 'configure':
      return `write ${valuesWords(edit.values)} of ${edit.part}`;
    case 'setStrategy':
      return `change the strategy to “${strategyOf(edit.strategy).title}”`;
    default:
      return 'go on';
  }
}

/** `Write size 24 of wq0.0` */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
