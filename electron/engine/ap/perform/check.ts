/** Reading back what a step expects, on the model. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Expectation, ReadBack } from '../../../../shared/plan.ts';
import { type Shown, shownAt } from './files.ts';
import { placeOf } from './place.ts';

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
  switch (expectation.kind) {
    case 'present':
      return shown.kind !== 'missing';
    case 'absent':
      return shown.kind === 'missing';
    case 'link':
      return expectation.name === (shown.kind === 'link' ? shown.name : null);
    case 'line':
      return shown.kind === 'file' && (shown.text ?? '').split('\n').includes(expectation.text);
    case 'lacks':
      return shown.kind === 'missing' || (shown.kind === 'file' && !shown.text?.includes(expectation.text));
    case 'text':
      return shown.kind === 'file' && shown.text?.trimEnd() === expectation.text.trimEnd();
  }
}

/** What the model's file would show. Null when it is no file of AP, or one whose content the model does not know. */
export function checkExpectation(state: ApState, expectation: Expectation): ReadBack | null {
  const place = placeOf(expectation.path);
  if (place === null) return null;
  const shown = shownAt(state, place);
  if ('text' in expectation && shown.kind === 'file' && shown.text === null) return null;
  return { expectation, got: seen(shown), ok: holds(expectation, shown) };
}
