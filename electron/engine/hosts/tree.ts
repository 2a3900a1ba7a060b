/**
 * A host's files in memory, wherever they came from: folder, archive, text records, or a test. Paths are absolute
 * as on the host (`/sys/bus/ap/apmask`). Only paths that some family asked for are kept, so a tree stays small.
 */
export type TreeEntry =
  | { readonly kind: 'file'; readonly text: string }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' }
  /** Present on the host, but its content could not be read: `why` is the system's word for it. */
  | { readonly kind: 'unreadable'; readonly why: string };

const MAX_LINKS = 16;

/** Most paths are plain already; half a million of them are looked up for a large host. */
function isPlain(path: string): boolean {
  return (
    path.startsWith('/') &&
    !path.includes('//') &&
    !path.includes('/.') &&
    (path.length === 1 || !path.endsWith('/'))
  );
}

function normalise(path: string): string {
  if (isPlain(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export class HostTree {
  readonly #entries = new Map<string, TreeEntry>();
  readonly #children = new Map<string, Set<string>>();

  get size(): number {
    return this.#entries.size;
  }

  /** Adds an entry and the folders above it; an entry told twice keeps the later word. */
  add(path: string, entry: TreeEntry): void {
    const full = normalise(path);
    this.#entries.set(full, entry);
    for (let at = full; at !== '/'; ) {
      const cut = at.lastIndexOf('/');
      const parent = cut === 0 ? '/' : at.slice(0, cut);
      const siblings = this.#children.get(parent);
      if (siblings) {
        siblings.add(at.slice(cut + 1));
        return;
      }
      this.#children.set(parent, new Set([at.slice(cut + 1)]));
      at = parent;
    }
  }

  /** What was added at exactly this path, no link followed anywhere. */
  added(path: string): TreeEntry | undefined {
    return this.#entries.get(normalise(path));
  }

  /** The entry itself, links not followed at the last component but followed in the folders above it. */
  entry(path: string): TreeEntry | undefined {
    const full = normalise(path);
    const direct = this.#entries.get(full);
    if (direct) return direct;
    if (this.#children.has(full)) return { kind: 'folder' };
    const real = this.#resolveParents(full, 0);
    return real === full
      ? undefined
      : (this.#entries.get(real) ?? (this.#children.has(real) ? { kind: 'folder' } : undefined));
  }

  /** Text of a readable file, links followed; undefined when absent or unreadable. */
  text(path: string): string | undefined {
    const direct = this.#entries.get(path);
    if (direct?.kind === 'file') return direct.text;
    const entry = this.entry(this.resolve(path));
    return entry?.kind === 'file' ? entry.text : undefined;
  }

  has(path: string): boolean {
    return this.entry(path) !== undefined;
  }

  /** Names in a folder, sorted; empty when there is no such folder. */
  list(path: string): string[] {
    return [...(this.#children.get(this.resolve(path)) ?? [])].sort();
  }

  /** Last component of a link's target (a driver's name); undefined when it is no link. */
  linkName(path: string): string | undefined {
    const entry = this.entry(path);
    return entry?.kind === 'link' ? entry.target.split('/').findLast((part) => part !== '') : undefined;
  }

  /** Path after following links; a loop ends where it was entered. */
  resolve(path: string): string {
    return this.#resolve(normalise(path), 0);
  }

  *paths(): IterableIterator<string> {
    yield* this.#entries.keys();
  }

  #resolve(path: string, depth: number): string {
    const real = this.#resolveParents(path, depth);
    const entry = this.#entries.get(real);
    if (entry?.kind !== 'link' || depth >= MAX_LINKS) return real;
    const target = entry.target.startsWith('/')
      ? entry.target
      : `${real.slice(0, real.lastIndexOf('/'))}/${entry.target}`;
    return this.#resolve(normalise(target), depth + 1);
  }

  #resolveParents(path: string, depth: number): string {
    const cut = path.lastIndexOf('/');
    if (cut <= 0) return path;
    const parent = path.slice(0, cut);
    if (this.#children.has(parent) && this.#entries.get(parent)?.kind !== 'link') return path;
    return normalise(`${this.#resolve(parent, depth)}/${path.slice(cut + 1)}`);
  }
}
