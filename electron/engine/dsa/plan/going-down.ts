/** What has to go down on the way from one state to another: devices, wqs, mediated devices, guests (O20, O21, O23, O33). */
import { DEVICE_ATTRIBUTES, GROUP_ATTRIBUTES, WQ_ATTRIBUTES } from '../../../../shared/dsa/attributes.ts';
import type { DsaDevice, DsaMdev, DsaState, DsaWq } from '../../../../shared/dsa/types.ts';
import { deviceDifferences, sameMdev } from './differences.ts';
import { sameValue } from './texts.ts';

export interface DeviceTask {
  readonly was: DsaDevice;
  readonly wish: DsaDevice;
  readonly goesDown: boolean;
  /** Indexes of wqs that are up and have to go down. */
  readonly wqsDown: ReadonlySet<number>;
}

/** `down`: devices that go down although the rules would not ask for it; `live`: engines are written without that. */
export interface Choices {
  readonly down: ReadonlySet<string>;
  readonly live: ReadonlySet<string>;
}

const FROZEN_WITH_WQ = WQ_ATTRIBUTES.filter(({ frozenBy }) => frozenBy !== 'never');
const FROZEN_GROUP = GROUP_ATTRIBUTES.filter(({ frozenBy }) => frozenBy === 'device');

function isFrozenOff(was: DsaWq, wish: DsaWq): boolean {
  return (
    FROZEN_WITH_WQ.some((attribute) => !sameValue(attribute, was, wish)) ||
    (was.enqcmdsRetries !== wish.enqcmdsRetries && was.mode === 'dedicated')
  );
}

/** The hardware learns sizes, groups and engines when the device is enabled (O16, O20). */
function knowsOther(was: DsaDevice, wish: DsaDevice, isLive: boolean): boolean {
  if (!isLive && was.engines.some((group, index) => group !== wish.engines[index])) return true;
  return was.wqs.some((wq, index) => {
    const later = wish.wqs[index];
    if (later === undefined || later.state === 'disabled') return false;
    return wq.groupId !== later.groupId || (wq.state === 'disabled' && wq.hardwareSize === 0);
  });
}

function deviceGoesDown(was: DsaDevice, wish: DsaDevice, choices: Choices): boolean {
  if (was.state !== 'enabled') return false;
  return (
    choices.down.has(was.name) ||
    wish.state !== 'enabled' ||
    wish.driver !== was.driver ||
    DEVICE_ATTRIBUTES.some((attribute) => !sameValue(attribute, was, wish)) ||
    was.groups.some((group, index) => {
      const later = wish.groups[index];
      return later !== undefined && FROZEN_GROUP.some((attribute) => !sameValue(attribute, group, later));
    }) ||
    was.wqs.some((wq, index) => wq.size !== (wish.wqs[index]?.size ?? wq.size)) ||
    knowsOther(was, wish, choices.live.has(was.name))
  );
}

function taskOf(was: DsaDevice, wish: DsaDevice, choices: Choices): DeviceTask {
  const goesDown = deviceGoesDown(was, wish, choices);
  const wqsDown = new Set<number>();
  for (const [index, wq] of was.wqs.entries()) {
    if (wq.state === 'disabled') continue;
    const later = wish.wqs[index];
    if (
      goesDown ||
      later === undefined ||
      later.state === 'disabled' ||
      later.driver !== wq.driver ||
      isFrozenOff(wq, later)
    )
      wqsDown.add(index);
  }
  return { was, wish, goesDown, wqsDown };
}

/** Devices of both states that differ, by name. Devices without a difference have no task, and get no operation. */
export function tasksOf(from: DsaState, to: DsaState, choices: Choices): Map<string, DeviceTask> {
  const wishes = new Map(to.devices.map((device) => [device.bdf, device]));
  const tasks = new Map<string, DeviceTask>();
  for (const was of from.devices) {
    const wish = wishes.get(was.bdf);
    if (
      (wish === was && !choices.down.has(was.name)) ||
      wish === undefined ||
      (deviceDifferences(was, wish).length === 0 && !choices.down.has(was.name))
    )
      continue;
    tasks.set(was.name, taskOf(was, wish, choices));
  }
  return tasks;
}

export interface Making {
  readonly mdev: DsaMdev;
  /** Index of the wq it shall have; null = any. */
  readonly wq: number | null;
}

export interface MdevTasks {
  readonly remove: readonly DsaMdev[];
  readonly make: readonly Making[];
}

/** Those that go, move, or stand on a wq that goes down; an edge that nothing tells counts for all its candidates. */
export function mdevTasks(from: DsaState, to: DsaState, tasks: ReadonlyMap<string, DeviceTask>): MdevTasks {
  if (from.mdevs.length === 0 && to.mdevs.length === 0) return { remove: [], make: [] };
  const wishes = new Map(to.mdevs.map((mdev) => [mdev.id, mdev]));
  const remove: DsaMdev[] = [];
  const make: Making[] = [];
  for (const mdev of from.mdevs) {
    const wish = wishes.get(mdev.id);
    wishes.delete(mdev.id);
    const down = tasks.get(mdev.device)?.wqsDown;
    const stands = mdev.orphan ? [] : mdev.wq === null ? mdev.candidates : [mdev.wq];
    const isDisplaced = down !== undefined && stands.some((index) => down.has(index));
    if (wish !== undefined && sameMdev(mdev, wish) && !isDisplaced) continue;
    remove.push(mdev);
    if (wish !== undefined) make.push({ mdev: wish, wq: wish.wq ?? mdev.wq });
  }
  for (const mdev of wishes.values()) make.push({ mdev, wq: mdev.wq });
  return { remove, make };
}
