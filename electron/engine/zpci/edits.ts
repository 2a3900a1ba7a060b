/** Edits of a wish, each checked by the model before it is made (zpci.md 3.2, 3.14). */
import type { Edit } from '../../../shared/edit.ts';
import type { Refusal } from '../../../shared/findings.ts';
import type { ZpciEdit } from '../../../shared/zpci/edits.ts';
import type { ZpciState } from '../../../shared/zpci/types.ts';
import type { Outcome } from '../family.ts';
import { applyInOrder } from '../gesture.ts';
import { addEmulated, renameDevice, reorder, setIds, setProperty, take, writeDown } from './edits/devices.ts';
import { give } from './edits/give.ts';
import {
  addGuest,
  changeGuest,
  removeGuest,
  setDomain,
  setGuest,
  startGuest,
  stopGuest,
} from './edits/guests.ts';
import { setDmaLimit, setDriver, setPower, tellHost } from './edits/host.ts';
import { movedNumbers } from './edits/numbers.ts';
import { settled } from './edits/settled.ts';
import { done, type Step } from './edits/step.ts';
import { untriedRefusal, withWorkableFixes } from './refusals.ts';

function step(state: ZpciState, edit: ZpciEdit): Step {
  switch (edit.op) {
    case 'addGuest':
      return addGuest(state, edit);
    case 'renameGuest':
    case 'recolourGuest':
      return changeGuest(state, edit);
    case 'removeGuest':
      return removeGuest(state, edit);
    case 'setDomain':
      return setDomain(state, edit);
    case 'startGuest':
      return startGuest(state, edit);
    case 'stopGuest':
      return stopGuest(state, edit);
    case 'setGuest':
      return setGuest(state, edit);
    case 'give':
      return give(state, edit);
    case 'take':
      return take(state, edit);
    case 'addEmulated':
      return addEmulated(state, edit);
    case 'setIds':
      return setIds(state, edit);
    case 'setProperty':
      return setProperty(state, edit);
    case 'renameDevice':
      return renameDevice(state, edit);
    case 'reorder':
      return reorder(state, edit);
    case 'writeDown':
      return writeDown(state, edit);
    case 'setDriver':
      return setDriver(state, edit);
    case 'setPower':
      return setPower(state, edit);
    case 'setDmaLimit':
      return setDmaLimit(state, edit);
    case 'tellHost':
      return tellHost(state, edit);
  }
}

/** Edits after which numbers that nobody wrote down can be others (K-9), and the device they are about. */
const MOVING: ReadonlySet<ZpciEdit['op']> = new Set([
  'give',
  'take',
  'addEmulated',
  'setIds',
  'renameDevice',
  'reorder',
  'setDomain',
]);

/** What else the edit does to the numbers of its guest. */
function noted(before: ZpciState, made: Step, edit: ZpciEdit): Step {
  if (!made.ok || !MOVING.has(edit.op) || !('guest' in edit)) return made;
  const except = 'device' in edit && edit.op !== 'reorder' ? edit.device : null;
  return done(made.state, ...made.notes, ...movedNumbers(before, made.state, edit.guest, except));
}

/** One edit, with the fixes of a refusal not yet tried. */
function quietly(state: ZpciState, edit: ZpciEdit): Outcome<ZpciState> {
  const result = noted(state, settled(state, step(state, edit), edit), edit);
  return result.ok ? result : { ok: false, refusal: untriedRefusal(result.refused) };
}

/** How fixes are tried on a state: what refuses them, with fixes of its own that are not yet tried. */
export function attemptOn(state: ZpciState): (edits: readonly Edit[]) => Refusal | null {
  return (edits) => {
    const tried = applyInOrder(state, edits as readonly ZpciEdit[], quietly);
    return tried.ok ? null : tried.refusal;
  };
}

/** One edit. Pure, and a refusal changes nothing; its fixes end with the refused edit and pass. */
export function applyEdit(state: ZpciState, edit: ZpciEdit): Outcome<ZpciState> {
  return applyGesture(state, [edit]);
}

/** Several edits as one gesture: all or none. */
export function applyGesture(state: ZpciState, edits: readonly ZpciEdit[]): Outcome<ZpciState> {
  const outcome = applyInOrder(state, edits, quietly);
  return outcome.ok ? outcome : { ok: false, refusal: withWorkableFixes(outcome.refusal, attemptOn(state)) };
}
