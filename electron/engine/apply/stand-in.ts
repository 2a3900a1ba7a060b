/**
 * A stand-in for the kernel over plain files, which react to nothing: the model decides what an action does, and the
 * files are changed to what a host in the new state would show. Its memory is the state, as a kernel's is.
 */
import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { StepAction } from '../../../shared/plan.ts';
import type { DeviceFamily } from '../family.ts';
import type { States } from '../plan/rehearse.ts';
import type { FolderKeeper } from './made-folders.ts';
import { performAction, treeOf } from './states.ts';
import { type Carrier, type Outcome, requirePlainPath, type Target, type TreeEffect } from './target.ts';

type Tree = ReturnType<typeof treeOf>;

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function foldersAbove(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths)
    for (let at = folderOf(path); at !== '' && !folders.has(at); at = folderOf(at)) folders.add(at);
  return folders;
}

/** A device folder of /sys goes as a whole, with attributes the model does not speak of; elsewhere only files go. */
function removals(before: Tree, after: Tree): TreeEffect[] {
  const gone = [...before.keys()].filter((path) => !after.has(path));
  const left = foldersAbove(after.keys());
  const places = gone.map((path) =>
    path.startsWith('/sys/') && !left.has(folderOf(path)) ? folderOf(path) : path,
  );
  return [...new Set(places)].map((path) => ({ kind: 'gone', path }));
}

/** A device is there as soon as its folder is, so a run that ends between its files must know that it made the folder. */
function newDeviceFolders(before: Tree, paths: readonly string[]): TreeEffect[] {
  const known = foldersAbove(before.keys());
  const made = [...foldersAbove(paths)].filter((folder) => folder.startsWith('/sys/') && !known.has(folder));
  return made.sort().map((path) => ({ kind: 'folder', path }));
}

/** What turns files that show `before` into files that show `after`. */
export function treeEffects(before: Tree, after: Tree): TreeEffect[] {
  const changed = [...after].filter(([path, entry]) => !isDeepStrictEqual(before.get(path), entry));
  return [
    ...removals(before, after),
    ...newDeviceFolders(
      before,
      changed.map(([path]) => path),
    ),
    ...changed.map(
      ([path, entry]): TreeEffect => ({
        path,
        ...('text' in entry
          ? { kind: 'file' as const, text: entry.text }
          : { kind: 'link' as const, target: entry.target }),
      }),
    ),
  ];
}

/** A folder of /sys that its source left out appears as a whole: what is read of it next is to tell all that it told. */
async function withSiblings(
  target: Pick<Target, 'look'>,
  after: Tree,
  effects: readonly TreeEffect[],
): Promise<readonly TreeEffect[]> {
  const told = new Set(effects.map(({ path }) => path));
  const missing = new Set<string>();
  for (const { kind, path } of effects) {
    const folder = folderOf(path);
    if (kind !== 'file' || !path.startsWith('/sys/') || told.has(folder) || missing.has(folder)) continue;
    if ((await target.look(folder)).kind === 'absent') missing.add(folder);
  }
  if (missing.size === 0) return effects;
  const siblings = [...after].flatMap(([path, entry]): TreeEffect[] =>
    'text' in entry && missing.has(folderOf(path)) && !told.has(path)
      ? [{ kind: 'file', path, text: entry.text }]
      : [],
  );
  return [...siblings, ...effects];
}

/** What a program leaves on disk. */
export function fileEffects(action: StepAction): TreeEffect[] {
  if (action.kind === 'write') return [];
  return action.files.map(({ path, text }) =>
    text === null ? { kind: 'gone', path } : { kind: 'file', path, text },
  );
}

/** As many links as a kernel follows. */
const MOST_LINKS = 40;

/** The path without the links of `tree` on the way, such as those of a bus to its devices. */
function withoutLinks(tree: Tree, path: string): string {
  let real = path;
  for (let followed = 0; followed < MOST_LINKS; followed++) {
    const parts = real.split('/');
    const at = parts.findIndex(
      (_, index) => 'target' in (tree.get(parts.slice(0, index + 1).join('/')) ?? {}),
    );
    if (at < 0) return real;
    const link = parts.slice(0, at + 1).join('/');
    const entry = tree.get(link)!;
    if (!('target' in entry)) return real;
    real = posix.join(posix.resolve(posix.dirname(link), entry.target), ...parts.slice(at + 1));
  }
  return real;
}

/** The literal text goes into a file that is there, unless the model knows what the file shows afterwards, or that it is gone. */
async function literalEffect(
  target: Target,
  action: StepAction,
  before: Tree,
  after: Tree,
): Promise<TreeEffect[]> {
  if (action.kind !== 'write') return [];
  const path = withoutLinks(before, action.path);
  const shown = after.get(path);
  if (shown) return 'text' in shown ? [{ kind: 'file', path, text: shown.text }] : [];
  if (before.has(path)) return [];
  const found = await target.look(action.path);
  return found.kind === 'text' ? [{ kind: 'file', path: action.path, text: `${action.text}\n` }] : [];
}

const NOTHING = { rule: null, output: [], notes: [], lost: [] };

/** `start`: what the files show now. */
export function standInCarrier(
  target: Target,
  families: readonly DeviceFamily[],
  start: States,
  withFolders: FolderKeeper,
): Carrier {
  let states = start;
  let tree = treeOf(families, states);

  async function unknownWrite(action: StepAction): Promise<Outcome | null> {
    if (action.kind !== 'write' || (await target.look(action.path)).kind === 'text') return null;
    const message = `There is no file ${action.path}, and no device family knows it.`;
    return { ...NOTHING, ok: false, errno: 'ENOENT', message };
  }

  return async (action, refs, announce) => {
    if (action.kind === 'write') requirePlainPath(action.path);
    const { states: next, performed } = performAction(families, states, action, refs);
    if (performed && (performed.errno !== null || performed.message !== null)) {
      const { errno, rule, message, output, notes, lost } = performed;
      return { ok: false, errno, rule, message, output, notes, lost };
    }
    const refused = performed ? null : await unknownWrite(action);
    if (refused) return refused;
    const after = treeOf(families, next);
    const effects = await withFolders([
      ...(await withSiblings(target, after, treeEffects(tree, after))),
      ...(await literalEffect(target, action, tree, after)),
      ...fileEffects(action),
    ]);
    await announce(effects);
    await target.place(effects);
    [states, tree] = [next, after];
    const { output, notes, lost } = performed ?? NOTHING;
    return { ok: true, errno: null, rule: null, message: null, output, notes, lost };
  };
}
