/** A host's tree with some of its files changed, for the tests of observing. */
import type { TreeLine } from '../../plan/planning.ts';
import { HostTree, type TreeEntry } from '../tree.ts';

/** Files and links as a family writes them for a state. */
export function entriesOf(lines: Iterable<TreeLine>): ReadonlyMap<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (const [path, content, target] of lines)
    entries.set(
      path,
      content === null ? { kind: 'link', target: target ?? '' } : { kind: 'file', text: content },
    );
  return entries;
}

/** A text is a file's new content; a change of null takes a file or folder out. `folders` are there besides. */
export function changedTree(
  before: ReadonlyMap<string, TreeEntry>,
  changes: Readonly<Record<string, TreeEntry | string | null>>,
  folders: readonly string[] = [],
): HostTree {
  const entries = new Map(before);
  for (const [path, change] of Object.entries(changes)) {
    if (change === null)
      for (const known of entries.keys()) {
        if (known === path || known.startsWith(`${path}/`)) entries.delete(known);
      }
    else entries.set(path, typeof change === 'string' ? { kind: 'file', text: change } : change);
  }
  const tree = new HostTree();
  for (const path of folders) tree.add(path, { kind: 'folder' });
  for (const [path, entry] of entries) tree.add(path, entry);
  return tree;
}
