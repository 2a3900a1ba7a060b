/** Edits of a study. What the kernel refuses is an outcome of an event; what is refused here cannot be played at all. */
import type { Edit } from '../../../shared/edit.ts';
import type { Refusal } from '../../../shared/findings.ts';
import type { XiveEdit } from '../../../shared/xive/edits.ts';
import type { XiveState } from '../../../shared/xive/types.ts';
import type { Outcome } from '../family.ts';
import { applyInOrder } from '../gesture.ts';
import { addBranch, newBranch, removeBranch, renameBranch, studyReading } from './edits/branches.ts';
import { changeEvent, insertEvents, moveEvents, removeEvents } from './edits/events.ts';
import { expandEvent } from './edits/expand.ts';
import { setConfig, setSetup, setStrategy } from './edits/settings.ts';
import type { Step } from './edits/step.ts';
import { untriedRefusal, withWorkableFixes } from './refusals.ts';

function step(state: XiveState, edit: XiveEdit): Step {
  switch (edit.op) {
    case 'insertEvents':
      return insertEvents(state, edit);
    case 'removeEvents':
      return removeEvents(state, edit);
    case 'moveEvents':
      return moveEvents(state, edit);
    case 'changeEvent':
      return changeEvent(state, edit);
    case 'expandEvent':
      return expandEvent(state, edit);
    case 'addBranch':
      return addBranch(state, edit);
    case 'newBranch':
      return newBranch(state, edit);
    case 'studyReading':
      return studyReading(state, edit);
    case 'renameBranch':
      return renameBranch(state, edit);
    case 'removeBranch':
      return removeBranch(state, edit);
    case 'setConfig':
      return setConfig(state, edit);
    case 'setSetup':
      return setSetup(state, edit);
    case 'setStrategy':
      return setStrategy(state, edit);
  }
}

function quietly(state: XiveState, edit: XiveEdit): Outcome<XiveState> {
  const result = step(state, edit);
  return result.ok ? result : { ok: false, refusal: untriedRefusal(result.refused) };
}

/** What refuses edits made on a state, with fixes of its own that are not yet tried. */
function attemptOn(state: XiveState): (edits: readonly Edit[]) => Refusal | null {
  return (edits) => {
    const tried = applyInOrder(state, edits as readonly XiveEdit[], quietly);
    return tried.ok ? null : tried.refusal;
  };
}

/** One edit. Pure, and a refusal changes nothing; its fixes end with the refused edit and pass. */
export function applyEdit(state: XiveState, edit: XiveEdit): Outcome<XiveState> {
  const outcome = quietly(state, edit);
  return outcome.ok ? outcome : { ok: false, refusal: withWorkableFixes(outcome.refusal, attemptOn(state)) };
}
