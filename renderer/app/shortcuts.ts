/** From a key press to an action. Pure over the event's fields, so that it is tested without a DOM. */
import type { Action } from './action.ts';

export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The person is writing: keys without Ctrl or Command belong to the field, and so do the field's own undo keys. */
export function isWriting(
  target: { readonly tagName?: string; readonly isContentEditable?: boolean; readonly type?: string } | null,
): boolean {
  if (target === null) return false;
  if (target.isContentEditable === true || target.tagName === 'TEXTAREA') return true;
  return (
    target.tagName === 'INPUT' && !['checkbox', 'radio', 'range', 'button'].includes(target.type ?? 'text')
  );
}

export function matchesShortcut(shortcut: string, press: KeyPress, isMac: boolean): boolean {
  const parts = shortcut.split(/\+(?=.)/);
  const key = parts.pop() ?? '';
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const otherMod = isMac ? press.ctrlKey : press.metaKey;
  if (mod !== parts.includes('Mod') || otherMod || press.altKey !== parts.includes('Alt')) return false;
  // A sign such as ? or + already says whether Shift is held; letters and named keys do not.
  const shiftMatters = key.length > 1 || /[a-z0-9]/i.test(key);
  if (shiftMatters && press.shiftKey !== parts.includes('Shift')) return false;
  return press.key.toLowerCase() === (key === 'Space' ? ' ' : key).toLowerCase();
}

const FIELD_KEYS = new Set(['Mod+Z', 'Mod+Shift+Z', 'Mod+Y', 'Mod+A', 'Mod+C', 'Mod+X', 'Mod+V']);

/** The views of two families may use one key for alike verbs: the one that can run now has it. */
export function actionForKey(
  actions: readonly Action[],
  press: KeyPress,
  options: { readonly isMac: boolean; readonly writing: boolean },
): Action | null {
  const fitting = actions.filter(({ shortcut, alsoShortcut }) =>
    [shortcut, alsoShortcut].some((keys) => {
      if (keys === undefined || !matchesShortcut(keys, press, options.isMac)) return false;
      return !options.writing || (keys.includes('Mod+') && !FIELD_KEYS.has(keys));
    }),
  );
  return fitting.find((action) => action.unavailable() === null) ?? fitting[0] ?? null;
}
