/** A folder that mirrors a host's `/`, or `/` itself: only wanted paths are opened, links are never followed. */
import {
  closeSync,
  constants,
  createReadStream,
  type Dirent,
  fstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Finding } from '../../../shared/findings.ts';
import { readArchive } from './archive.ts';
import { CaptureBuilder, isBelowSys, mayHoldTexts, placeOfMember, type Wants } from './capture-builder.ts';
import { HEAD_LENGTH } from './captured-texts.ts';
import { Meter, type ReadOptions } from './decompress.ts';
import { CAPTURE_LIMITS, unreadable } from './limits.ts';
import type { HostTree } from './tree.ts';

const NESTED_NAME = /\.(?:tgz|tar\.gz|tar\.xz|tar)$/i;
/** Entries between two turns of the event loop: a turn costs more than a file, a cancel must not wait long. */
const ENTRIES_A_TURN = 256;
const LIVE_PLACES = ['/sys', '/etc', '/proc', '/run'];

function reasonOf(thrown: unknown): string {
  const { code } = thrown as { code?: unknown };
  return typeof code === 'string' ? code : 'read error';
}

/** Content to the end, whatever length the file announces (a sysfs file announces a page, a /proc file nothing). */
function readToEnd(file: string, most: number): Buffer | { readonly why: string } {
  // NONBLOCK and the check after it: a FIFO or device that took the file's place must not be waited for or read.
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    if (!fstatSync(handle).isFile()) return { why: 'not a plain file' };
    const chunks: Buffer[] = [];
    for (let total = 0; ; ) {
      const chunk = Buffer.allocUnsafe(8192);
      const count = readSync(handle, chunk, 0, chunk.length, null);
      if (count === 0) return Buffer.concat(chunks);
      total += count;
      if (total > most) return { why: 'too large' };
      chunks.push(chunk.subarray(0, count));
    }
  } finally {
    closeSync(handle);
  }
}

interface Root {
  readonly folder: string;
  readonly mount: '/' | '/sys';
}

class FolderWalk {
  readonly #root: string;
  /** Host path that the folder stands for: `/`, or `/sys` for a copy of that folder alone. */
  readonly #mount: string;
  readonly #builder: CaptureBuilder;
  readonly #meter: Meter;
  readonly #onProgress: ReadOptions['onProgress'];
  #count = 0;

  constructor(root: Root, builder: CaptureBuilder, meter: Meter, onProgress: ReadOptions['onProgress']) {
    this.#root = root.folder;
    this.#mount = root.mount;
    this.#builder = builder;
    this.#meter = meter;
    this.#onProgress = onProgress;
  }

  async walk(path: string): Promise<void> {
    for (const entry of this.#entries(path)) {
      this.#meter.entry();
      if (++this.#count % ENTRIES_A_TURN === 0) {
        this.#meter.check();
        this.#onProgress?.(null);
        await nextTurn();
      }
      const child = path === '/' ? `/${entry.name}` : `${path}/${entry.name}`;
      if (!this.#builder.wants(child)) continue;
      if (entry.isDirectory()) {
        this.#builder.add(child, { kind: 'folder' });
        await this.walk(child);
      } else this.#take(child, entry);
    }
  }

  #fileOf(path: string): string {
    return join(this.#root, this.#mount === '/' ? path : path.slice(this.#mount.length));
  }

  #entries(path: string): Dirent[] {
    try {
      return readdirSync(this.#fileOf(path), { withFileTypes: true });
    } catch (thrown) {
      this.#builder.find('warning', path, `The folder could not be read (${reasonOf(thrown)}).`, 'folder');
      return [];
    }
  }

  #take(path: string, entry: Dirent): void {
    const file = this.#fileOf(path);
    try {
      if (entry.isSymbolicLink()) {
        this.#builder.add(path, { kind: 'link', target: readlinkSync(file) });
        return;
      }
      if (!entry.isFile()) {
        this.#builder.find(
          'warning',
          path,
          'This is neither a file nor a folder nor a link; left out.',
          'special',
        );
        return;
      }
      // Write-only by mode: root could open it, and reading a trigger may do something.
      if ((statSync(file).mode & 0o444) === 0) return;
      const { fileBytes, textBytes } = this.#builder.limits;
      const content = readToEnd(file, path.startsWith('/captured/') ? textBytes : fileBytes);
      if (Buffer.isBuffer(content)) this.#builder.addFile(path, content);
      else if (this.#builder.mustSpeak(path) === null)
        this.#builder.add(path, { kind: 'unreadable', why: content.why });
    } catch (thrown) {
      const why = reasonOf(thrown);
      // Gone between listing and opening: a host that lives changes.
      if (why !== 'ENOENT' && this.#builder.mustSpeak(path) === null)
        this.#builder.add(path, { kind: 'unreadable', why });
    }
  }
}

function plainEntries(folder: string): Dirent[] {
  return readdirSync(folder, { withFileTypes: true });
}

function looksLikeRoot(entries: readonly Dirent[]): boolean {
  return entries.some((entry) => entry.isDirectory() && placeOfMember([entry.name]).kind === 'host');
}

/** True for a copy of /sys itself: it has bus/ap, devices/ap or the like. */
function looksLikeSys(folder: string): boolean {
  return ['bus', 'class', 'devices'].some((name) =>
    plainEntriesOrNone(join(folder, name)).some((entry) => isBelowSys([name, entry.name])),
  );
}

/** The folder itself, or its one sub-folder that mirrors `/` (an unpacked sosreport or DBGINFO). */
function findRoot(folder: string): Root {
  const entries = plainEntries(folder);
  if (looksLikeRoot(entries)) return { folder, mount: '/' };
  if (looksLikeSys(folder)) return { folder, mount: '/sys' };
  const inner = entries.filter(
    (entry) => entry.isDirectory() && looksLikeRoot(plainEntriesOrNone(join(folder, entry.name))),
  );
  return { folder: inner.length === 1 ? join(folder, inner[0]!.name) : folder, mount: '/' };
}

function plainEntriesOrNone(folder: string): Dirent[] {
  try {
    return plainEntries(folder);
  } catch {
    return [];
  }
}

interface Loose {
  readonly root: string;
  readonly builder: CaptureBuilder;
  readonly meter: Meter;
}

/** Texts and archives that lie beside the mirrored folders, and texts of single moments in folders of their own. */
async function takeLoose(loose: Loose, folders: readonly string[] = []): Promise<void> {
  const { root, builder, meter } = loose;
  const here = join(root, ...folders);
  for (const entry of plainEntriesOrNone(here)) {
    // Hidden files are no saved output but what programs keep for themselves, such as a file that is being replaced.
    if (entry.name.startsWith('.')) continue;
    const path = [...folders, entry.name].join('/');
    if (entry.isDirectory()) {
      meter.entry();
      meter.check();
      if (mayHoldTexts([...folders, entry.name])) await takeLoose(loose, [...folders, entry.name]);
    } else if (!entry.isFile()) continue;
    else if (NESTED_NAME.test(entry.name)) {
      if (folders.length > 0) continue;
      const inner = await readArchive(createReadStream(join(here, entry.name)), builder, meter, 1);
      if (inner.kind === 'text') builder.find('info', entry.name, 'This is no archive; left out.');
    } else if (builder.takesLoose(path)) takeText(join(here, entry.name), path, folders.length > 0, builder);
  }
}

/** Of a file in an inner folder the beginning must be a text that is known, so that a large folder is not read whole. */
function takeText(file: string, path: string, inner: boolean, builder: CaptureBuilder): void {
  try {
    if (inner && !builder.knows(path, beginning(file))) return;
    const content = readToEnd(file, builder.limits.fileBytes * 16);
    if (Buffer.isBuffer(content) && content.length > 0) builder.addLoose(path, builder.textOf(path, content));
  } catch (thrown) {
    builder.find('warning', path, `The file could not be read (${reasonOf(thrown)}).`);
  }
}

function beginning(file: string): Buffer {
  const handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  try {
    if (!fstatSync(handle).isFile()) return Buffer.alloc(0);
    const bytes = Buffer.alloc(HEAD_LENGTH);
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, null));
  } finally {
    closeSync(handle);
  }
}

/**
 * Reads what `wants` names below `root`; folders on the way to a wanted path must be wanted too. Throws StudioError
 * `unreadable`, `too-large` or `cancelled`; single files that cannot be read become `unreadable` entries.
 */
export async function readFolder(
  root: string,
  wants: Wants,
  options: ReadOptions = {},
): Promise<{ tree: HostTree; findings: readonly Finding[] }> {
  const limits = options.limits ?? CAPTURE_LIMITS;
  const builder = new CaptureBuilder(wants, limits);
  const meter = new Meter(root, limits, options.signal);
  meter.check();
  let top: Root;
  try {
    top = findRoot(realpathSync(root));
  } catch (thrown) {
    throw unreadable(`The folder ${root} cannot be read (${reasonOf(thrown)}).`);
  }
  await new FolderWalk(top, builder, meter, options.onProgress).walk(top.mount);
  if (top.folder === '/')
    builder.add('/captured/searched', { kind: 'file', text: `${LIVE_PLACES.join('\n')}\n` });
  else await takeLoose({ root: top.folder, builder, meter });
  return { tree: builder.tree, findings: builder.findings() };
}
