/** Asks before a window closes over changes that are not saved. */
import { type BrowserWindow, dialog } from 'electron';
import type { WorkspaceView } from '../../shared/view.ts';
import type { Engine } from '../engine/session/engine.ts';
import { askEngine } from './ask-engine.ts';

const KEEP = 0;

async function mayClose(window: BrowserWindow, engine: Engine): Promise<boolean> {
  const answer = await askEngine(engine, 'workspace.view', {});
  const workspace: WorkspaceView['workspace'] = answer.view.workspace;
  if (!workspace?.edited) return true;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: `“${workspace.name}” has changes that are not saved.`,
    detail: 'Closing the window loses them.',
    buttons: ['Keep editing', 'Discard changes'],
    defaultId: KEEP,
    cancelId: KEEP,
  });
  return response !== KEEP;
}

export function guardClose(window: BrowserWindow, engine: Engine): void {
  let asking = false;
  window.on('close', (event) => {
    event.preventDefault();
    if (asking) return;
    asking = true;
    void mayClose(window, engine)
      // An engine that cannot answer has nothing left to save.
      .catch(() => true)
      .then((close) => {
        asking = false;
        if (close) window.destroy();
      });
  });
}
