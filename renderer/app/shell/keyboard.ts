import { receiveActions } from '../../store/start.ts';
import { allActions, runAction } from '../actions.ts';
import { openPath } from '../commands.ts';
import { useDialog } from '../dialogs.ts';
import { actionForKey, isWriting } from '../shortcuts.ts';

const IS_MAC = /Mac|iP(hone|ad)/.test(globalThis.navigator?.userAgent ?? '');

/** Keys and the native menu both end in the registry. The answer stops listening. */
export function listenForActions(): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing || useDialog.getState().open !== null) return;
    const writing = isWriting(event.target as HTMLInputElement | null);
    const action = actionForKey(allActions(), event, { isMac: IS_MAC, writing });
    if (action === null) return;
    event.preventDefault();
    runAction(action.id);
  }
  globalThis.addEventListener('keydown', onKeyDown);
  receiveActions(({ id, argument }) => {
    // A file that was opened from the desktop comes with its path.
    if (id === 'workspace.open' && argument !== undefined) void openPath(argument);
    else runAction(id);
  });
  return () => globalThis.removeEventListener('keydown', onKeyDown);
}
