/** What problems look up, counted once for a whole host: one with 5,000 mdevs is asked on every change. */
import type { DsaDevice, DsaMdev, DsaState } from '../../../../shared/dsa/types.ts';

export interface DeviceIndex {
  readonly device: DsaDevice;
  readonly mdevs: readonly DsaMdev[];
  readonly running: number;
  /** Engines and wqs of each group. */
  readonly engines: readonly number[];
  readonly wqs: readonly number[];
}

export interface ProblemIndex {
  readonly state: DsaState;
  readonly devices: readonly DeviceIndex[];
  /** mdevs whose parent is not on this host. */
  readonly lost: readonly DsaMdev[];
  readonly guests: ReadonlySet<string>;
}

function counts(of: readonly number[], groups: number): number[] {
  const result = new Array<number>(groups).fill(0);
  for (const group of of) if (group >= 0 && group < groups) result[group]!++;
  return result;
}

export function indexOf(state: DsaState): ProblemIndex {
  const byDevice = new Map<string, DsaMdev[]>(state.devices.map(({ name }) => [name, []]));
  const lost: DsaMdev[] = [];
  for (const mdev of state.mdevs) (byDevice.get(mdev.device) ?? lost).push(mdev);
  const devices = state.devices.map((device): DeviceIndex => {
    const mdevs = byDevice.get(device.name)!;
    return {
      device,
      mdevs,
      running: mdevs.reduce((sum, { running }) => sum + (running === null ? 0 : 1), 0),
      engines: counts(device.engines, device.groups.length),
      wqs: counts(
        device.wqs.map(({ groupId }) => groupId),
        device.groups.length,
      ),
    };
  });
  return { state, devices, lost, guests: new Set(state.guests.map(({ id }) => id)) };
}

/** Refs of one problem; more do not help anybody find the cause. */
export const MOST_REFS = 64;
