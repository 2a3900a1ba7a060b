/** Mediated devices of the matrix device: what is assigned, what the guest gets (ap.md 2.4). */
import type { MatrixMasks } from '../../../../shared/ap/types.ts';
import { formatRanges, idsOf, EMPTY_MASK, type Mask, maskOf, sameMask } from '../../../../shared/mask.ts';
import { parseApConfig } from './mdev-definition.ts';
import { quoted } from '../../hosts/tree-reader.ts';
import type { ApReader } from './reader.ts';

const PARENTS = [
  '/sys/devices/vfio_ap/matrix',
  '/sys/bus/matrix/devices/matrix',
  '/sys/class/mdev_bus/matrix',
];
const MDEV_BUS = '/sys/bus/mdev/devices';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** sysfs hands out one page less one byte: 511 lines and an APQN without its newline; the rest is cut silently. */
const PAGE_CUT = 4095;

/** The kernel allows 65,536; no host has room for this many guests, and each costs a look at every queue. */
const MAX_MDEVS = 4096;

export interface ActiveMdev {
  readonly id: string;
  readonly path: string;
  readonly matrix: MatrixMasks;
  /** False: `matrix` holds only what could be read of it. */
  readonly matrixKnown: boolean;
  /** Adapters and domains of `guest_matrix`; null when the file is missing or unusable. */
  readonly guest: MatrixText | null;
  readonly hasGuestMatrix: boolean;
  readonly hasApConfig: boolean;
}

export interface MatrixText {
  readonly adapters: Mask;
  readonly domains: Mask;
  /** The text has the one length that means the kernel cut it. Domains are complete even then: a row has at most 256. */
  readonly cut: boolean;
}

/** `05.0004` lines, `05.` lines (no domains), `.0004` lines (no adapters); null and a finding for anything else. */
function readMatrixFile(reader: ApReader, path: string): MatrixText | null {
  const text = reader.text(path);
  if (text === undefined) return null;
  const lines = text.split('\n').filter((line) => line !== '');
  const [adapters, domains, cells] = [new Set<number>(), new Set<number>(), new Set<string>()];
  const bad: string[] = [];
  for (const line of lines) {
    const match = /^([0-9a-f]{2})?\.(00[0-9a-f]{2})?$/i.exec(line);
    if (!match || (match[1] === undefined && match[2] === undefined)) {
      bad.push(line);
      continue;
    }
    if (match[1]) adapters.add(Number.parseInt(match[1], 16));
    if (match[2]) domains.add(Number.parseInt(match[2], 16));
    cells.add(line.toLowerCase());
  }
  if (bad.length > 0) {
    reader.find(
      'warning',
      path,
      `${bad.length} lines are not of the form 05.0004, the first is ${quoted(bad[0]!)}; left out.`,
      'matrix line',
    );
    if (cells.size === 0) return null;
  }
  const cut = text.length === PAGE_CUT && !text.endsWith('\n');
  const expected = Math.max(adapters.size, 1) * Math.max(domains.size, 1);
  if (!cut && bad.length === 0 && cells.size > 0 && cells.size !== expected)
    reader.find(
      'warning',
      path,
      `The ${cells.size} queues are not all pairs of ${adapters.size} adapters and ${domains.size} domains; the file is damaged.`,
      'no rectangle',
    );
  return { adapters: maskOf(adapters), domains: maskOf(domains), cut };
}

function readControlDomains(reader: ApReader, path: string): Mask | null {
  const text = reader.text(path);
  if (text === undefined) return null;
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const good = lines.filter((line) => /^00[0-9a-f]{2}$/i.test(line));
  if (good.length < lines.length)
    reader.find(
      'warning',
      path,
      `Lines such as 0047 were expected, found ${quoted(lines.find((line) => !good.includes(line))!)}; left out.`,
      'control line',
    );
  return good.length === 0 && lines.length > 0 ? null : maskOf(good.map((line) => Number.parseInt(line, 16)));
}

function readConfig(reader: ApReader, path: string): MatrixMasks | null {
  const text = reader.text(path);
  if (text === undefined) return null;
  const config = parseApConfig(text);
  if (config === null) {
    reader.find(
      'warning',
      path,
      `Three masks were expected, found ${quoted(text)}; matrix and control_domains are read instead.`,
      'ap_config',
    );
    return null;
  }
  if (config.short)
    reader.find(
      'warning',
      path,
      'A mask has fewer than 64 digits; read left-aligned, as the kernel reads it.',
      'short ap_config',
    );
  return { apm: config.apm, aqm: config.aqm, adm: config.adm };
}

function compare(
  reader: ApReader,
  path: string,
  what: string,
  config: Mask,
  other: Mask | undefined | null,
): void {
  if (!other || sameMask(config, other)) return;
  const ids = (mask: Mask) => formatRanges(idsOf(mask)) || 'none';
  reader.find(
    'warning',
    path,
    `This file has ${what} ${ids(other)}, ap_config has ${ids(config)}; ap_config is taken.`,
    `contradiction ${what}`,
  );
}

function readMdev(reader: ApReader, id: string, path: string): ActiveMdev {
  const config = readConfig(reader, `${path}/ap_config`);
  const matrix = readMatrixFile(reader, `${path}/matrix`);
  const control = readControlDomains(reader, `${path}/control_domains`);
  const guest = readMatrixFile(reader, `${path}/guest_matrix`);
  const has = (name: string) => reader.tree.has(`${path}/${name}`);
  const rest = { id, path, guest, hasGuestMatrix: has('guest_matrix'), hasApConfig: has('ap_config') };
  if (config) {
    if (matrix && !matrix.cut) {
      compare(reader, `${path}/matrix`, 'adapters', config.apm, matrix.adapters);
      compare(reader, `${path}/matrix`, 'domains', config.aqm, matrix.domains);
    }
    compare(reader, `${path}/control_domains`, 'control domains', config.adm, control);
    return { ...rest, matrix: config, matrixKnown: true };
  }
  if (matrix?.cut)
    reader.assume(
      'matrix',
      `${path}/matrix`,
      'The kernel cut this file at one page (4095 bytes): adapters after the last line are missing, and there is no ap_config that would tell them.',
      'warning',
    );
  if (matrix === null)
    reader.assume(
      'matrix',
      `${path}/matrix`,
      'Neither matrix nor ap_config can be read; an empty matrix is assumed.',
      'warning',
    );
  if (control === null)
    reader.assume(
      'controlDomains',
      `${path}/control_domains`,
      'The control domains cannot be read; none are assumed.',
      'warning',
    );
  const masks = {
    apm: matrix?.adapters ?? EMPTY_MASK,
    aqm: matrix?.domains ?? EMPTY_MASK,
    adm: control ?? EMPTY_MASK,
  };
  return { ...rest, matrix: masks, matrixKnown: matrix !== null && !matrix.cut };
}

/** Folders of mediated devices by UUID, from the parent's folder or from the mdev bus. */
function mdevFolders(reader: ApReader): Map<string, string> {
  const folders = new Map<string, string>();
  for (const parent of PARENTS) {
    for (const name of reader.tree.list(parent)) {
      const id = name.toLowerCase();
      if (UUID.test(name) && !folders.has(id)) folders.set(id, `${parent}/${name}`);
    }
  }
  for (const name of reader.tree.list(MDEV_BUS)) {
    const path = `${MDEV_BUS}/${name}`;
    if (!UUID.test(name) || folders.has(name.toLowerCase())) continue;
    const target = reader.tree.resolve(path);
    if (target.includes('/vfio_ap/') || reader.tree.has(`${path}/control_domains`))
      folders.set(name.toLowerCase(), path);
  }
  return folders;
}

/** In UUID order: sysfs does not tell in which order mediated devices were made. */
export function observeActiveMdevs(reader: ApReader): ActiveMdev[] {
  const folders = [...mdevFolders(reader)].sort(([left], [right]) => (left < right ? -1 : 1));
  if (folders.length > MAX_MDEVS) {
    const message = `The source holds ${folders.length} mediated devices; only the first ${MAX_MDEVS} are read.`;
    reader.assume('mdevs', PARENTS[0]!, message, 'error');
  }
  return folders.slice(0, MAX_MDEVS).map(([id, path]) => readMdev(reader, id, path));
}
