/** Enabling a wq: binding it to a driver of the dsa bus (DSA-O22). */
import { type DsaDevice, type DsaWq, wqName } from '../../../../shared/dsa/types.ts';
import { resetWq, sharedSupport } from '../model.ts';
import { type Draft, Refused, refuse } from './draft.ts';
import { checkConfiguration } from './enable-device.ts';
import { STATUS } from './status.ts';

/** Type a driver gives its wq; the mdev driver asks for it instead. */
const TYPE_OF_DRIVER: Readonly<Record<string, string>> = {
  user: 'user',
  dmaengine: 'kernel',
  crypto: 'kernel',
};

/** From "not disabled" to the hardware's answer; the same for every driver but for the errno of the device-wide checks. */
export function enableWq(draft: Draft, device: string, index: number): void {
  const name = wqName(draft.device(device), index);
  const wq = draft.wq(device, index);
  const fail = (status: number, errno: string, message: string) =>
    draft.refuseWith(device, status, errno, 'DSA-O22', message, name);
  if (wq.state !== 'disabled') fail(STATUS.wqEnabled, 'EBUSY', `${name} is ${wq.state} already.`);
  if (wq.groupId < 0) fail(STATUS.noGroup, 'ENXIO', `${name} is in no group.`);
  if (wq.name === '') fail(STATUS.noName, 'ENXIO', `${name} has no name.`);
  if (wq.mode === 'shared') {
    if (!sharedSupport(draft.state.host, draft.device(device)))
      fail(
        STATUS.noSvm,
        'ENXIO',
        `${name} is shared, which needs PASID on ${device} and ENQCMD on this host.`,
      );
    if (wq.threshold === 0) fail(STATUS.noThreshold, 'ENXIO', `${name} is shared and has no threshold.`);
  }
  // The driver's own error code passes through here, unlike when the device is enabled; seen in the reference's model.
  checkConfiguration(draft, device, 'EINVAL', 'DSA-O22');
  if (wq.hardwareSize === 0)
    fail(
      STATUS.sizeZero,
      'ENXIO',
      `The hardware knows ${name} with size 0: it had no size or no group when ${device} was enabled. Disable the device, set both, and enable it again.`,
    );
  if (wq.priority === 0) fail(STATUS.priorityZero, 'ENXIO', `${name} has priority 0; it takes 1 to 15.`);
  draft.changeWq(device, index, { state: 'enabled' });
}

/**
 * A driver_name that begins with the driver's name is taken for a match: the comparison ends with the driver's name.
 * [model: the reference says only that they must match]
 */
export function driverNameMatches(wq: DsaWq, driver: string): boolean {
  return wq.driverName.startsWith(driver);
}

/** Lowest minor number that no wq of that kind has; dsa and iax count apart. */
function freeMinor(draft: Draft, { kind }: DsaDevice): number {
  const used = new Set(
    draft.state.devices
      .filter((device) => device.kind === kind)
      .flatMap(({ wqs }) => wqs.map(({ cdevMinor }) => cdevMinor)),
  );
  let minor = 0;
  while (used.has(minor)) minor++;
  return minor;
}

function checkDriver(draft: Draft, device: DsaDevice, index: number, driver: string): void {
  const wq = device.wqs[index]!;
  const name = wqName(device, index);
  const { host } = draft.state;
  if (wq.driver !== null) refuse('EBUSY', 'DSA-O22', `${name} is bound to ${wq.driver} already.`, name);
  if (driver === 'mdev' && wq.type !== 'mdev')
    refuse('ENODEV', 'DSA-O22', `${name} is of type ${wq.type}; the driver mdev takes type mdev only.`, name);
  if (driver === 'crypto' && device.kind !== 'iax')
    refuse(
      'ENODEV',
      'DSA-O22',
      `${name} belongs to a DSA; the driver crypto takes queues of IAA devices only.`,
      name,
    );
  if (device.state !== 'enabled') {
    const message = `${device.name} is ${device.state}; enable it before ${name}.`;
    if (driver === 'mdev')
      draft.refuseWith(device.name, STATUS.deviceNotEnabled, 'ENXIO', 'DSA-O22', message, name, device.name);
    refuse('ENXIO', 'DSA-O22', message, name, device.name);
  }
  if (driver === 'user' && !device.caps.pasid)
    draft.refuseWith(
      device.name,
      STATUS.noIommu,
      'EOPNOTSUPP',
      'DSA-O22',
      `User queues need PASID, and ${device.name} has none here.`,
      name,
      device.name,
    );
  if (!device.lacks.includes('wq/driver_name') && !driverNameMatches(wq, driver))
    draft.refuseWith(
      device.name,
      STATUS.driverName,
      'ENODEV',
      'DSA-O22',
      wq.driverName === ''
        ? `${name} has no driver_name; write ${driver} to it first.`
        : `driver_name of ${name} is ${wq.driverName}, not ${driver}.`,
      name,
    );
  if (!host.drivers.includes(driver) || !(driver === 'mdev' || Object.hasOwn(TYPE_OF_DRIVER, driver)))
    refuse('ENOENT', 'DSA-O22', `This kernel has no driver ${driver} for queues.`, name);
}

/** DSA-O22 for the drivers user, dmaengine, crypto and mdev; vfio and vdev have ways of their own (push.ts). */
export function bindWq(draft: Draft, deviceName: string, index: number, driver: string): void {
  const device = draft.device(deviceName);
  checkDriver(draft, device, index, driver);
  const name = wqName(device, index);
  const type = TYPE_OF_DRIVER[driver];
  if (type !== undefined) draft.changeWq(deviceName, index, { type });
  try {
    enableWq(draft, deviceName, index);
  } catch (problem) {
    if (type !== undefined) draft.changeWq(deviceName, index, { type: 'none' });
    if (problem instanceof Refused && driver === 'dmaengine')
      throw new Refused({ ...problem.failure, errno: 'ENXIO' });
    throw problem;
  }
  if (driver === 'mdev' && (device.caps.imsSize === 0 || !device.caps.pasid)) {
    draft.changeWq(deviceName, index, resetWq(draft.wq(deviceName, index), device.caps));
    refuse(
      'ENXIO',
      'DSA-O22',
      `${deviceName} has no ${device.caps.imsSize === 0 ? 'interrupt message store' : 'PASID'}, which guests need; ${name} was reset to its defaults.`,
      name,
      deviceName,
    );
  }
  draft.changeWq(deviceName, index, {
    driver,
    ...(driver === 'user' && { cdevMinor: freeMinor(draft, device) }),
  });
  draft.changeDevice(deviceName, { cmdStatus: 0 });
}
