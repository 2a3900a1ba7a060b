/** A write to any file of the host: configuration, bind and unbind, create and remove. */
import { DEVICE_ATTRIBUTES, GROUP_ATTRIBUTES, WQ_ATTRIBUTES } from '../../../../shared/dsa/attributes.ts';
import { wqName } from '../../../../shared/dsa/types.ts';
import { bind, unbind } from './bind.ts';
import { type Draft, refuse } from './draft.ts';
import { createMdev, removeMdev } from './mdevs.ts';
import { parseUnsigned, plainText } from './numbers.ts';
import { type Place, placeAt } from './paths.ts';
import { bindFunction, unbindFunction } from './pf.ts';
import { vfioCreate, vfioRemove } from './push.ts';
import { readAttribute } from './read.ts';
import { vdevCreate, vdevRemove } from './vdev.ts';
import { writeDevice } from './write-device.ts';
import { writeEngine, writeGroup } from './write-group.ts';
import { writeWq } from './write-wq.ts';

function driverWrite(draft: Draft, place: Place & { readonly kind: 'driver' }, value: string): string | null {
  if (place.bus === 'dsa') {
    if (place.file === 'bind') return bind(draft, place.driver, value);
    unbind(draft, place.driver, value);
    return null;
  }
  const onFunction = place.file === 'bind' ? bindFunction : unbindFunction;
  onFunction(draft, value, place.driver);
  return null;
}

/** Zero is taken and does nothing. */
function removeWrite(draft: Draft, id: string, value: string): null {
  const yes = parseUnsigned(value);
  if (yes === null) return refuse('EINVAL', 'DSA-O33', `remove of ${id} takes 1.`, id);
  if (yes !== 0) removeMdev(draft, id);
  return null;
}

/** Undefined = the file takes no writes. */
function writePlace(draft: Draft, place: Place, value: string): string | null | undefined {
  const done = (taken: boolean) => (taken ? null : undefined);
  switch (place.kind) {
    case 'device':
      if (place.file === 'vdev_create') {
        vdevCreate(draft, place.device.name, value);
        return null;
      }
      if (place.file === 'vdev_remove') {
        vdevRemove(draft, plainText(value));
        return null;
      }
      return done(writeDevice(draft, place.device, place.file, value));
    case 'group':
      return done(writeGroup(draft, place.device, place.index, place.file, value));
    case 'engine':
      return done(writeEngine(draft, place.device, place.index, place.file, value));
    case 'wq': {
      const name = wqName(place.device, place.index);
      if (place.file === 'vfio_create') return vfioCreate(draft, name, value);
      if (place.file === 'vfio_remove') {
        vfioRemove(draft, name, value);
        return null;
      }
      return done(writeWq(draft, place.device, place.index, place.file, value));
    }
    case 'driver':
      return driverWrite(draft, place, value);
    case 'type':
      return place.file === 'create' ? createMdev(draft, place.device.bdf, place.type, value) : undefined;
    case 'mdev':
      return place.file === 'remove' ? removeWrite(draft, place.mdev.id, value) : undefined;
    case 'function':
    case 'module':
      return undefined;
  }
}

/** Rule of the operation that writes files of that name; DSA-O15 where no operation does. */
function ruleOf(file: string): string {
  const known = [...WQ_ATTRIBUTES, ...GROUP_ATTRIBUTES, ...DEVICE_ATTRIBUTES].find(
    (attribute) => attribute.file === file || attribute.alias === file,
  );
  return known?.rule ?? 'DSA-O15';
}

/** ENOENT where there is no such file, EIO where it takes no writes. Returns the wq a creation took. */
export function write(draft: Draft, at: string, value: string): string | null {
  const place = placeAt(draft.state, at);
  const readable = readAttribute(draft.state, at);
  const path = at.slice(0, 200);
  const rule = ruleOf(path.split('/').at(-1) ?? '');
  if (place === null || (!readable.ok && readable.errno === 'ENOENT'))
    return refuse('ENOENT', rule, `There is no file ${path}: this kernel or device has none.`);
  const taken = writePlace(draft, place, value);
  return taken === undefined ? refuse('EIO', rule, `${path} takes no writes.`) : taken;
}
