/** The program's window. */
import path from 'node:path';
import { BrowserWindow } from 'electron';
import { START_PAGE } from './scheme.ts';

export interface WindowParts {
  /** Folder of main.cjs and preload.cjs. */
  readonly bundleFolder: string;
  /** Called before the page loads. */
  readonly prepare: (window: BrowserWindow) => void;
}

export function openWindow({ bundleFolder, prepare }: WindowParts): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 800,
    minHeight: 500,
    show: false,
    title: 'Passthrough Studio',
    webPreferences: {
      preload: path.join(bundleFolder, 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
    },
  });
  // Shown only when there is something to see, so that no white window flashes.
  window.once('ready-to-show', () => window.show());
  prepare(window);
  void window.loadURL(START_PAGE);
  return window;
}

/** The window to bring to the front, if there is one. */
export function focusWindow(): void {
  const [window] = BrowserWindow.getAllWindows();
  if (!window) return;
  if (window.isMinimized()) window.restore();
  window.focus();
}
