/** Mediated devices of idxd parents, and what the other strategies put in their place (dsa.md 2.5, 5.1). */
import type { DsaDevice, DsaMdev } from '../../../../shared/dsa/types.ts';
import { pciFunctions } from './devices.ts';
import { observedEdges } from './edges.ts';
import type { DsaReader } from './reader.ts';

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const MOST_MDEVS = 65_536;

interface FoundMdev {
  readonly id: string;
  readonly path: string;
  readonly type: string;
  readonly device: string;
  readonly iommuGroup: number | null;
}

function* paths(reader: DsaReader): Generator<readonly [id: string, path: string]> {
  const { tree } = reader;
  for (const name of tree.list('/sys/bus/mdev/devices')) {
    const link = `/sys/bus/mdev/devices/${name}`;
    yield [name, tree.resolve(link)];
  }
  for (const path of pciFunctions(reader)) {
    for (const name of tree.list(path)) if (UUID.test(name.toLowerCase())) yield [name, `${path}/${name}`];
    const types = `${path}/mdev_supported_types`;
    for (const type of tree.list(types))
      for (const name of tree.list(`${types}/${type}/devices`)) yield [name, `${path}/${name}`];
  }
}

function typeOf(reader: DsaReader, id: string, path: string): string {
  const linked = reader.tree.linkName(`${path}/mdev_type`);
  if (linked !== undefined) return linked.slice(0, 100);
  const types = `${path.slice(0, path.lastIndexOf('/'))}/mdev_supported_types`;
  const holder = reader.tree.list(types).find((type) => reader.tree.has(`${types}/${type}/devices/${id}`));
  if (holder === undefined)
    reader.find(
      'warning',
      path,
      'The type of this mediated device is not told; a dedicated one is assumed.',
      'type',
    );
  return holder ?? 'idxd-dsa-1dwq-v1';
}

function find(reader: DsaReader, devices: readonly DsaDevice[]): FoundMdev[] {
  const byBdf = new Map(devices.map(({ bdf, name }) => [bdf, name]));
  const found = new Map<string, FoundMdev>();
  for (const [told, path] of paths(reader)) {
    const id = told.toLowerCase();
    const bdf = path.split('/').at(-2) ?? '';
    const device = byBdf.get(bdf);
    // Other families and other drivers have mediated devices too.
    if (device === undefined || found.get(id)?.path === path) continue;
    if (!UUID.test(id)) {
      reader.find('warning', path, 'The name of this mediated device is no UUID; left out.', 'no uuid');
      continue;
    }
    const known = found.get(id);
    if (known) {
      reader.find(
        'warning',
        path,
        `There are two mediated devices ${id}; only ${known.path} is read.`,
        'two mdevs',
      );
      continue;
    }
    if (found.size >= MOST_MDEVS) {
      reader.find(
        'error',
        '/sys/bus/mdev/devices',
        `There are more than ${MOST_MDEVS} mediated devices; the rest is left out.`,
      );
      break;
    }
    const group = reader.tree.linkName(`${path}/iommu_group`) ?? '';
    const iommuGroup = /^\d{1,9}$/.test(group) ? Number(group) : null;
    found.set(id, { id, path, type: typeOf(reader, id, path), device, iommuGroup });
  }
  return [...found.values()];
}

/** Queues bound to `vfio` are vfio devices by themselves (strategy push-vfio). */
function pushed(device: DsaDevice): DsaMdev[] {
  return device.wqs.flatMap((wq, index): DsaMdev[] =>
    wq.driver === 'vfio'
      ? [
          bare(
            { id: `wq${device.id}.${index}`, device: device.name, type: '', iommuGroup: null },
            'push-vfio',
            [index],
          ),
        ]
      : [],
  );
}

/** A function that vfio-pci has is a vfio device by itself (strategy pf). */
function passed({ name, bdf, driver, iommuGroup }: DsaDevice): DsaMdev[] {
  const whole = { id: bdf, device: name, type: '', iommuGroup };
  return driver === 'vfio-pci' ? [{ ...bare(whole, 'pf', []), orphan: false }] : [];
}

function bare(
  found: Pick<FoundMdev, 'id' | 'device' | 'type' | 'iommuGroup'>,
  strategy: DsaMdev['strategy'],
  candidates: readonly number[],
): DsaMdev {
  return {
    ...found,
    strategy,
    wq: candidates.length === 1 ? candidates[0]! : null,
    candidates,
    orphan: candidates.length === 0,
    guest: null,
    running: null,
    runningTold: false,
    definition: null,
  };
}

/** By parent, then by id; guests and definitions are put in by who knows them. */
export function observeMdevs(reader: DsaReader, devices: readonly DsaDevice[]): DsaMdev[] {
  const found = find(reader, devices);
  const { attributesTold } = reader.source;
  const byDevice = new Map<string, FoundMdev[]>();
  for (const mdev of found) byDevice.set(mdev.device, [...(byDevice.get(mdev.device) ?? []), mdev]);
  return devices.flatMap((device) => {
    const own = byDevice.get(device.name) ?? [];
    const edges = observedEdges(reader, device, own, attributesTold);
    const mdevs = own.map(({ id, device: name, type, iommuGroup }): DsaMdev => {
      const edge = edges.get(id)!;
      return { ...bare({ id, device: name, type, iommuGroup }, 'mdev-hybrid', edge.candidates), ...edge };
    });
    return [...mdevs, ...pushed(device), ...passed(device)].sort((left, right) =>
      left.id < right.id ? -1 : 1,
    );
  });
}
