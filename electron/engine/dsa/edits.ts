/** Edits of a wish as operations of the model kernel: a wish is a state a host can be in (dsa.md 3). */
import type { DsaEdit } from '../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../shared/dsa/types.ts';
import type { Edit } from '../../../shared/edit.ts';
import type { Refusal } from '../../../shared/findings.ts';
import type { Outcome } from '../family.ts';
import { applyInOrder } from '../gesture.ts';
import { configure } from './edits/configure.ts';
import { disable, enable } from './edits/enable.ts';
import { give } from './edits/give.ts';
import { moveMdev } from './edits/move.ts';
import { addGuest, changeGuest, removeGuest, setDomain, startGuest, stopGuest } from './edits/guests.ts';
import { loadConfig } from './edits/load.ts';
import { assignMdev, removeDefinition, removeMdev, setStart } from './edits/mdevs.ts';
import { tellWq } from './edits/tell-wq.ts';
import { setStrategy } from './edits/strategy.ts';
import type { Step } from './edits/step.ts';
import { untriedRefusal, withWorkableFixes } from './refusals.ts';

function step(state: DsaState, edit: DsaEdit): Step {
  switch (edit.op) {
    case 'addGuest':
      return addGuest(state, edit);
    case 'setDomain':
      return setDomain(state, edit);
    case 'renameGuest':
    case 'recolourGuest':
      return changeGuest(state, edit);
    case 'removeGuest':
      return removeGuest(state, edit);
    case 'startGuest':
      return startGuest(state, edit);
    case 'stopGuest':
      return stopGuest(state, edit);
    case 'setStrategy':
      return setStrategy(state, edit);
    case 'configure':
      return configure(state, edit);
    case 'enable':
      return enable(state, edit);
    case 'disable':
      return disable(state, edit);
    case 'give':
      return give(state, edit);
    case 'removeMdev':
      return removeMdev(state, edit);
    case 'moveMdev':
      return moveMdev(state, edit);
    case 'assignMdev':
      return assignMdev(state, edit);
    case 'setStart':
      return setStart(state, edit);
    case 'tellWq':
      return tellWq(state, edit);
    case 'removeDefinition':
      return removeDefinition(state, edit);
    case 'loadConfig':
      return loadConfig(state, edit);
  }
}

/** One edit, with the fixes of a refusal not yet tried. */
function quietly(state: DsaState, edit: DsaEdit): Outcome<DsaState> {
  const result = step(state, edit);
  return result.ok ? result : { ok: false, refusal: untriedRefusal(result.refused) };
}

/** How fixes are tried on a state: what refuses them, with fixes of its own that are not yet tried. */
export function attemptOn(state: DsaState): (edits: readonly Edit[]) => Refusal | null {
  return (edits) => {
    const tried = applyInOrder(state, edits as readonly DsaEdit[], quietly);
    return tried.ok ? null : tried.refusal;
  };
}

/** One edit. Pure, and a refusal changes nothing; its fixes end with the refused edit and pass. */
export function applyEdit(state: DsaState, edit: DsaEdit): Outcome<DsaState> {
  return applyGesture(state, [edit]);
}

/** Several edits as one gesture: all or none. */
export function applyGesture(state: DsaState, edits: readonly DsaEdit[]): Outcome<DsaState> {
  const outcome = applyInOrder(state, edits, quietly);
  return outcome.ok ? outcome : { ok: false, refusal: withWorkableFixes(outcome.refusal, attemptOn(state)) };
}
