/** Names and sizes in the file browser. Pure. */
import type { FileEntry } from '../../../shared/contract.ts';
import type { FilePurpose } from '../dialogs.ts';

const ORDER = { folder: 0, workspace: 1, capture: 1, other: 2 } as const;

/**
 * Folders first, then what can be opened, then the rest; a workspace cannot be added as a host. Names with a dot in
 * front stay hidden until the filter begins with one.
 */
export function shownEntries(
  entries: readonly FileEntry[],
  purpose: FilePurpose,
  filter: string,
): readonly FileEntry[] {
  const wanted = filter.trim().toLowerCase();
  return entries
    .filter((entry) => entry.name.toLowerCase().includes(wanted))
    .filter((entry) => wanted.startsWith('.') || !entry.name.startsWith('.'))
    .filter((entry) => purpose !== 'import' || entry.kind !== 'workspace')
    .filter((entry) => purpose !== 'folder' || entry.kind === 'folder')
    .filter((entry) => purpose !== 'save' || entry.kind === 'folder' || entry.kind === 'workspace')
    .toSorted((left, right) => ORDER[left.kind] - ORDER[right.kind] || left.name.localeCompare(right.name));
}

/** Why a name cannot be a workspace file's, or null. */
export function fileNameComplaint(name: string): string | null {
  const typed = name.trim();
  if (typed === '') return 'The file needs a name.';
  if (/[/\\]/.test(typed)) return 'A file name has no slashes. Choose the folder above.';
  return typed === '.pts' ? 'The file needs a name before .pts.' : null;
}

/** The name a workspace is saved under: what was typed, with `.pts` when that was left out. */
export function workspaceFileName(name: string): string {
  const typed = name.trim();
  return typed.endsWith('.pts') ? typed : `${typed}.pts`;
}

export function joinPath(folder: string, name: string): string {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}

/** `/srv/a.tar.gz` -> `/srv` and `a.tar.gz`; null where nothing stands before or behind the last slash. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } | null {
  const typed = path.trim();
  const at = Math.max(typed.lastIndexOf('/'), typed.lastIndexOf('\\'));
  const name = typed.slice(at + 1);
  return at < 0 || name === '' ? null : { folder: typed.slice(0, Math.max(1, at)), name };
}

export function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ['kB', 'MB', 'GB', 'TB'];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
