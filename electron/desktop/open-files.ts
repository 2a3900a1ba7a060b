/** Files given on the command line, to a second start of the program, or by the system's file manager. */
import path from 'node:path';
import { app } from 'electron';
import { toWireError } from '../../shared/errors.ts';
import type { Engine } from '../engine/session/engine.ts';
import { askEngine } from './ask-engine.ts';
import { showOpenError } from './dialogs.ts';
import { focusWindow } from './window.ts';

/** The first argument that is a file. Unpackaged, `electron <folder of the program>` comes before it. */
export function fileArgument(argv: readonly string[], packaged: boolean, folder: string): string | null {
  const given = argv.slice(1).filter((argument) => !argument.startsWith('-'));
  const file = packaged ? given[0] : given[1];
  return file === undefined ? null : path.resolve(folder, file);
}

/** Before the page loads: nothing is open yet that could be lost. */
export async function openAtStart(engine: Engine): Promise<void> {
  const file = fileArgument(process.argv, app.isPackaged, process.cwd());
  if (file === null) return;
  try {
    await askEngine(engine, 'workspace.open', { path: file, discard: true });
  } catch (error) {
    showOpenError(toWireError(error).message);
  }
}

/** Later ones go through the page, which asks about unsaved changes. */
export function openLaterFiles(engine: Engine): void {
  const open = (argument: string) => engine.emit('app.action', { id: 'workspace.open', argument });
  app.on('second-instance', (_event, argv, folder) => {
    focusWindow();
    const file = fileArgument(argv, app.isPackaged, folder);
    if (file !== null) open(file);
  });
  app.on('open-file', (event, file) => {
    event.preventDefault();
    open(file);
  });
}
