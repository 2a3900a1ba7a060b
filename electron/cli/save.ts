/** Writing a workspace file from the command line. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../shared/errors.ts';
import { saveAtomically } from '../engine/workspace/atomic-save.ts';
import { nameOfFile, type WorkspaceDocument } from '../engine/workspace/document.ts';
import { writeWorkspace } from '../engine/workspace/file.ts';
import { families } from './document.ts';

/** The engine's sentence speaks to a dialog; a command line has an option for it. */
export async function saveWorkspace(
  document: WorkspaceDocument,
  file: string,
  overwrite: boolean,
): Promise<void> {
  const full = path.resolve(file);
  const text = writeWorkspace({ ...document, name: nameOfFile(full) }, families);
  const isThere =
    !overwrite &&
    (await stat(full).then(
      () => true,
      () => false,
    ));
  try {
    await saveAtomically(full, text, { overwrite });
  } catch (error) {
    if (!isThere || !(error instanceof StudioError)) throw error;
    throw new StudioError(
      error.code,
      `${file} exists already and holds something else. Give --overwrite to replace it, or another name with -o.`,
    );
  }
}
