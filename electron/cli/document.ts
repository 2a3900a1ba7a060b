/** Workspace or capture -> document, for subcommands that read one. */
import path from 'node:path';
import { FAMILIES } from '../engine/families.ts';
import type { DeviceFamily } from '../engine/family.ts';
import { importCapture } from '../engine/session/import-capture.ts';
import { addHost, emptyDocument, type WorkspaceDocument } from '../engine/workspace/document.ts';
import { isWorkspaceFile, loadWorkspace } from '../engine/workspace/load.ts';

export const families: readonly DeviceFamily[] = FAMILIES.map(({ family }) => family);

const noProgress = { signal: new AbortController().signal, progress: () => {} };

export async function readCaptureDocument(file: string): Promise<WorkspaceDocument> {
  const host = await importCapture({ kind: 'path', path: path.resolve(file) }, families, noProgress);
  return addHost(emptyDocument(host.name), host);
}

/** Throws StudioError when it is neither. */
export async function readDocument(file: string): Promise<WorkspaceDocument> {
  const full = path.resolve(file);
  return (await isWorkspaceFile(full)) ? loadWorkspace(full, families) : readCaptureDocument(full);
}
