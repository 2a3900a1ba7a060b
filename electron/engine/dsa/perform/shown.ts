/** What the model's files and links show. */
import {
  type DsaState,
  deviceNamed,
  deviceOfChild,
  parseChild,
  wqNamed,
} from '../../../../shared/dsa/types.ts';
import { availableInstances, typesOf } from '../kernel/mdevs.ts';
import { readAttribute } from '../kernel/read.ts';
import { definitionsOf, definitionText } from '../plan/definitions.ts';
import type { Place } from './place.ts';

/** `text` null: it is there, and the model does not know what it holds. */
export type Shown =
  | { readonly kind: 'file'; readonly text: string | null }
  | { readonly kind: 'link'; readonly name: string }
  | { readonly kind: 'folder' }
  | { readonly kind: 'missing' };

const MISSING: Shown = { kind: 'missing' };
const FOLDER: Shown = { kind: 'folder' };

function link(name: string | null | undefined): Shown {
  return name == null ? MISSING : { kind: 'link', name };
}

function isThere(state: DsaState, of: string): boolean {
  const child = parseChild(of);
  const device = deviceNamed(state, of) ?? deviceOfChild(state, of);
  if (device === undefined || device.driver === 'vfio-pci') return false;
  if (child === null) return device.name === of;
  const count = { wq: device.wqs.length, group: device.groups.length, engine: device.engines.length };
  return child.index < count[child.kind];
}

function partShown(state: DsaState, of: string, file: string): Shown {
  if (!isThere(state, of)) return MISSING;
  if (file === '') return FOLDER;
  if (file === 'driver') return link(wqNamed(state, of)?.wq.driver ?? deviceNamed(state, of)?.driver);
  const read = readAttribute(state, `${of}/${file}`);
  return read.ok ? { kind: 'file', text: read.text } : MISSING;
}

function typeShown(state: DsaState, bdf: string, type: string, file: string): Shown {
  const device = deviceNamed(state, bdf);
  const types = device === undefined ? [] : typesOf(state, device);
  if (type === '') return types.length > 0 ? FOLDER : MISSING;
  if (device === undefined || !types.includes(type)) return MISSING;
  if (file === 'available_instances')
    return { kind: 'file', text: `${availableInstances(state, device, type)}\n` };
  if (file === 'device_api') return { kind: 'file', text: 'vfio-pci\n' };
  return file === '' || file === 'devices' ? FOLDER : { kind: 'file', text: null };
}

function mdevShown(state: DsaState, id: string, file: string): Shown {
  const mdev = state.mdevs.find((one) => one.id === id && one.strategy.startsWith('mdev-'));
  if (mdev === undefined) return MISSING;
  if (file === '') return FOLDER;
  if (file === 'mdev_type') return link(mdev.type);
  if (file === 'iommu_group') return link(mdev.iommuGroup === null ? null : String(mdev.iommuGroup));
  return file === 'remove' || file === 'power' ? { kind: 'file', text: null } : MISSING;
}

export function shownAt(state: DsaState, place: Place): Shown {
  switch (place.kind) {
    case 'part':
      return partShown(state, place.of, place.file);
    case 'driver':
      return { kind: 'file', text: null };
    case 'function': {
      const device = deviceNamed(state, place.bdf);
      if (device === undefined) return MISSING;
      if (place.file === 'driver') return link(device.driver === 'vfio-pci' ? 'vfio-pci' : 'idxd');
      return place.file === '' ? FOLDER : { kind: 'file', text: null };
    }
    case 'type':
      return typeShown(state, place.bdf, place.type, place.file);
    case 'mdev':
      return mdevShown(state, place.id, place.file);
    case 'definition': {
      const definition = definitionsOf(state).get(place.uuid);
      return definition?.parent === place.bdf ? { kind: 'file', text: definitionText(definition) } : MISSING;
    }
    case 'saved':
      if (!state.savedTold) return { kind: 'file', text: null };
      return state.saved === null ? MISSING : { kind: 'file', text: state.saved };
  }
}
