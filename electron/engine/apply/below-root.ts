/** Host paths below a folder of this machine, links followed only as long as they stay there. */
import { lstat, readlink, realpath } from 'node:fs/promises';
import path from 'node:path';
import { leavesRoot, requirePlainPath } from './target.ts';

function isInside(root: string, file: string): boolean {
  return root === '/' || file === root || file.startsWith(`${root}/`);
}

/** The folder and the folders above it that exist, links followed; what is still missing is added as it is. */
async function realFolder(folder: string): Promise<string> {
  const real = await realpath(folder).catch(() => null);
  if (real !== null) return real;
  // A dangling link would be followed by whoever makes the folder behind it.
  const target = await readlink(folder).catch(() => null);
  const parent = await realFolder(path.dirname(folder));
  return target === null ? path.join(parent, path.basename(folder)) : path.resolve(parent, target);
}

/** Where the entry itself lies; its last component may be a link and is not followed. `root` must be a real path. */
export async function entryBelow(root: string, hostPath: string): Promise<string> {
  requirePlainPath(hostPath);
  const full = path.join(root, hostPath);
  if (full === root) return root;
  const folder = await realFolder(path.dirname(full));
  if (!isInside(root, folder)) throw leavesRoot(hostPath, root);
  return path.join(folder, path.basename(full));
}

/** Where the file behind the entry lies, all links followed; an entry that does not exist stays as it is. */
export async function fileBelow(root: string, hostPath: string): Promise<string> {
  const entry = await entryBelow(root, hostPath);
  const isLink = await lstat(entry).then(
    (stat) => stat.isSymbolicLink(),
    () => false,
  );
  const file = isLink ? await realFolder(entry) : entry;
  if (!isInside(root, file)) throw leavesRoot(hostPath, root);
  return file;
}
