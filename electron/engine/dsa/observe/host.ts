/** What all devices of the host share: drivers, types, and what sysfs does not tell and is assumed. */
import { type DsaDevice, type DsaHost, type StrategyId, typeName } from '../../../../shared/dsa/types.ts';
import { kernelRelease, kernelVersion } from '../../hosts/host-facts.ts';
import { DEFAULT_HOST } from '../model.ts';
import type { DsaReader } from './reader.ts';

const DRIVERS = '/sys/bus/dsa/drivers';
const MOST_TYPES = 32;
const MOST_DRIVERS = 64;

/** `idxd-dsa-1dwq-v1` of a dsa device -> `idxd-{kind}-1dwq-v1`; `idxd-1dwq-v1` stays. */
function templateOf(type: string): string {
  return type.replace(/(^|-)(?:dsa|iax)(?=-)/, '$1{kind}');
}

function driversOf(reader: DsaReader, devices: readonly DsaDevice[]): readonly string[] {
  const told = [DRIVERS, '/sys/bus/iax/drivers']
    .flatMap((path) => reader.tree.list(path))
    .filter((name) => /^[\w.-]{1,64}$/.test(name));
  if (told.length > 0) return [...new Set(told)].sort().slice(0, MOST_DRIVERS);
  const bound = devices.flatMap(({ driver, wqs }) => [driver, ...wqs.map((wq) => wq.driver)]);
  const seen = [...new Set(bound)].filter((name): name is string => name !== null);
  const series =
    reader.tree.list('/sys/bus/mdev/devices').length > 0 ||
    devices.some(({ caps, wqs }) => caps.imsSize > 0 || wqs.some(({ type }) => type === 'mdev'));
  const assumed = [...new Set(['idxd', 'dmaengine', 'user', ...(series ? ['mdev'] : []), ...seen])].sort();
  reader.find(
    'info',
    DRIVERS,
    `The source does not tell which queue drivers the host has; ${assumed.join(', ')} are assumed${series ? ', mdev because the devices have interrupt message slots, an mdev or a queue of that type' : ''}.`,
  );
  return assumed;
}

/** Type directories that parents offer or mdevs name. `parents` are folders of PCI functions. */
function typesOf(
  reader: DsaReader,
  parents: readonly string[],
  named: readonly string[],
  drivers: readonly string[],
  isBound: boolean,
): readonly string[] {
  const offered = parents.flatMap((path) => reader.tree.list(`${path}/mdev_supported_types`));
  const types = [...new Set([...offered, ...named].map(templateOf))].sort();
  if (types.length > MOST_TYPES)
    reader.find('warning', DRIVERS, `There are more than ${MOST_TYPES} types; the rest is left out.`);
  if (types.length > 0) return types.slice(0, MOST_TYPES);
  if (!drivers.includes('mdev')) return [];
  reader.find(
    'info',
    `${DRIVERS}/mdev`,
    `${isBound ? 'Queues are bound to mdev, or taken as bound, so the host offers types of mediated devices, but the source does not tell them' : 'The host can make mediated devices, but shows no types, because no queue is bound to mdev'}; ${DEFAULT_HOST.types.map((type) => typeName(type, 'dsa')).join(' and ')} and the like are assumed.`,
  );
  return DEFAULT_HOST.types;
}

const NO_PLAIN_SHARED = 'ENQCMD of the processor, and whether the kernel uses PASIDs itself';

function enqcmdOf(reader: DsaReader, devices: readonly DsaDevice[]): boolean {
  const flags = reader.tree.text('/captured/cpu-flags');
  if (flags !== undefined) return /\benqcmd\b/.test(flags);
  const assumed = devices.some(({ caps }) => caps.pasid);
  reader.find(
    'info',
    '/proc/cpuinfo',
    `The source does not tell ${NO_PLAIN_SHARED}; ${assumed ? 'ENQCMD is assumed because devices have PASIDs' : 'no ENQCMD is assumed because no device has PASIDs'}, and no own use.`,
  );
  return assumed;
}

/** Before 5.16 vfio's type1 takes no device of the dsa bus (dsa.md 5.3). */
function softwareOnly(reader: DsaReader): boolean {
  const version = kernelVersion(kernelRelease(reader.tree));
  return version === null || version[0] > 5 || (version[0] === 5 && version[1] >= 16);
}

export function observeHost(
  reader: DsaReader,
  devices: readonly DsaDevice[],
  parents: readonly string[],
  namedTypes: readonly string[],
): DsaHost {
  const drivers = driversOf(reader, devices);
  if (drivers.includes('dsa') && !drivers.includes('idxd'))
    reader.find(
      'warning',
      DRIVERS,
      'This kernel is older than 5.15: one driver takes devices and queues. What is planned here uses the drivers of newer kernels.',
    );
  const denylist = reader.tree.text('/sys/module/vfio_pci/parameters/disable_denylist')?.trim();
  return {
    enqcmd: enqcmdOf(reader, devices),
    kernelPasid: false,
    drivers,
    types: typesOf(
      reader,
      parents,
      namedTypes,
      drivers,
      devices.some(({ wqs }) => wqs.some(({ driver }) => driver === 'mdev')),
    ),
    softwareOnly: softwareOnly(reader),
    denylistOff: denylist === 'Y' || denylist === '1',
  };
}

/** How this host gives queues to guests: by what its drivers are for (dsa.md 5). */
export function strategyOf({ drivers, types }: DsaHost, devices: readonly DsaDevice[]): StrategyId {
  if (drivers.includes('mdev') || types.length > 0) return 'mdev-hybrid';
  if (drivers.includes('vdev')) return 'vdev';
  if (drivers.includes('vfio')) return 'push-vfio';
  return devices.some(({ driver }) => driver === 'vfio-pci') ? 'pf' : 'user';
}
