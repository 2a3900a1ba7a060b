/** Workspace files on disk. */
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { StudioError } from '../../../shared/errors.ts';
import type { DeviceFamily } from '../family.ts';
import { systemReason } from './atomic-save.ts';
import type { WorkspaceDocument } from './document.ts';
import { FORMAT, readWorkspace } from './file.ts';

/** A workspace of 100 full machines stays far below this; a larger file is something else. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;
const HEAD_BYTES = 400;

function cannotOpen(file: string, error: unknown): StudioError {
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
    throw cannotOpen(file, error);
  }
}

/** Throws StudioError `io`, `too-large` or `unreadable`. */
export async function loadWorkspace(
  file: string,
  families: readonly DeviceFamily[],
): Promise<WorkspaceDocument> {
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > MAX_FILE_BYTES)
      throw new StudioError('too-large', `${file} is larger than any workspace (${size} bytes).`);
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw error instanceof StudioError ? error : cannotOpen(file, error);
  }
  return readWorkspace(text, path.basename(file), families);
}
