/** The engine as the desktop starts it. */
import { app } from 'electron';
import { createEngine, type Engine } from '../engine/session/engine.ts';
import { shippedFolder, userConfigFolder } from '../host-paths.ts';
import { logToStderr } from '../log.ts';
import { VERSION } from '../version.ts';
import { pickFile } from './dialogs.ts';

export function desktopEngine(bundleFolder: string): Engine {
  const configFolder = userConfigFolder();
  // Chromium's own profile goes below it, so that the program leaves one folder only.
  app.setPath('userData', `${configFolder}/chromium`);
  return createEngine({
    host: 'electron',
    version: VERSION,
    electron: process.versions.electron ?? null,
    configFolder,
    examplesFolder: shippedFolder(bundleFolder, 'examples'),
    pick: pickFile,
    log: logToStderr,
  });
}
