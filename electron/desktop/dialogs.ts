/** Native file dialogs. */
import { BrowserWindow, dialog } from 'electron';
import type { PickPurpose } from '../engine/session/engine.ts';

const WORKSPACES = { name: 'Workspaces', extensions: ['pts'] };
const CAPTURES = { name: 'Captures', extensions: ['tgz', 'gz', 'tar', 'xz', 'txt'] };
const EVERYTHING = { name: 'All files', extensions: ['*'] };

/** The chosen path; null when the user cancels. */
export async function pickFile(purpose: PickPurpose, suggested: string | undefined): Promise<string | null> {
  const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0];
  if (!window) return null;
  if (purpose === 'save') {
    const options = { filters: [WORKSPACES], ...(suggested ? { defaultPath: suggested } : {}) };
    const { canceled, filePath } = await dialog.showSaveDialog(window, options);
    return canceled || filePath === '' ? null : filePath;
  }
  const openWorkspaceOrCapture = {
    properties: ['openFile' as const],
    filters: [
      { name: 'Workspaces and captures', extensions: [...WORKSPACES.extensions, ...CAPTURES.extensions] },
      WORKSPACES,
      CAPTURES,
      EVERYTHING,
    ],
  };
  const openFolder = { properties: ['openDirectory' as const] };
  const options = purpose === 'open-folder' ? openFolder : openWorkspaceOrCapture;
  const { canceled, filePaths } = await dialog.showOpenDialog(window, options);
  return canceled ? null : (filePaths[0] ?? null);
}

/** Told in a dialog, because there may be no page yet to tell it. */
export function showOpenError(sentence: string): void {
  dialog.showErrorBox('The file could not be opened', sentence);
}
