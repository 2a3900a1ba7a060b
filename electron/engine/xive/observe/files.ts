import type { HostTree } from '../../hosts/tree.ts';

/** Paths of the files in a folder and in those in it, by name. */
export function filesBelow(tree: HostTree, folder: string): string[] {
  return tree.list(folder).flatMap((name) => {
    const path = `${folder}/${name}`;
    return tree.entry(path)?.kind === 'folder' ? filesBelow(tree, path) : [path];
  });
}
