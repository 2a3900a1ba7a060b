/** Which idxd devices a source has and where their files are. */
import type { DeviceKind } from '../../../../shared/dsa/types.ts';
import type { DsaReader } from './reader.ts';

/** Sixteen devices are a full host; a capture that claims more than this is not read to its end. */
const MAX_DEVICES = 4096;
/** Indices of groups, engines and wqs: the hardware counts them in 8 bits. */
export const MAX_CHILDREN = 256;
const DEVICE = /^(dsa|iax)(\d{1,5})$/;
const BDF = /\/([0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7])\/[^/]+$/;

export interface FoundDevice {
  readonly name: string;
  readonly kind: DeviceKind;
  readonly id: number;
  /** Null where the source has no links. */
  readonly bdf: string | null;
  readonly path: string;
}

/** Folders of PCI functions, through all bridges. */
function* functionsBelow(reader: DsaReader, path: string, depth: number): Generator<string> {
  for (const name of reader.tree.list(path)) {
    if (!/^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/.test(name)) continue;
    yield `${path}/${name}`;
    if (depth > 0) yield* functionsBelow(reader, `${path}/${name}`, depth - 1);
  }
}

/** Every PCI function the source has: path of its folder. */
export function pciFunctions(reader: DsaReader): string[] {
  return reader.tree
    .list('/sys/devices')
    .filter((name) => /^pci[0-9a-f]{4,8}:[0-9a-f]{2}$/.test(name))
    .flatMap((name) => [...functionsBelow(reader, `/sys/devices/${name}`, 8)]);
}

function* places(reader: DsaReader): Generator<readonly [name: string, path: string]> {
  const { tree } = reader;
  for (const bus of ['dsa', 'iax'])
    for (const name of tree.list(`/sys/bus/${bus}/devices`)) {
      if (!DEVICE.test(name)) continue;
      const link = `/sys/bus/${bus}/devices/${name}`;
      const path = tree.resolve(link);
      if (tree.entry(path)?.kind === 'folder') yield [name, path];
      else reader.find('warning', link, 'This link points to nothing in the source; the device is left out.');
    }
  for (const path of pciFunctions(reader))
    for (const name of tree.list(path)) if (DEVICE.test(name)) yield [name, `${path}/${name}`];
}

export function findDevices(reader: DsaReader): FoundDevice[] {
  const byName = new Map<string, FoundDevice>();
  const byId = new Map<number, string>();
  for (const [name, path] of places(reader)) {
    const known = byName.get(name);
    if (known) {
      if (known.path !== path)
        reader.find('warning', path, `There are two devices ${name}; only ${known.path} is read.`, 'two');
      continue;
    }
    const [, kind, digits] = DEVICE.exec(name)!;
    const id = Number(digits);
    const other = byId.get(id);
    if (other !== undefined) {
      reader.find(
        'error',
        path,
        `${name} and ${other} have the same number, so wq${id}.0 could be of either; ${name} is left out.`,
        'same number',
      );
      continue;
    }
    if (byName.size >= MAX_DEVICES) {
      reader.find(
        'error',
        '/sys/bus/dsa/devices',
        `There are more than ${MAX_DEVICES} devices; the rest is left out.`,
      );
      break;
    }
    byId.set(id, name);
    byName.set(name, { name, kind: kind as DeviceKind, id, bdf: BDF.exec(path)?.[1] ?? null, path });
  }
  return [...byName.values()].sort((left, right) => left.id - right.id);
}

export function isDeviceName(name: string): boolean {
  return DEVICE.test(name);
}

/** Folder of `wq0.3` and its like: in the device's folder, or flat on the bus where the source has no links. */
export function childPath(reader: DsaReader, device: FoundDevice, child: string): string {
  const inside = `${device.path}/${child}`;
  return reader.tree.has(inside) ? inside : reader.tree.resolve(`/sys/bus/dsa/devices/${child}`);
}
