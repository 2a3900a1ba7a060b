/** Guests that take and leave a device: IMS slot, PASID, attach (DSA-O35 ... DSA-O38, dsa.md 5.3). */
import type { DsaDevice, DsaHost, DsaMdev, DsaState, StrategyId } from '../../../../shared/dsa/types.ts';
import { deviceNamed } from '../../../../shared/dsa/types.ts';
import { type Draft, refuse } from './draft.ts';

/** What vfio's type1 back end knows of a device's IOMMU (dsa.md 5.3). */
export type IommuKind = 'mdev-bus' | 'hardware' | 'sw-only' | 'none';

export function iommuKind(strategy: StrategyId, host: DsaHost): IommuKind {
  switch (strategy) {
    case 'mdev-hybrid':
    case 'mdev-uuid':
    case 'mdev-pull':
      return 'mdev-bus';
    case 'pf':
    case 'devlink':
      return 'hardware';
    case 'vdev':
      return 'sw-only';
    case 'push-vfio':
    case 'push-vfio-create':
      return host.softwareOnly ? 'sw-only' : 'none';
    case 'user':
      return 'none';
  }
}

/** Null = the attach succeeds. Software-only devices need a kernel from 5.16 on (`softwareOnly`). */
export function attachErrno(iommu: IommuKind, host: Pick<DsaHost, 'softwareOnly'>): 'EIO' | null {
  if (iommu === 'none') return 'EIO';
  return iommu === 'sw-only' && !host.softwareOnly ? 'EIO' : null;
}

export interface ImsUse {
  readonly total: number;
  /** Slots known to be taken, in order. */
  readonly used: readonly number[];
  /** Devices whose guests ran before the host was read: each has a slot, but nothing tells which. */
  readonly unknown: number;
  readonly free: number;
}

/** DSA-O35, DSA-O38: slots are taken by running guests, not by mdevs. */
export function imsUse(state: DsaState, deviceName: string): ImsUse {
  const device = deviceNamed(state, deviceName);
  const running = state.mdevs.filter(
    (mdev) => mdev.device === device?.name && mdev.running !== null && mdev.strategy !== 'pf',
  );
  const used = running.flatMap(({ running: run }) => run!.slots).sort((left, right) => left - right);
  const unknown = running.filter(({ running: run }) => run!.slots.length === 0).length;
  const total = device?.caps.imsSize ?? 0;
  return { total, used, unknown, free: Math.max(0, total - used.length - unknown) };
}

/** Lowest free slot; those of guests that nothing tells of are taken to be the lowest of the rest [model]. */
function nextSlot(state: DsaState, device: DsaDevice): number | null {
  const { used, unknown, free } = imsUse(state, device.name);
  if (free === 0) return null;
  const taken = new Set(used);
  let skip = unknown;
  for (let slot = 0; ; slot++) {
    if (taken.has(slot)) continue;
    if (skip === 0) return slot;
    skip--;
  }
}

const FRESH = {
  device: 'disabled',
  wq: 'disabled',
  swerr: 'none',
  errorInterrupt: true,
  interrupts: 0,
} as const;

function slotOrRefuse(draft: Draft, mdev: DsaMdev, device: DsaDevice): number {
  return (
    nextSlot(draft.state, device) ??
    refuse(
      'ENOSPC',
      'DSA-O36',
      `${device.name} has no free interrupt slot: running guests use its ${device.caps.imsSize}, and ${mdev.id} needs one.`,
      mdev.id,
      device.name,
    )
  );
}

/** DSA-O36: in the real thing when the guest switches MSI-X on. A whole function takes nothing of the host. */
export function startGuest(
  draft: Draft,
  id: string,
  guest: string,
  busMaster: boolean,
): { readonly slot: number | null; readonly pasid: number | null } {
  const mdev = draft.mdev(id);
  if (mdev === undefined) return refuse('ENODEV', 'DSA-O36', `There is no device ${id} on this host.`);
  if (mdev.running !== null)
    return refuse('EBUSY', 'DSA-O36', `${mdev.id} is open in a guest already.`, mdev.id);
  if (mdev.orphan || (mdev.strategy === 'vdev' && mdev.wq === null))
    return refuse(
      'ENODEV',
      'DSA-O36',
      mdev.orphan
        ? `The queue of ${mdev.id} was taken away; the device can only be removed.`
        : `${mdev.id} is not bound to idxd_vfio, so it has no queue.`,
      mdev.id,
    );
  const { host } = draft.state;
  const errno = attachErrno(iommuKind(mdev.strategy, host), host);
  if (errno !== null)
    return refuse(
      errno,
      'DSA-O36',
      `vfio's type1 finds no IOMMU for ${mdev.id}: the dsa bus has none, and kernels before 5.16 cannot be told that the device is software only.`,
      mdev.id,
    );
  const device = draft.device(mdev.device);
  const slot = mdev.strategy === 'pf' ? null : slotOrRefuse(draft, mdev, device);
  const pasid = slot === null ? null : draft.state.nextPasid;
  const known = draft.state.guests.some((candidate) => candidate.id === guest);
  draft.changeMdev(mdev.id, {
    guest: known ? guest : mdev.guest,
    runningTold: true,
    running: { ...FRESH, slots: slot === null ? [] : [slot], pasid, busMaster },
  });
  if (pasid !== null) draft.state = { ...draft.state, nextPasid: pasid + 1 };
  return { slot, pasid };
}

/** The wq an mdev is on; its lowest candidate while nothing tells [model]. Null for orphans and whole functions. */
export function wqIndexOf(mdev: DsaMdev): number | null {
  return mdev.orphan ? null : (mdev.wq ?? mdev.candidates[0] ?? null);
}

/** The virtual wq goes off: a dedicated host wq is locked again. */
export function virtualWqOff(draft: Draft, mdev: DsaMdev): void {
  const index = wqIndexOf(mdev);
  if (index === null) return;
  const wq = draft.wq(mdev.device, index);
  if (wq.mode === 'dedicated' && wq.state === 'enabled')
    draft.changeWq(mdev.device, index, { state: 'locked' });
}

/** DSA-O37: slot and PASID are free again, and a pending error is forgotten. */
export function stopGuest(draft: Draft, id: string): void {
  const mdev = draft.mdev(id);
  if (mdev === undefined) return refuse('ENODEV', 'DSA-O37', `There is no device ${id} on this host.`);
  if (mdev.running === null) return refuse('ENODEV', 'DSA-O37', `No guest runs with ${mdev.id}.`, mdev.id);
  virtualWqOff(draft, mdev);
  const gone = mdev.orphan && mdev.strategy.startsWith('push-');
  if (gone) draft.removeMdev(mdev.id);
  else draft.changeMdev(mdev.id, { running: null, runningTold: true });
}
