/** Pull (dsa.md 5.1, S3): creation takes any unassigned wq and configures it. */
import { type DsaDevice, type DsaMdev, modeOfType, typeName, wqName } from '../../../../shared/dsa/types.ts';
import { resetWq } from '../model.ts';
import { type Draft, refuse } from './draft.ts';
import { parseUuid, plainText } from './numbers.ts';

/** Wqs nobody uses, with what cannot be set later: a size and a group, on an enabled device. Lowest first. */
export function pullCandidates(device: DsaDevice): readonly number[] {
  if (device.state !== 'enabled') return [];
  return device.wqs.flatMap((wq, index) =>
    wq.state === 'disabled' && wq.type === 'none' && wq.groupId >= 0 && wq.size > 0 && wq.clients === 0
      ? [index]
      : [],
  );
}

/** `uuid` has been looked at. Returns the name of the wq it took. */
export function pullCreate(draft: Draft, device: DsaDevice, uuid: string, type: string): string {
  const index = pullCandidates(device)[0];
  if (index === undefined)
    return refuse(
      'ENODEV',
      'DSA-S3',
      `${device.name} has no unassigned queue with a size and a group${device.state === 'enabled' ? '' : ', for it is not enabled'}.`,
      device.name,
    );
  const wq = device.wqs[index]!;
  draft.changeWq(device.name, index, {
    mode: 'dedicated',
    type: 'mdev',
    name: uuid.slice(0, 8),
    driverName: 'mdev',
    priority: wq.priority || 1,
    state: 'locked',
    clients: 1,
    driver: 'mdev',
  });
  draft.addMdev({
    id: uuid,
    strategy: 'mdev-pull',
    device: device.name,
    type,
    wq: index,
    candidates: [index],
  });
  return wqName(device, index);
}

/** The operation `pull-create` by the name of the device, whatever the strategy of the state. */
export function pullCreateOn(draft: Draft, name: string, text: string): string {
  const device = draft.state.devices.find((candidate) => candidate.name === name);
  if (device === undefined) return refuse('ENODEV', 'DSA-S3', `There is no device ${name}.`);
  const uuid = parseUuid(text);
  if (uuid === null)
    return refuse('EINVAL', 'DSA-O32', `${plainText(text).slice(0, 60)} is no UUID.`, device.name);
  if (draft.mdev(uuid) !== undefined)
    refuse('EEXIST', 'DSA-O32', `The UUID ${uuid} is in use on this host already.`, uuid);
  const template = draft.state.host.types.find((type) => modeOfType(type) === 'dedicated');
  return pullCreate(draft, device, uuid, template === undefined ? '' : typeName(template, device.kind));
}

/** The wq is reset as by unbinding it; size and group stay, so it can be taken again. */
export function pullRemove(draft: Draft, mdev: DsaMdev): void {
  draft.removeMdev(mdev.id);
  if (mdev.orphan || mdev.wq === null) return;
  const { caps } = draft.device(mdev.device);
  draft.changeWq(mdev.device, mdev.wq, resetWq(draft.wq(mdev.device, mdev.wq), caps));
}

export function pullRemoveById(draft: Draft, id: string): void {
  const mdev = draft.mdev(id);
  if (mdev?.strategy !== 'mdev-pull')
    return refuse('ENODEV', 'DSA-O33', `There is no pulled device ${id} on this host.`);
  if (mdev.running !== null)
    refuse('EBUSY', 'DSA-O33', `A guest has ${mdev.id} open; stop it first.`, mdev.id);
  pullRemove(draft, mdev);
}
