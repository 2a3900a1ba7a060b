/** Drivers that make a wq itself a guest's device: `vfio` (dsa.md 5.1, S4 and S5) and `vdev` (S6). */
import { parseChild, wqName } from '../../../../shared/dsa/types.ts';
import { mdevsOn } from './disable-wq.ts';
import { type Draft, refuse } from './draft.ts';
import { enableWq } from './enable-wq.ts';
import { byteLength, plainText } from './numbers.ts';
import { STATUS } from './status.ts';

const MOST_NAME_BYTES = 32;

function checkPush(draft: Draft, deviceName: string, index: number, driver: 'vfio' | 'vdev'): void {
  const device = draft.device(deviceName);
  const wq = device.wqs[index]!;
  const name = wqName(device, index);
  const rule = driver === 'vfio' ? 'DSA-S4' : 'DSA-S6';
  if (driver === 'vdev' && wq.type !== 'vdev')
    refuse('ENODEV', rule, `${name} is of type ${wq.type}; the driver vdev takes type vdev only.`, name);
  if (device.state !== 'enabled')
    refuse(
      'ENXIO',
      'DSA-O22',
      `${device.name} is ${device.state}; enable it before ${name}.`,
      name,
      device.name,
    );
  const sharedToo = driver === 'vfio' && draft.state.strategy === 'push-vfio-create';
  if (wq.mode === 'shared' && !sharedToo)
    refuse(
      'EOPNOTSUPP',
      rule,
      `${name} is shared, and the driver ${driver} makes one device of one queue; make it dedicated.`,
      name,
    );
  if (wq.driverName !== driver && !device.lacks.includes('wq/driver_name'))
    draft.refuseWith(
      deviceName,
      STATUS.driverName,
      'ENODEV',
      'DSA-O22',
      `driver_name of ${name} is ${wq.driverName === '' ? 'empty' : wq.driverName}, not ${driver}.`,
      name,
    );
  if (!draft.state.host.drivers.includes(driver))
    refuse('ENOENT', 'DSA-O22', `This kernel has no driver ${driver} for queues.`, name);
}

/**
 * Binding to `vfio` registers a vfio device at once where the wq is dedicated; a shared one waits for vfio-create.
 * cmd_status keeps what it showed when it goes well.
 */
export function pushBind(draft: Draft, deviceName: string, index: number, driver: 'vfio' | 'vdev'): void {
  checkPush(draft, deviceName, index, driver);
  enableWq(draft, deviceName, index);
  const { mode } = draft.wq(deviceName, index);
  if (driver === 'vdev') {
    draft.changeWq(deviceName, index, { driver, clients: 0 });
    return;
  }
  draft.changeWq(deviceName, index, {
    driver,
    type: 'vfio',
    clients: 0,
    state: mode === 'dedicated' ? 'locked' : 'enabled',
  });
  if (mode === 'shared') return;
  const id = wqName(draft.device(deviceName), index);
  draft.removeMdev(id);
  draft.addMdev({ id, strategy: 'push-vfio', device: deviceName, wq: index, candidates: [index] });
}

/** The kernel waits for the guest to let go; EBUSY in this model, as for O33. */
export function refusePushInUse(draft: Draft, deviceName: string, index: number): void {
  const held = mdevsOn(draft, deviceName, index).find(
    ({ strategy, running }) => strategy === 'push-vfio' && running !== null,
  );
  if (held !== undefined)
    refuse('EBUSY', 'DSA-S4', `A guest runs with ${held.id}; stop it before the queue is unbound.`, held.id);
}

function sharedVfioWq(draft: Draft, name: string): { readonly device: string; readonly index: number } {
  const child = parseChild(name);
  const device = draft.state.devices.find(({ id }) => id === child?.device);
  const wq = child?.kind === 'wq' ? device?.wqs[child.index] : undefined;
  if (device === undefined || child === null || wq === undefined)
    return refuse('ENODEV', 'DSA-S5', `There is no queue ${name}.`);
  if (wq.driver !== 'vfio' || wq.mode !== 'shared')
    return refuse(
      'ENODEV',
      'DSA-S5',
      `${name} is no shared queue bound to the driver vfio, so no device can be made of it.`,
      name,
    );
  return { device: device.name, index: child.index };
}

/** S5: one more vfio device on this very wq, under a name of the administrator. Returns the wq's name. */
export function vfioCreate(draft: Draft, wq: string, text: string): string {
  const { device, index } = sharedVfioWq(draft, wq);
  const name = plainText(text).trim();
  if (name === '' || byteLength(name) > MOST_NAME_BYTES || name.includes('/'))
    refuse('EINVAL', 'DSA-S5', `A name has 1 to ${MOST_NAME_BYTES} characters and no slash.`, wq);
  if (draft.mdev(name) !== undefined)
    refuse('EEXIST', 'DSA-S5', `There is a device ${name} already.`, wq, name);
  draft.changeWq(device, index, { clients: draft.wq(device, index).clients + 1 });
  draft.addMdev({
    id: name,
    strategy: 'push-vfio-create',
    device,
    wq: index,
    candidates: [index],
  });
  return wq;
}

export function vfioRemove(draft: Draft, wq: string, text: string): void {
  const name = plainText(text).trim();
  const mdev = draft.mdev(name);
  const { device, index } = sharedVfioWq(draft, wq);
  if (mdev?.strategy !== 'push-vfio-create' || mdev.device !== device || mdev.wq !== index)
    return refuse('ENODEV', 'DSA-S5', `${wq} has no device ${name}.`, wq);
  if (mdev.running !== null) refuse('EBUSY', 'DSA-S5', `A guest runs with ${name}; stop it first.`, name);
  draft.changeWq(device, index, { clients: draft.wq(device, index).clients - 1 });
  draft.removeMdev(mdev.id);
}
