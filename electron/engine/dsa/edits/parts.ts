/** Finding what an edit names, and what uses it now. */
import {
  parseChild,
  type DsaDevice,
  type DsaMdev,
  type DsaState,
  wqName,
} from '../../../../shared/dsa/types.ts';

export interface Part {
  readonly kind: 'device' | 'group' | 'engine' | 'wq';
  readonly name: string;
  readonly device: DsaDevice;
  /** 0 for the device itself. */
  readonly index: number;
}

/** The device, group, engine or wq of that name; undefined when the host has none. */
export function partNamed(state: DsaState, name: string): Part | undefined {
  const child = parseChild(name);
  if (child === null) {
    const device = state.devices.find((candidate) => candidate.name === name);
    return device && { kind: 'device', name, device, index: 0 };
  }
  const device = state.devices.find(({ id }) => id === child.device);
  if (!device) return undefined;
  const { kind, index } = child;
  const count = { wq: device.wqs.length, group: device.groups.length, engine: device.engines.length }[kind];
  return index < count ? { kind, name, device, index } : undefined;
}

/** Devices that vfio can give, of one wq: those that surely have it, and those that may. */
export function mdevsOfWq(state: DsaState, device: DsaDevice, index: number): readonly DsaMdev[] {
  return state.mdevs.filter(
    (mdev) =>
      mdev.device === device.name &&
      !mdev.orphan &&
      (mdev.wq === index || (mdev.wq === null && mdev.candidates.includes(index))),
  );
}

export function mdevsOfDevice(state: DsaState, device: DsaDevice): readonly DsaMdev[] {
  return state.mdevs.filter((mdev) => mdev.device === device.name && !mdev.orphan);
}

export function guestName(state: DsaState, id: string): string {
  return state.guests.find((guest) => guest.id === id)?.name ?? id;
}

/** Why none of the device's queues can be a guest's (DSA-O22, DSA-M1); null = they can. */
export function lackForGuests({ name, caps }: DsaDevice): string | null {
  if (!caps.pasid)
    return `${name} has no PASID here, which queues for guests need: switch VT-d on in the firmware and start Linux with intel_iommu=on,sm_on.`;
  return caps.imsSize === 0
    ? `${name} has no interrupt slots (IMS), which queues for guests need: this device or kernel has none.`
    : null;
}

/** Entries of the device that no wq has. */
export function freeEntries(device: DsaDevice): number {
  return device.caps.totalSize - device.wqs.reduce((sum, { size }) => sum + size, 0);
}

export function wqsInGroup(device: DsaDevice, group: number): readonly number[] {
  return device.wqs.flatMap(({ groupId }, index) => (groupId === group ? [index] : []));
}

export function enginesInGroup(device: DsaDevice, group: number): readonly number[] {
  return device.engines.flatMap((groupId, index) => (groupId === group ? [index] : []));
}

/** Wqs that are enabled or locked. */
export function busyWqs(device: DsaDevice): readonly string[] {
  return device.wqs.flatMap(({ state }, index) => (state === 'disabled' ? [] : [wqName(device, index)]));
}
