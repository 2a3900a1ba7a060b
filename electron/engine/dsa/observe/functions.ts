/** PCI functions that are DSA or IAA, but that idxd does not have: given away whole (strategy pf), or without a driver. */
import type { DeviceKind, DsaDevice } from '../../../../shared/dsa/types.ts';
import { createDevice, PCI_VENDOR } from '../model.ts';
import { isDeviceName, pciFunctions } from './devices.ts';
import { kindOfPciId } from './pci-ids.ts';
import type { DsaReader } from './reader.ts';

/** Numbers that no device of idxd has, the lowest first: where one was given away, its number is a gap. */
function* freeIds(taken: readonly number[]): Generator<number> {
  const used = new Set(taken);
  for (let id = 0; ; id++) if (!used.has(id)) yield id;
}

function kindOf({ tree }: DsaReader, path: string): DeviceKind | undefined {
  if (tree.text(`${path}/vendor`)?.trim() !== PCI_VENDOR) return undefined;
  return kindOfPciId(tree.text(`${path}/device`)?.trim() ?? '');
}

/** Those that vfio-pci has, as devices; of the others no more is known than that they are there, which is told. */
export function givenAway(reader: DsaReader, devices: readonly DsaDevice[]): DsaDevice[] {
  const { tree } = reader;
  const known = new Set(devices.map(({ bdf }) => bdf));
  const ids = freeIds(devices.map(({ id }) => id));
  return pciFunctions(reader)
    .sort()
    .flatMap((path): DsaDevice[] => {
      const kind = kindOf(reader, path);
      const bdf = path.slice(path.lastIndexOf('/') + 1);
      if (kind === undefined || known.has(bdf) || tree.list(path).some(isDeviceName)) return [];
      const driver = tree.linkName(`${path}/driver`);
      if (driver !== 'vfio-pci') {
        reader.find(
          'info',
          path,
          `This is a DSA or IAA that idxd does not have (${driver === undefined ? 'it has no driver' : `its driver is ${driver.slice(0, 40)}`}), so nothing more is known of it.`,
          'foreign',
        );
        return [];
      }
      const group = tree.linkName(`${path}/iommu_group`) ?? '';
      const numaNode = reader.number(`${path}/numa_node`, -1, 65_535) ?? -1;
      const device = createDevice({
        kind,
        id: ids.next().value as number,
        bdf,
        driver: 'vfio-pci',
        iommuGroup: /^\d{1,9}$/.test(group) ? Number(group) : null,
        caps: { numaNode },
      });
      reader.find(
        'info',
        path,
        `vfio-pci has this ${kind === 'dsa' ? 'DSA' : 'IAA'} as a whole, so the host shows nothing of it but its address. It is called ${device.name} here, a number that no other device has, and its sizes are the usual ones.`,
        'given away',
      );
      return [device];
    });
}
