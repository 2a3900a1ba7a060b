/** Reading back what a step expects, on the model. */
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Expectation, ReadBack } from '../../../../shared/plan.ts';
import { placeOf } from './place.ts';
import { type Shown, shownAt } from './shown.ts';

/** What a reader gets to see; null where nothing is there. */
function seen(shown: Shown): string | null {
  switch (shown.kind) {
    case 'file':
      return shown.text;
    case 'link':
      return shown.name;
    case 'missing':
      return null;
    default:
      return '';
  }
}

function holds(expectation: Expectation, shown: Shown): boolean {
  const text = shown.kind === 'file' ? shown.text : null;
  switch (expectation.kind) {
    case 'present':
      return shown.kind !== 'missing';
    case 'absent':
      return shown.kind === 'missing';
    case 'link':
      return expectation.name === (shown.kind === 'link' ? shown.name : null);
    case 'line':
      return text !== null && text.split('\n').includes(expectation.text);
    case 'lacks':
      return shown.kind === 'missing' || (text !== null && !text.includes(expectation.text));
    case 'text':
      return text?.trimEnd() === expectation.text.trimEnd();
  }
}

/** Null when the path is none of DSA's, or the model does not know what the file holds. */
export function checkExpectation(state: DsaState, expectation: Expectation): ReadBack | null {
  const place = placeOf(expectation.path);
  if (place === null) return null;
  const shown = shownAt(state, place);
  if ('text' in expectation && shown.kind === 'file' && shown.text === null) return null;
  return { expectation, got: seen(shown), ok: holds(expectation, shown) };
}
