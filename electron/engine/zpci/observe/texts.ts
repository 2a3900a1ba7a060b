/**
 * A host as text (zpci.md 4.1): `path:value` lines of its files, and `path -> target` lines of its links. They become
 * files and links of a tree, so that one observer reads every source.
 */
import { HostTree } from '../../hosts/tree.ts';
import { bytesOfHex } from './numbers.ts';
import { ADDRESS, GREP_TEXT, LINKS_TEXT } from './places.ts';
import { wantsZpci } from './wants.ts';

const PART = `(?:pci[0-9a-f]{4}:[0-9a-f]{2}|${ADDRESS}|[^/:\\s]+)`;
/** `sys/devices/pci0001:00/0001:00:00.0/pchid:0x01c0`; with a folder before it where a tree was searched from outside. */
const VALUE_LINE = new RegExp(
  `^(?:\\.?/|(?:[^/:\\s]{1,100}/){1,8}?)?((?:sys|proc|etc)/(?:${PART}/){0,12}[^/:\\s]{1,100}):(.*)$`,
);
/** The same from inside /sys/bus/pci/devices or /sys/bus/pci/slots. */
const NEAR_LINE = new RegExp(
  `^(?:\\./)?(?:devices/)?(${ADDRESS}/[a-z0-9_/]{1,64})?(?:slots/)?([0-9a-f]{8}/[a-z_]{1,32})?:(.*)$`,
);
const LINK_LINE = /^(?:.{0,200} |\.?\/)?((?:\S*\/)?)([^/\s]+) -> (\S+)\s*$/;
/** More lines than any host has are not read. */
const MOST_LINES = 4_000_000;

export interface TextSource {
  readonly tree: HostTree;
  readonly values: boolean;
  readonly links: boolean;
  /** Lines of neither form; the first ones. */
  readonly strange: readonly string[];
}

function linkPlace(folder: string, name: string): string | null {
  const at = folder.search(/(?:^|\/)sys\//);
  if (at >= 0) return `/${folder.slice(at).replace(/^\//, '')}${name}`;
  return new RegExp(`^${ADDRESS}$`).test(name) ? `/sys/bus/pci/devices/${name}` : null;
}

function valuePlace(line: string): readonly [path: string, value: string] | null {
  const whole = VALUE_LINE.exec(line);
  if (whole) return [`/${whole[1]!}`, whole[2]!];
  const near = NEAR_LINE.exec(line);
  if (near?.[1] !== undefined) return [`/sys/bus/pci/devices/${near[1]}`, near[3]!];
  return near?.[2] === undefined ? null : [`/sys/bus/pci/slots/${near[2]}`, near[3]!];
}

const COMMAND_LINE = /^\/proc\/\d{1,9}\/cmdline$/;

/** The zeros between the words of a command line are no text; whoever searches writes the bytes as `hex:...`. */
function textAt(path: string, value: string): string {
  if (!COMMAND_LINE.test(path) || !value.startsWith('hex:')) return value;
  const bytes = bytesOfHex(value);
  return bytes === null ? value : new TextDecoder().decode(bytes);
}

function linesOf(tree: HostTree): string[] {
  return [LINKS_TEXT, GREP_TEXT].flatMap((path) => (tree.text(path) ?? '').split(/\r?\n/, MOST_LINES));
}

/** The tree with what the texts tell added to it; null when there is no such text. The given tree stays as it is. */
export function treeOfTexts(given: HostTree): TextSource | null {
  if (!given.has(GREP_TEXT) && !given.has(LINKS_TEXT)) return null;
  const tree = new HostTree();
  for (const path of given.paths()) tree.add(path, given.added(path)!);
  const told = new Map<string, string>();
  const strange: string[] = [];
  let links = false;
  for (const line of linesOf(given)) {
    if (line.trim() === '') continue;
    const link = LINK_LINE.exec(line);
    const place = link && linkPlace(link[1]!, link[2]!);
    if (place) {
      if (!given.has(place)) tree.add(place, { kind: 'link', target: link[3]! });
      links = true;
      continue;
    }
    const value = valuePlace(line);
    if (value) {
      const [path, text] = value;
      if (wantsZpci(path)) told.set(path, `${told.get(path) ?? ''}${textAt(path, text)}\n`);
    } else if (strange.length < 20) strange.push(line);
  }
  for (const [path, text] of told) {
    const real = tree.resolve(path);
    if (tree.added(real) === undefined) tree.add(real, { kind: 'file', text });
  }
  return { tree, values: told.size > 0, links, strange };
}
