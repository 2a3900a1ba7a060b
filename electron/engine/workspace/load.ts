/** Workspace files on disk. */
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../../shared/errors.ts';
import type { DeviceFamily } from '../family.ts';
import { contentHash, systemReason } from './atomic-save.ts';
import type { WorkspaceDocument } from './document.ts';
import { FORMAT, readWorkspace } from './file.ts';

/** A workspace of 100 full machines stays far below this; a larger file is something else. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;
const HEAD_BYTES = 400;

/** Why a path that should be read is not there; null where that is not the trouble. */
export async function missingSentence(file: string, error: unknown): Promise<string | null> {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) return null;
  const folder = path.dirname(file);
  const isThere = await stat(folder).then(
    () => true,
    () => false,
  );
  return isThere ? `${file} does not exist.` : `${file} does not exist: there is no folder ${folder}.`;
}

async function cannotOpen(file: string, error: unknown): Promise<StudioError> {
  const missing = await missingSentence(file, error);
  if (missing !== null) return new StudioError('not-found', missing);
  return new StudioError('io', `${file} cannot be opened: ${systemReason(error)}.`);
}

async function readHead(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** By its name or by its first lines; everything else is tried as a capture. */
export async function isWorkspaceFile(file: string): Promise<boolean> {
  try {
    if ((await stat(file)).isDirectory()) return false;
    return /\.pts$/i.test(file) || (await readHead(file)).includes(`"${FORMAT}"`);
  } catch (error) {
    throw await cannotOpen(file, error);
  }
}

/** The document and the hash of its text. Throws StudioError `not-found`, `io`, `too-large` or `unreadable`. */
export async function loadWorkspaceFile(
  file: string,
  families: readonly DeviceFamily[],
): Promise<{ readonly document: WorkspaceDocument; readonly fileHash: string }> {
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES)
      throw new StudioError('too-large', `${file} is larger than any workspace (${size} bytes).`);
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw error instanceof StudioError ? error : await cannotOpen(file, error);
  }
  return { document: readWorkspace(text, path.basename(file), families), fileHash: contentHash(text) };
}

export async function loadWorkspace(
  file: string,
  families: readonly DeviceFamily[],
): Promise<WorkspaceDocument> {
  return (await loadWorkspaceFile(file, families)).document;
}
