/** Reading back what a step expects, on a family's model. */
import type { Expectation, ReadBack } from '../../../shared/plan.ts';

/** What stands at a path of the model's host; `text` null: a file whose content the model does not know. */
export type Visible =
  | { readonly kind: 'file'; readonly text: string | null }
  | { readonly kind: 'link'; readonly name: string }
  | { readonly kind: 'folder' | 'write-only' | 'missing' };

/** Null for a path that is none of the family's. */
export type Look<State> = (state: State, path: string) => Visible | null;

/** What a reader gets to see; null where nothing is there. */
function seen(visible: Visible): string | null {
  switch (visible.kind) {
    case 'file':
      return visible.text;
    case 'link':
      return visible.name;
    case 'missing':
      return null;
    default:
      return '';
  }
}

function holds(expectation: Expectation, visible: Visible): boolean {
  const text = visible.kind === 'file' ? visible.text : null;
  switch (expectation.kind) {
    case 'present':
      return visible.kind !== 'missing';
    case 'absent':
      return visible.kind === 'missing';
    case 'link':
      return expectation.name === (visible.kind === 'link' ? visible.name : null);
    case 'line':
      return text !== null && text.split('\n').includes(expectation.text);
    case 'lacks':
      return visible.kind === 'missing' || (text !== null && !text.includes(expectation.text));
    case 'text':
      return text?.trimEnd() === expectation.text.trimEnd();
  }
}

/** Null when the path is none of the family's, or the model does not know what the file holds. */
export function readBack<State>(look: Look<State>, state: State, expectation: Expectation): ReadBack | null {
  const visible = look(state, expectation.path);
  if (visible === null) return null;
  if ('text' in expectation && visible.kind === 'file' && visible.text === null) return null;
  return { expectation, got: seen(visible), ok: holds(expectation, visible) };
}
