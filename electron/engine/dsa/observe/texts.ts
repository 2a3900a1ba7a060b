/**
 * The two texts a DSA host can be captured as (dsa.md 6.3): the values that grep found below /sys/bus/dsa/devices, and where each
 * name there points. They become files and links of a tree, so that one observer reads every source.
 */
import { HostTree } from '../../hosts/tree.ts';

export const GREP_TEXT = '/captured/dsa-grep';
export const LINKS_TEXT = '/captured/dsa-links';

const BUS_DEVICES = '/sys/bus/dsa/devices';
const NAME = String.raw`(?:(?:dsa|iax)\d{1,5}|(?:wq|group|engine)\d{1,5}\.\d{1,5})`;
/** `wq0.0/state:enabled`; with a path before it where somebody ran grep from elsewhere. */
const VALUE_LINE = new RegExp(String.raw`^(\S*/)?(${NAME})/([a-z][a-z0-9_]{0,63}):(.*)$`);
const LINK_LINE = new RegExp(String.raw`^(${NAME}|mdev [0-9a-fA-F-]{36}) -> (\S+)((?: [a-z_]+=\S*)*)\s*$`);
/** A line of a host with thousands of queues; more lines than such a host has are not read. */
const MAX_LINES = 4_000_000;

export interface TextSource {
  readonly tree: HostTree;
  /** Values of attributes were in a text. */
  readonly attributes: boolean;
  /** Addresses, drivers and mediated devices were in a text. */
  readonly links: boolean;
  /** Lines that are of neither form. */
  readonly strange: readonly string[];
}

function absolute(target: string): string {
  if (target.startsWith('/')) return target;
  const parts = BUS_DEVICES.split('/').slice(1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function takeLink(tree: HostTree, name: string, target: string, words: string): void {
  const real = absolute(target);
  const uuid = name.startsWith('mdev ') ? name.slice(5).toLowerCase() : null;
  tree.add(real, { kind: 'folder' });
  tree.add(uuid === null ? `${BUS_DEVICES}/${name}` : `/sys/bus/mdev/devices/${uuid}`, {
    kind: 'link',
    target: real,
  });
  for (const [, key = '', value = ''] of words.matchAll(/ ([a-z_]+)=(\S*)/g)) {
    if (value === '' || value.includes('/')) continue;
    if (key === 'driver')
      tree.add(`${real}/driver`, { kind: 'link', target: `/sys/bus/dsa/drivers/${value}` });
    else if (key === 'type')
      tree.add(`${real}/mdev_type`, { kind: 'link', target: `../mdev_supported_types/${value}` });
    else if (key === 'iommu_group')
      tree.add(`${real}/iommu_group`, { kind: 'link', target: `/sys/kernel/iommu_groups/${value}` });
  }
}

function linesOf(tree: HostTree): string[] {
  return [GREP_TEXT, LINKS_TEXT]
    .map((path) => tree.text(path) ?? '')
    .flatMap((text) => text.split('\n', MAX_LINES))
    .filter((line) => line.trim() !== '');
}

/** The tree with what the texts tell added to it; null when there is no such text. The given tree stays as it is. */
export function treeOfTexts(given: HostTree): TextSource | null {
  if (!given.has(GREP_TEXT) && !given.has(LINKS_TEXT)) return null;
  const tree = new HostTree();
  for (const path of given.paths()) tree.add(path, given.added(path)!);
  const lines = linesOf(given);
  const strange: string[] = [];
  const values: RegExpExecArray[] = [];
  let links = false;
  for (const line of lines) {
    const link = LINK_LINE.exec(line);
    const value = link ? null : VALUE_LINE.exec(line);
    if (link) {
      takeLink(tree, link[1]!, link[2]!, link[3]!);
      links = true;
    } else if (value) values.push(value);
    else strange.push(line);
  }
  const told = new Map<string, string>();
  for (const [, before = '', name = '', file = '', value = ''] of values) {
    const folder = before.startsWith('/sys/devices/') ? `${before}${name}` : `${BUS_DEVICES}/${name}`;
    const path = `${tree.resolve(folder)}/${file}`;
    const earlier = told.get(path);
    told.set(path, earlier === undefined ? `${value}\n` : `${earlier}${value}\n`);
  }
  for (const [path, text] of told) tree.add(path, { kind: 'file', text });
  return { tree, attributes: values.length > 0, links, strange };
}
