/** What a host may bring along that no operation of the model makes. */
import type { DsaDevice, DsaWq } from '../../../../../shared/dsa/types.ts';

/** A device as IAA kernels since 6.8 may leave it at boot (DSA-O25): one dedicated kernel wq with all entries. */
export function iaaBootDefault(device: DsaDevice): DsaDevice {
  const first: DsaWq = {
    ...device.wqs[0]!,
    mode: 'dedicated',
    type: 'kernel',
    name: 'iaa_crypto',
    driverName: 'crypto',
    size: device.caps.totalSize,
    hardwareSize: device.caps.totalSize,
    priority: 10,
    groupId: 0,
    state: 'enabled',
    driver: 'crypto',
  };
  return {
    ...device,
    state: 'enabled',
    driver: 'idxd',
    engines: device.engines.map((group, index) => (index === 0 ? 0 : group)),
    wqs: device.wqs.map((wq, index) => (index === 0 ? first : wq)),
  };
}
