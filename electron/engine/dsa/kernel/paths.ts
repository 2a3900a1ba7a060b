/** What a path of the host means: files of the dsa bus, of PCI functions, of mdevs and of drivers (dsa.md 2). */
import { hasFile } from '../../../../shared/dsa/attributes.ts';
import {
  type DsaDevice,
  type DsaMdev,
  type DsaState,
  engineName,
  groupName,
  parseChild,
  wqName,
} from '../../../../shared/dsa/types.ts';
import { typesOf } from './mdevs.ts';

export type Place =
  | { readonly kind: 'device'; readonly device: DsaDevice; readonly file: string }
  | {
      readonly kind: 'wq' | 'group' | 'engine';
      readonly device: DsaDevice;
      readonly index: number;
      readonly file: string;
    }
  /** bind or unbind of a driver on the dsa or PCI bus. */
  | {
      readonly kind: 'driver';
      readonly bus: 'dsa' | 'pci';
      readonly driver: string;
      readonly file: 'bind' | 'unbind';
    }
  | { readonly kind: 'function'; readonly device: DsaDevice; readonly file: string }
  | { readonly kind: 'type'; readonly device: DsaDevice; readonly type: string; readonly file: string }
  | { readonly kind: 'mdev'; readonly mdev: DsaMdev; readonly file: string }
  | { readonly kind: 'module'; readonly file: string };

const PCI_DRIVERS = ['idxd', 'vfio-pci'];
const PCI_FILES = ['vendor', 'device', 'class', 'numa_node'];
const MODULE_FILES = ['refcnt'];
/** Drivers that take a device of this model rather than a wq or a device of the bus. */
const VDEV_DRIVER = 'idxd_vfio';

function child(device: DsaDevice, name: string): { kind: 'wq' | 'group' | 'engine'; index: number } | null {
  const parsed = parseChild(name);
  if (parsed === null || parsed.device !== device.id) return null;
  const { kind, index } = parsed;
  const [label, there] =
    kind === 'wq'
      ? [wqName(device, index), device.wqs.length]
      : kind === 'group'
        ? [groupName(device, index), device.groups.length]
        : [engineName(device, index), device.engines.length];
  return label === name && index < there ? { kind, index } : null;
}

/** Below the directory of a device: its own files, and its children's. */
function inDevice(device: DsaDevice, rest: readonly string[]): Place | null {
  const [first, second, ...more] = rest;
  if (first === undefined || device.driver === 'vfio-pci') return null;
  if (second === undefined)
    return hasFile(device, 'device', first) ? { kind: 'device', device, file: first } : null;
  const found = child(device, first);
  if (found === null || more.length > 0 || !hasFile(device, found.kind, second)) return null;
  return { ...found, device, file: second };
}

function onDsaBus(state: DsaState, [name, ...rest]: readonly string[]): Place | null {
  if (name === undefined) return null;
  const owner = parseChild(name)?.device;
  const device = state.devices.find((one) => one.name === name || one.id === owner);
  if (device === undefined) return null;
  return inDevice(device, device.name === name ? rest : [name, ...rest]);
}

function inType(state: DsaState, device: DsaDevice, [type, file, ...more]: readonly string[]): Place | null {
  if (type === undefined || file === undefined || !typesOf(state, device).includes(type)) return null;
  const [id, ...rest] = more;
  if (file === 'devices') return id === undefined ? null : inMdev(state, id, rest, { device, type });
  return id === undefined ? { kind: 'type', device, type, file } : null;
}

function inMdev(
  state: DsaState,
  id: string,
  [file, ...rest]: readonly string[],
  below?: { readonly device: DsaDevice; readonly type: string },
): Place | null {
  const mdev = state.mdevs.find((candidate) => candidate.id === id);
  if (mdev === undefined || file === undefined || !mdev.strategy.startsWith('mdev-')) return null;
  if (below !== undefined && (mdev.device !== below.device.name || mdev.type !== below.type)) return null;
  if (file === 'mdev_type') {
    const device = state.devices.find(({ name }) => name === mdev.device);
    return device === undefined || rest.includes('devices')
      ? null
      : inType(state, device, [mdev.type, ...rest]);
  }
  return rest.length === 0 ? { kind: 'mdev', mdev, file } : null;
}

function inFunction(state: DsaState, bdf: string | undefined, rest: readonly string[]): Place | null {
  const device = state.devices.find((candidate) => candidate.bdf === bdf);
  const [first, ...more] = rest;
  if (device === undefined || first === undefined) return null;
  if (first === device.name) return inDevice(device, more);
  if (first === 'mdev_supported_types') return inType(state, device, more);
  if (more.length === 0 && PCI_FILES.includes(first)) return { kind: 'function', device, file: first };
  const mdev = state.mdevs.find(({ id }) => id === first);
  return mdev?.device === device.name ? inMdev(state, first, more) : null;
}

function driverFile(bus: 'dsa' | 'pci', rest: readonly string[], drivers: readonly string[]): Place | null {
  const [driver, file, ...more] = rest;
  if (driver === undefined || more.length > 0 || !drivers.includes(driver)) return null;
  return file === 'bind' || file === 'unbind' ? { kind: 'driver', bus, driver, file } : null;
}

/** Links of one name lead to the same place, so the ways there are folded into one. */
function fromRoot(state: DsaState, parts: readonly string[]): Place | null {
  const start = (count: number) => parts.slice(0, count).join('/');
  const rest = (count: number) => parts.slice(count);
  if (start(3) === 'bus/dsa/devices') return onDsaBus(state, rest(3));
  if (start(3) === 'bus/dsa/drivers') {
    const { drivers } = state.host;
    return driverFile('dsa', rest(3), drivers.includes('vdev') ? [...drivers, VDEV_DRIVER] : drivers);
  }
  if (start(3) === 'bus/pci/devices') return inFunction(state, parts[3], rest(4));
  if (start(3) === 'bus/pci/drivers') return driverFile('pci', rest(3), PCI_DRIVERS);
  if (start(3) === 'bus/mdev/devices')
    return parts[3] === undefined ? null : inMdev(state, parts[3], rest(4));
  if (start(2) === 'class/mdev_bus') {
    const device = state.devices.find(({ bdf }) => bdf === parts[2]);
    return device !== undefined && typesOf(state, device).length > 0
      ? inFunction(state, parts[2], rest(3))
      : null;
  }
  if (parts[0] === 'devices' && parts[1] === `pci${parts[2]?.slice(0, 7)}`)
    return inFunction(state, parts[2], rest(3));
  if (start(2) === 'module/idxd' && parts.length === 3 && MODULE_FILES.includes(parts[2]!))
    return { kind: 'module', file: parts[2]! };
  return null;
}

const TOPS = ['bus', 'class', 'devices', 'kernel', 'module'];

/**
 * `at` is below /sys/bus/dsa/devices (`wq0.0/size`), or a whole path: with `/sys`, or from its root on (`/bus/dsa/…`).
 * Null = there is no such file: ENOENT.
 */
export function placeAt(state: DsaState, at: string): Place | null {
  const parts = at.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..') || parts.length > 20) return null;
  if (!at.startsWith('/')) return onDsaBus(state, parts);
  const whole = parts[0] === 'sys' ? parts.slice(1) : parts;
  return TOPS.includes(whole[0] ?? '') ? fromRoot(state, whole) : null;
}
