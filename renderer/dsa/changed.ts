/**
 * Which parts differ between two states in what a host can show. By value: a state that was read, edited or opened from
 * a file need not share its objects, nor the order of their keys. Names of guests are the studio's own; what only the
 * guest or the driver counts (PASIDs, slots, clients, minors) is no setting of anyone.
 */
import {
  type Attribute,
  DEVICE_ATTRIBUTES,
  GROUP_ATTRIBUTES,
  WQ_ATTRIBUTES,
} from '../../shared/dsa/attributes.ts';
import {
  type DsaDevice,
  type DsaMdev,
  type DsaState,
  type DsaWq,
  engineName,
  groupName,
  wqName,
} from '../../shared/dsa/types.ts';

function sameValues<Owner>(attributes: readonly Attribute<Owner>[], left: Owner, right: Owner): boolean {
  const [one, other] = [left, right] as readonly Readonly<Record<string, unknown>>[];
  return attributes.every(({ field }) => one![field] === other![field]);
}

/** `locked` equals `enabled`: which of both a queue of guests is in is its guest's doing (O33). */
function sameWq(left: DsaWq, right: DsaWq): boolean {
  return (
    left === right ||
    ((left.state === 'disabled') === (right.state === 'disabled') &&
      left.driver === right.driver &&
      left.uuid === right.uuid &&
      sameValues(WQ_ATTRIBUTES, left, right))
  );
}

function sameFrame(left: DsaDevice, right: DsaDevice): boolean {
  return (
    left.name === right.name &&
    left.state === right.state &&
    left.driver === right.driver &&
    sameValues(DEVICE_ATTRIBUTES, left, right)
  );
}

/** Where one of both does not tell, nothing is known to differ. */
function sameMdev(left: DsaMdev, right: DsaMdev): boolean {
  return (
    left === right ||
    (left.strategy === right.strategy &&
      left.device === right.device &&
      left.type === right.type &&
      left.orphan === right.orphan &&
      left.definition === right.definition &&
      (left.wq === null || right.wq === null || left.wq === right.wq) &&
      (left.guest === null || left.guest === right.guest) &&
      (!left.runningTold || !right.runningTold || (left.running === null) === (right.running === null)))
  );
}

/** Ids of the parts of `after` that are new or differ from `before`. */
export function changedParts(before: DsaState, after: DsaState): ReadonlySet<string> {
  const changed = new Set<string>();
  if (before === after) return changed;
  const devices = new Map(before.devices.map((device) => [device.bdf, device]));
  for (const device of after.devices) {
    const old = devices.get(device.bdf);
    if (old === device) continue;
    if (old === undefined || !sameFrame(old, device)) changed.add(device.name);
    device.groups.forEach((group, at) => {
      const was = old?.groups[at];
      if (was === undefined || !sameValues(GROUP_ATTRIBUTES, was, group)) changed.add(groupName(device, at));
    });
    device.engines.forEach((group, at) => {
      if (old?.engines[at] !== group) changed.add(engineName(device, at));
    });
    device.wqs.forEach((wq, at) => {
      const was = old?.wqs[at];
      if (was === undefined || !sameWq(was, wq)) changed.add(wqName(device, at));
    });
  }
  const mdevs = new Map(before.mdevs.map((mdev) => [mdev.id, mdev]));
  for (const mdev of after.mdevs) {
    const was = mdevs.get(mdev.id);
    if (was === undefined || !sameMdev(was, mdev)) changed.add(mdev.id);
  }
  return changed;
}
