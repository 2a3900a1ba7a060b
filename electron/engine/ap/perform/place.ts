/** Which thing of AP a path of a host means, by any of its names (ap.md 1.3, 2). */
import { type Apqn, formatAdapter, formatApqn, parseApqn } from '../../../../shared/apqn.ts';
import { normalPath } from '../../tools/normal-path.ts';
import { DEFINITIONS_FOLDER } from '../export/definition-text.ts';
import { UDEV_RULE_PATH } from '../export/udev-rule.ts';

/** `name` is the rest of the path below the thing, empty for its folder. */
export type Place =
  | { readonly kind: 'bus'; readonly name: string }
  | { readonly kind: 'driver'; readonly driver: string; readonly name: string }
  | { readonly kind: 'card'; readonly adapter: number; readonly name: string }
  | { readonly kind: 'queue'; readonly apqn: Apqn; readonly name: string }
  | { readonly kind: 'parent'; readonly name: string }
  | { readonly kind: 'mdev'; readonly id: string; readonly name: string }
  | { readonly kind: 'definition'; readonly id: string }
  | { readonly kind: 'rule' };

export const BUS = '/sys/bus/ap';
export const CARDS = '/sys/devices/ap';
export const MATRIX = '/sys/devices/vfio_ap/matrix';
export const TYPE_FOLDER = 'mdev_supported_types/vfio_ap-passthrough';

/** Links of sysfs, replaced from the left until none fits; the longer ones first. */
const LINKS: readonly (readonly [from: RegExp, to: string])[] = [
  [/^\/sys\/class\/mdev_bus\/matrix(?=\/|$)/, MATRIX],
  [/^\/sys\/bus\/matrix\/devices\/matrix(?=\/|$)/, MATRIX],
  [/^\/sys\/bus\/mdev\/(?:devices|drivers\/vfio_ap_mdev)\/(?=[0-9a-f-]{36}(?:\/|$))/, `${MATRIX}/`],
  [
    /^\/sys\/devices\/vfio_ap\/matrix\/mdev_supported_types\/vfio_ap-passthrough\/devices\/(?=.)/,
    `${MATRIX}/`,
  ],
  [/^\/sys\/bus\/ap\/devices\/(?=card[0-9a-f]{2}(?:\/|$))/, `${CARDS}/`],
  [/^\/sys\/bus\/ap\/devices\/([0-9a-f]{2})(?=\.[0-9a-f]{4}(?:\/|$))/, `${CARDS}/card$1/$1`],
  [/^\/sys\/bus\/ap\/drivers\/[^/]+\/([0-9a-f]{2})(?=\.[0-9a-f]{4}\/)/, `${CARDS}/card$1/$1`],
];

/** The path below `/sys/devices`, whatever link it was reached by. */
export function realPath(path: string): string | null {
  let real = normalPath(path);
  for (const [from, to] of LINKS) real = real?.replace(from, to) ?? null;
  return real;
}

/** Folders that are there as long as the module is. */
const MODULE_FOLDERS: ReadonlySet<string> = new Set([
  '/sys/devices/vfio_ap',
  '/sys/module/vfio_ap',
  '/sys/bus/matrix',
  '/sys/bus/matrix/devices',
]);

function below(path: string, folder: string): string | null {
  if (path === folder) return '';
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : null;
}

function devicePlace(rest: string): Place | null {
  const card = /^card([0-9a-f]{2})(?:\/(.*))?$/.exec(rest);
  if (!card) return null;
  const adapter = Number.parseInt(card[1]!, 16);
  const [first = '', ...more] = (card[2] ?? '').split('/');
  const apqn = /^[0-9a-f]{2}\.[0-9a-f]{4}$/.test(first) ? parseApqn(first) : null;
  if (apqn !== null && first.startsWith(`${formatAdapter(adapter)}.`) && first === formatApqn(apqn))
    return { kind: 'queue', apqn, name: more.join('/') };
  return { kind: 'card', adapter, name: card[2] ?? '' };
}

/** Folders that somebody who means AP writes down, and that no kernel has. */
const NEARLY =
  /^\/sys\/(?:bus\/(?:ap|matrix|vfio_ap)|class\/vfio_ap|devices\/(?:virtual\/(?:vfio_ap|ap|matrix)|vfio_ap|ap_matrix|matrix))(?:\/|$)/;

/** Null when the path is not one of AP. A path below AP's folders that names nothing is the place `bus` or `parent` with that name. */
export function placeOf(path: string): Place | null {
  const real = realPath(path);
  if (real === null) return null;
  if (real === UDEV_RULE_PATH) return { kind: 'rule' };
  if (MODULE_FOLDERS.has(real)) return { kind: 'parent', name: '' };
  const definition = below(real, DEFINITIONS_FOLDER);
  if (definition !== null && definition !== '') return { kind: 'definition', id: definition };
  const bus = below(real, BUS);
  const driver = bus === null ? null : /^drivers\/([^/]+)(?:\/(.*))?$/.exec(bus);
  if (driver) return { kind: 'driver', driver: driver[1]!, name: driver[2] ?? '' };
  if (bus !== null) return { kind: 'bus', name: bus };
  const device = below(real, CARDS);
  if (device !== null) return devicePlace(device) ?? { kind: 'bus', name: `../../devices/ap/${device}` };
  const matrix = below(real, MATRIX);
  if (matrix !== null) {
    const [first = '', ...rest] = matrix.split('/');
    const isParents = ['', 'features', 'mdev_supported_types'].includes(first) || !first.includes('-');
    return isParents ? { kind: 'parent', name: matrix } : { kind: 'mdev', id: first, name: rest.join('/') };
  }
  return NEARLY.test(real) ? { kind: 'parent', name: `/${real}` } : null;
}
