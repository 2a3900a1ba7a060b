/** Binding and unbinding by name, as the files below the drivers of the dsa bus take it (DSA-O20 ... DSA-O23). */
import { wqName, wqNamed } from '../../../../shared/dsa/types.ts';
import { unbindWq } from './disable-wq.ts';
import { type Draft, refuse } from './draft.ts';
import { bindDevice, unbindDevice } from './enable-device.ts';
import { bindWq } from './enable-wq.ts';
import { plainText } from './numbers.ts';
import { pushBind, refusePushInUse } from './push.ts';
import { vdevBind, vdevUnbind } from './vdev.ts';

interface Target {
  readonly device: string;
  /** Null = the device itself. */
  readonly index: number | null;
}

/** A device or wq of the dsa bus; a function that vfio-pci has is not on it. */
function targetNamed(draft: Draft, name: string, rule: string): Target {
  const device = draft.state.devices.find((candidate) => candidate.name === name);
  if (device !== undefined && device.driver !== 'vfio-pci') return { device: device.name, index: null };
  const found = wqNamed(draft.state, name);
  if (found === undefined || wqName(found.device, found.index) !== name || found.device.driver === 'vfio-pci')
    return refuse('ENODEV', rule, `There is no device or queue ${name} on the dsa bus.`);
  return { device: found.device.name, index: found.index };
}

/** Returns the name of a wq that was taken by it, which only happens to a vdev. */
export function bind(draft: Draft, driver: string, text: string): string | null {
  const name = plainText(text);
  if (driver === 'idxd_vfio') return vdevBind(draft, name);
  const { device, index } = targetNamed(draft, name, driver === 'idxd' ? 'DSA-O20' : 'DSA-O22');
  if (index === null) {
    if (driver !== 'idxd')
      refuse('ENODEV', 'DSA-O20', `${name} is a device; only the driver idxd takes devices.`, name);
    bindDevice(draft, device);
  } else if (driver === 'idxd')
    refuse('ENODEV', 'DSA-O22', `${name} is a queue; the driver idxd takes devices only.`, name);
  else if (driver === 'vfio' || driver === 'vdev') pushBind(draft, device, index, driver);
  else bindWq(draft, device, index, driver);
  return null;
}

export function unbind(draft: Draft, driver: string, text: string): void {
  const name = plainText(text);
  if (driver === 'idxd_vfio') return vdevUnbind(draft, name);
  const { device, index } = targetNamed(draft, name, driver === 'idxd' ? 'DSA-O21' : 'DSA-O23');
  const bound = index === null ? draft.device(device).driver : draft.wq(device, index).driver;
  if (bound !== driver)
    refuse(
      'ENODEV',
      index === null ? 'DSA-O21' : 'DSA-O23',
      bound === null ? `${name} is bound to no driver.` : `${name} is bound to ${bound}, not to ${driver}.`,
      name,
    );
  if (index === null) return unbindDevice(draft, device);
  refusePushInUse(draft, device, index);
  unbindWq(draft, device, index);
}
