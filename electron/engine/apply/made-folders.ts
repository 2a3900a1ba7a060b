/** Folders that were made for a run's files: they go again with the last file in them, whichever run removes it. */
import type { Journal } from './journal.ts';
import type { Target, TreeEffect } from './target.ts';

/** Nearest first; `/` is not among them. */
function foldersOf(path: string): string[] {
  const folders: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    folders.push(path.slice(0, at));
  return folders;
}

/** Folders of /sys come and go with their devices. */
function isOurs({ path }: TreeEffect): boolean {
  return !path.startsWith('/sys/');
}

/** Folders that these runs, oldest first, made and did not take again. */
export function madeBy(runs: readonly Pick<Journal, 'folders'>[]): ReadonlySet<string> {
  const made = new Set<string>();
  for (const { kind, path } of runs.flatMap(({ folders }) => folders))
    if (kind === 'folder') made.add(path);
    else made.delete(path);
  return made;
}

export type FolderKeeper = (effects: readonly TreeEffect[]) => Promise<readonly TreeEffect[]>;

/** `made`: by earlier runs on that target. Answers effects with the folders they need, and those they leave empty. */
export function folderKeeper(target: Pick<Target, 'look'>, made: Iterable<string>): FolderKeeper {
  const ours = new Set(made);
  const there = new Set<string>();

  async function missing(path: string): Promise<string[]> {
    const found: string[] = [];
    for (const folder of foldersOf(path)) {
      if (there.has(folder) || (await target.look(folder)).kind !== 'absent') break;
      found.unshift(folder);
    }
    for (const folder of foldersOf(path)) there.add(folder);
    return found;
  }

  return async (effects) => {
    const before: TreeEffect[] = [];
    for (const effect of effects.filter(isOurs)) {
      if (effect.kind !== 'file' && effect.kind !== 'link') continue;
      for (const path of await missing(effect.path)) {
        before.push({ kind: 'folder', path });
        ours.add(path);
      }
    }
    const left = effects
      .filter((effect) => effect.kind === 'gone' && isOurs(effect))
      .flatMap(({ path }) => foldersOf(path).filter((folder) => ours.has(folder)));
    // The deepest first: one that is empty may be all there is in the one above.
    const emptied = [...new Set(left)].sort((one, other) => other.length - one.length);
    for (const folder of emptied) there.delete(folder);
    return [...before, ...effects, ...emptied.map((path): TreeEffect => ({ kind: 'emptied', path }))];
  };
}
