/** Where a path of the host leads, under the names sysfs has for a PCI function (zpci.md 4.1). */
import { normalPath } from '../../tools/normal-path.ts';
import { DMA_LIMIT } from '../plan/paths.ts';

export type Place =
  /** `file` empty = its folder. */
  | { readonly kind: 'function'; readonly address: string; readonly file: string }
  | { readonly kind: 'slot'; readonly fid: number; readonly file: string }
  | { readonly kind: 'driver'; readonly driver: string; readonly file: string }
  | { readonly kind: 'probe' }
  | { readonly kind: 'dma-limit' }
  | { readonly kind: 'kept-override'; readonly address: string }
  /** A file of modprobe's configuration. */
  | { readonly kind: 'modprobe'; readonly path: string };

const ADDRESS = /^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/;
const SLOT = /^[0-9a-f]{8}$/;

function belowPci(parts: readonly string[]): Place | null {
  const [what = '', name = '', ...rest] = parts;
  if (what === 'drivers_probe' && name === '') return { kind: 'probe' };
  if (what === 'devices' && ADDRESS.test(name))
    return { kind: 'function', address: name, file: rest.join('/') };
  if (what === 'slots' && SLOT.test(name) && rest.length <= 1)
    return { kind: 'slot', fid: Number.parseInt(name, 16), file: rest[0] ?? '' };
  return what === 'drivers' && name !== '' && rest.length === 1
    ? { kind: 'driver', driver: name, file: rest[0]! }
    : null;
}

/** Null: none of the zPCI family's, as far as a path tells. */
export function placeOf(path: string): Place | null {
  const plain = normalPath(path);
  if (plain === null) return null;
  if (plain === DMA_LIMIT) return { kind: 'dma-limit' };
  if (/^\/etc\/modprobe\.d\/[^/]+\.conf$/.test(plain)) return { kind: 'modprobe', path: plain };
  const kept = /^\/etc\/driverctl\.d\/pci-(.+)$/.exec(plain)?.[1];
  if (kept !== undefined) return ADDRESS.test(kept) ? { kind: 'kept-override', address: kept } : null;
  const [top = '', second = '', third = '', ...rest] = plain.slice(1).split('/');
  if (top !== 'sys') return null;
  if (second === 'bus' && third === 'pci') return belowPci(rest);
  if (second !== 'devices' || !/^pci[0-9a-f]{4}:[0-9a-f]{2}$/.test(third)) return null;
  const [address = '', ...files] = rest;
  return ADDRESS.test(address) ? { kind: 'function', address, file: files.join('/') } : null;
}
