/** A host as plain files in a temporary folder, and the workspace's view of it. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DeviceFamily } from '../../family.ts';
import type { TreeLine } from '../../plan/planning.ts';
import type { CallContext } from '../../session/dispatch.ts';
import { importCapture } from '../../session/import-capture.ts';
import type { HostDocument } from '../../workspace/document.ts';

export const quiet: CallContext = { signal: new AbortController().signal, progress: () => {} };

export function writeTree(root: string, lines: Iterable<TreeLine>): void {
  for (const [name, text, target] of lines) {
    const file = path.join(root, name);
    mkdirSync(path.dirname(file), { recursive: true });
    if (text === null) symlinkSync(target, file);
    else writeFileSync(file, text);
  }
}

/** The folder; its host is at `root`, journals are to be kept in `journals`. */
export function plainHost(lines: Iterable<TreeLine>): {
  readonly folder: string;
  readonly root: string;
  readonly journals: string;
} {
  const folder = mkdtempSync(path.join(tmpdir(), 'studio-apply-'));
  const root = path.join(folder, 'root');
  writeTree(root, lines);
  return { folder, root, journals: path.join(folder, 'journals') };
}

/** What was read from the folder, with a wish. */
export async function hostWithWish<State>(
  root: string,
  family: DeviceFamily<State>,
  wish: (observed: State) => State,
): Promise<HostDocument> {
  const host = await importCapture({ kind: 'path', path: root }, [family], quiet);
  const observed = host.families.get(family.id)!.observed as State;
  return { ...host, families: new Map([[family.id, { observed, desired: wish(observed) }]]) };
}
