/** Collects what a capture holds into one tree, the same way for folders, archives and records. */
import type { Finding } from '../../../shared/findings.ts';
import { CAPTURES } from '../captures.ts';
import { placeOfSosFile, placeOfText, SECTION_FILES, sectionOutputs } from './captured-texts.ts';
import { FindingList, printable } from './finding-list.ts';
import { HOST_FACT_FILES } from './host-facts.ts';
import { type CaptureLimits, tooLarge } from './limits.ts';
import { plainText } from './plain-text.ts';
import { HostTree, type TreeEntry } from './tree.ts';

/** True for host paths worth keeping. Folders on the way to such a path count too: others are not walked. */
export type Wants = (path: string) => boolean;

/** First components of paths on a host, and the two folders only captures have. */
const ROOTS: ReadonlySet<string> = new Set(['sys', 'etc', 'proc', 'run', 'sos_commands', 'captured']);
/** Other folders at the top of a host's or an archive's root: nothing in them is of interest, but they name the root. */
const OTHER_ROOTS: ReadonlySet<string> = new Set([
  'usr',
  'var',
  'lib',
  'boot',
  'dev',
  'sos_logs',
  'sos_reports',
  'sos_strings',
  'opt',
  'home',
  'root',
]);
/** Folders on the way to the files this module wants for itself. */
const OWN_FOLDERS: ReadonlySet<string> = new Set([
  '/captured',
  '/proc',
  '/proc/sys',
  '/proc/sys/kernel',
  '/etc',
  '/sos_commands',
  '/sos_commands/s390',
  '/sos_commands/kernel',
]);
/** What lies in /sys: somebody may have packed that folder's content without its name. */
const SYS_FOLDERS: readonly RegExp[] = [
  /^bus\/(?:mdev|pci)$/,
  /^class\/mdev_bus$/,
  /^devices\/pci[0-9a-f]{4,8}:[0-9a-f]{2}$/,
  /^kernel\/iommu_groups$/,
  ...CAPTURES.flatMap(({ sysFolders }) => sysFolders),
];

/** True for `bus/ap/...` and its like, which are below /sys on a host. */
export function isBelowSys([first = '', second = '']: readonly string[]): boolean {
  return SYS_FOLDERS.some((folder) => folder.test(`${first}/${second}`));
}

/** Padding of tar: a sysfs file announces a page whatever it holds (management.md 7.1). */
const PAGE = 4096;
const ONE_A_HOST: ReadonlySet<string> = new Set(CAPTURES.flatMap(({ oneAHost }) => oneAHost));
/** Texts that lie loose in an archive or folder: more than a person would save by hand. */
const MAX_LOOSE = 200;
/** The same in folders of it: twenty texts of each of some hundred moments. */
const MAX_DEEP = 5000;
/** Folders inside folders that a text may lie in. */
const MAX_DEPTH = 8;
/** A family's files that are everywhere and tell of its devices only on some hosts. */
const ONLY_WITH = CAPTURES.flatMap(({ onlyWith }) => onlyWith ?? []);
const BYTE_FILES = CAPTURES.flatMap(({ byteFiles }) => byteFiles ?? []);

export type Place =
  | { readonly kind: 'host'; readonly path: string; readonly top: string }
  /** Not below a host's root: a text somebody saved, or an archive. */
  | { readonly kind: 'loose'; readonly name: string; readonly path: string; readonly top: string }
  | { readonly kind: 'nowhere' };

/** Where a member belongs: host paths may be absolute, begin with `./`, or lie in one top folder of any name. */
export function placeOfMember(parts: readonly string[]): Place {
  const [first = '', second = ''] = parts;
  if (ROOTS.has(first)) return { kind: 'host', path: `/${parts.join('/')}`, top: '' };
  if (ROOTS.has(second)) return { kind: 'host', path: `/${parts.slice(1).join('/')}`, top: first };
  if (isBelowSys(parts)) return { kind: 'host', path: `/sys/${parts.join('/')}`, top: '' };
  const [top = '', ...inner] = parts;
  if (isBelowSys(inner)) return { kind: 'host', path: `/sys/${inner.join('/')}`, top };
  if (parts.length === 1) return { kind: 'loose', name: first, path: first, top: '' };
  if (OTHER_ROOTS.has(first) || parts.length > MAX_DEPTH) return { kind: 'nowhere' };
  if (parts.length > 2 && OTHER_ROOTS.has(second)) return { kind: 'nowhere' };
  return { kind: 'loose', name: parts.at(-1)!, path: parts.join('/'), top: first };
}

/** Folders of a capture in which saved texts may lie: not those of a host's root. */
export function mayHoldTexts(folders: readonly string[]): boolean {
  return folders.length < MAX_DEPTH && placeOfMember([...folders, 'text']).kind === 'loose';
}

function isDeep(path: string): boolean {
  return path.split('/').length > 2;
}

function sameEntry(left: TreeEntry, right: TreeEntry): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

/** A sysfs text without the zeros that tar appended to fill the announced page. */
function unpadded(path: string, bytes: Buffer): Buffer {
  if (bytes.length === 0 || bytes.length % PAGE !== 0 || !path.startsWith('/sys/')) return bytes;
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return bytes.subarray(0, end);
}

/** What `grep -ra` prints of a process: the words of its command line end with NUL. */
const COMMAND_LINE = /^(?:\S{0,200}\/)?proc\/\d{1,9}\/cmdline:.*$/gm;

/** NUL anywhere else is in no text. */
function isBinary(text: string): boolean {
  return text.includes('\0') && text.replaceAll(COMMAND_LINE, '').includes('\0');
}

export class CaptureBuilder {
  readonly tree = new HostTree();
  readonly limits: CaptureLimits;
  readonly #families: Wants;
  readonly #findings = new FindingList();
  #top: string | null = null;
  #loose = 0;
  #deep = 0;
  #kept = 0;
  #newest = 0;

  constructor(wants: Wants, limits: CaptureLimits) {
    this.#families = wants;
    this.limits = limits;
  }

  find(severity: Finding['severity'], file: string, message: string, kind?: string): void {
    this.#findings.add({ severity, file: printable(file), message }, kind);
  }

  findings(): Finding[] {
    return this.#findings.all();
  }

  /** Time of a file of the host; a clock ahead of this one's tells nothing. */
  writtenAt(time: Date | null): void {
    const at = time?.getTime() ?? 0;
    if (at > this.#newest && at <= Date.now()) this.#newest = at;
  }

  /** ISO time of the newest file of the host: a copy of sysfs is as new as the capture. Null when none is told. */
  get takenAt(): string | null {
    return this.#newest === 0 ? null : new Date(this.#newest).toISOString();
  }

  wants(path: string): boolean {
    return (
      this.#families(path) ||
      OWN_FOLDERS.has(path) ||
      HOST_FACT_FILES.has(path) ||
      path.startsWith('/captured/') ||
      placeOfSosFile(path) !== null
    );
  }

  /** One host per capture: members of a second top folder are another host's. */
  isOfThisHost(place: Place): boolean {
    if (place.kind === 'nowhere') return false;
    if (place.kind === 'host') this.#top ??= place.top;
    if (this.#top === null || place.top === this.#top) return true;
    this.find(
      'warning',
      place.top,
      `The capture holds more than one host; only ${printable(this.#top === '' ? 'the one at its top' : this.#top)} was read.`,
      'second host',
    );
    return false;
  }

  /** True while loose texts are few enough to be looked at. */
  takesLoose(path: string): boolean {
    return isDeep(path) ? this.#deep < MAX_DEEP : this.#loose < MAX_LOOSE;
  }

  add(path: string, entry: TreeEntry): void {
    if (++this.#kept > this.limits.kept)
      throw tooLarge(
        `The capture holds more than ${this.limits.kept.toLocaleString('en')} files of interest.`,
      );
    const before = this.tree.added(path);
    if (before && before.kind !== 'folder' && entry.kind !== 'folder' && !sameEntry(before, entry))
      this.find(
        'warning',
        path,
        'The capture tells this path twice, with different content; the later one is taken.',
        'twice',
      );
    if (before && entry.kind === 'folder') return;
    this.tree.add(path, entry);
  }

  /** Bytes as text, without what Windows adds on the way; that it was there is told. */
  textOf(name: string, bytes: Buffer): string {
    const { text, without } = plainText(bytes);
    if (without !== '')
      this.find('info', name, `The text came with ${without}, which no host writes; read without.`);
    return text;
  }

  /** What a file of this path must hold to be kept; null for one that is kept whatever it says. */
  mustSpeak(path: string): RegExp | null {
    return ONLY_WITH.find((file) => file.path.test(path))?.pattern ?? null;
  }

  /** Content of a host path. */
  addFile(path: string, bytes: Buffer): void {
    if (BYTE_FILES.some((pattern) => pattern.test(path))) {
      // A source in text form has the digits already.
      const isText = bytes.subarray(0, 4).toString('latin1') === 'hex:';
      this.add(path, {
        kind: 'file',
        text: isText ? bytes.toString('latin1') : `hex:${bytes.toString('hex')}`,
      });
      return;
    }
    const text = this.textOf(path, unpadded(path, bytes));
    if (this.mustSpeak(path)?.test(text) === false) return;
    this.add(path, { kind: 'file', text });
    const place = placeOfSosFile(path);
    if (place !== null) this.#addText(place, text);
  }

  /** Is a text that begins so one that {@link addLoose} takes; it counts as looked at when it is not. */
  knows(path: string, beginning: Buffer): boolean {
    const { text } = plainText(beginning);
    if (!isBinary(text) && placeOfText(path, text) !== null) return true;
    if (isDeep(path)) this.#deep += 1;
    else this.#loose += 1;
    return false;
  }

  /** A text that is not below a host's root, with its folders; false when nobody knows what it is. */
  addLoose(path: string, text: string): boolean {
    if (isDeep(path)) this.#deep += 1;
    else this.#loose += 1;
    if (SECTION_FILES.has(path.slice(path.lastIndexOf('/') + 1)) && !isDeep(path)) {
      for (const [place, output] of sectionOutputs(text)) this.#addText(place, output);
      return true;
    }
    if (isBinary(text)) return false;
    const place = placeOfText(path, text);
    if (place === null) return false;
    this.#addText(place, text);
    return true;
  }

  /** The same command may have been captured twice (mdevctl list, with and without -d): the longer answer is taken. */
  #addText(place: string, text: string): void {
    const before = this.tree.text(place);
    if (before !== undefined && before !== text && ONE_A_HOST.has(place))
      this.find(
        'warning',
        place,
        'There are several texts of this kind, maybe of several hosts or times; only the longest is read.',
        'several texts',
      );
    if (before === undefined || before.length < text.length) this.tree.add(place, { kind: 'file', text });
  }
}
