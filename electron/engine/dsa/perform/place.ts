/** Where a path of the host leads, under any of the names sysfs has for it (dsa.md 2.5). */
import { normalPath } from '../../tools/normal-path.ts';
import { ACCEL_CONFIG_PATH } from '../plan/accel-config-path.ts';

export type Place =
  /** A device, group, engine or wq; `file` empty = its folder. */
  | { readonly kind: 'part'; readonly of: string; readonly file: string }
  | { readonly kind: 'driver'; readonly bus: 'dsa' | 'pci'; readonly driver: string; readonly file: string }
  /** The PCI function; `file` empty = its folder. */
  | { readonly kind: 'function'; readonly bdf: string; readonly file: string }
  /** Of a parent; `type` empty = mdev_supported_types itself. */
  | { readonly kind: 'type'; readonly bdf: string; readonly type: string; readonly file: string }
  | { readonly kind: 'mdev'; readonly id: string; readonly file: string }
  | { readonly kind: 'definition'; readonly bdf: string; readonly uuid: string }
  | { readonly kind: 'saved' };

const BDF = /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DEVICE = /^(?:dsa|iax)\d+$/;
const CHILD = /^(?:wq|group|engine)\d+\.\d+$/;

/** `dsa0/wq0.0/size`, `wq0.0/size`, `dsa0`; deeper folders are no files of the bus. */
function partPlace(parts: readonly string[]): Place | null {
  const [first = '', ...rest] = parts;
  const [of, files] =
    DEVICE.test(first) && CHILD.test(rest[0] ?? '') ? [rest[0]!, rest.slice(1)] : [first, rest];
  if (!DEVICE.test(of) && !CHILD.test(of)) return null;
  return files.length > 1 ? null : { kind: 'part', of, file: files[0] ?? '' };
}

function belowFunction(bdf: string, parts: readonly string[]): Place | null {
  const [first = '', second = '', ...rest] = parts;
  if (first === 'mdev_supported_types') {
    if (rest[0] === 'devices' && UUID.test(rest[1] ?? '')) return mdevPlace(rest[1]!, rest.slice(2));
    return rest.length > 1 ? null : { kind: 'type', bdf, type: second, file: rest[0] ?? '' };
  }
  if (UUID.test(first)) return mdevPlace(first, parts.slice(1));
  if (DEVICE.test(first)) return partPlace(parts);
  return parts.length > 1 ? null : { kind: 'function', bdf, file: first };
}

function mdevPlace(id: string, rest: readonly string[]): Place | null {
  return rest.length > 1 ? null : { kind: 'mdev', id: id.toLowerCase(), file: rest[0] ?? '' };
}

function belowSys(parts: readonly string[]): Place | null {
  const [a = '', b = '', c = '', d = '', ...rest] = parts;
  if (a === 'bus' && b === 'dsa' && c === 'devices') return partPlace(parts.slice(3));
  if (a === 'bus' && (b === 'dsa' || b === 'pci') && c === 'drivers' && d !== '')
    return rest.length === 1 ? { kind: 'driver', bus: b, driver: d, file: rest[0]! } : null;
  if (a === 'bus' && b === 'pci' && c === 'devices' && BDF.test(d)) return belowFunction(d, rest);
  if (a === 'class' && b === 'mdev_bus' && BDF.test(c)) return belowFunction(c, parts.slice(3));
  if (a === 'bus' && b === 'mdev' && c === 'devices' && UUID.test(d)) return mdevPlace(d, rest);
  if (a !== 'devices') return null;
  // The PCI bridges before the function are any number of folders.
  const at = parts.findLastIndex((part) => BDF.test(part));
  return at < 0 ? null : belowFunction(parts[at]!, parts.slice(at + 1));
}

/** Null: none of the DSA family's, as far as a path tells. */
export function placeOf(path: string): Place | null {
  const plain = normalPath(path);
  if (plain === null) return null;
  if (plain === ACCEL_CONFIG_PATH) return { kind: 'saved' };
  const [top, ...parts] = plain.slice(1).split('/');
  if (top === 'sys') return belowSys(parts);
  if (top !== 'etc' || parts[0] !== 'mdevctl.d') return null;
  const [, bdf = '', uuid = ''] = parts;
  return parts.length === 3 && BDF.test(bdf) && UUID.test(uuid) ? { kind: 'definition', bdf, uuid } : null;
}
