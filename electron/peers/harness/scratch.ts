/** Folders that are gone when the test is over, whatever happened in it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export function makeFolder(): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), 'studio-peer-')));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** A new folder for the test that runs. */
export function scratch(): string {
  const folder = makeFolder();
  onTestFinished(() => removeFolder(folder));
  return folder;
}

export interface PlacedFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly executable?: boolean;
}

/** Puts files below a folder, with the mode that says whether they are programs. */
export function place(folder: string, files: readonly PlacedFile[]): void {
  for (const file of files) {
    const target = path.join(folder, file.path);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, file.text, { mode: file.executable ? 0o755 : 0o644 });
  }
}
