/** Strategy `vdev` (dsa.md 5.1, S6): a device is made first and gets its wq when it is bound to `idxd_vfio`. */
import { type DsaDevice, type DsaMdev, wqName } from '../../../../shared/dsa/types.ts';
import { type Draft, refuse } from './draft.ts';
import { plainText } from './numbers.ts';

/** Type `0` = one dedicated wq, the only one there is. The lowest free number is taken [model]. Returns its name. */
export function vdevCreate(draft: Draft, deviceName: string, text: string): string {
  const device = draft.state.devices.find(({ name }) => name === deviceName);
  if (device === undefined || device.driver === 'vfio-pci')
    return refuse('ENODEV', 'DSA-S6', `There is no device ${deviceName}.`);
  if (plainText(text) !== '0')
    refuse('EINVAL', 'DSA-S6', `The only type is 0 (one dedicated queue), not ${plainText(text)}.`);
  let number = 0;
  while (draft.mdev(`vdev${device.id}.${number}`) !== undefined) number++;
  const id = `vdev${device.id}.${number}`;
  draft.addMdev({ id, strategy: 'vdev', device: device.name, wq: null, candidates: [] });
  return id;
}

function vdev(draft: Draft, name: string): DsaMdev {
  const mdev = draft.mdev(plainText(name));
  return mdev?.strategy === 'vdev' ? mdev : refuse('ENODEV', 'DSA-S6', `There is no device ${name}.`);
}

/** Indices of the wqs a vdev can get, lowest first. */
export function vdevCandidates(device: DsaDevice): readonly number[] {
  return device.wqs.flatMap((wq, index) =>
    wq.driver === 'vdev' && wq.mode === 'dedicated' && wq.clients === 0 && wq.state !== 'disabled'
      ? [index]
      : [],
  );
}

/** Takes the first free vdev wq, which is locked from then on [model, as O32]. Returns the name of the wq. */
export function vdevBind(draft: Draft, name: string): string {
  const mdev = vdev(draft, name);
  if (mdev.wq !== null) refuse('EBUSY', 'DSA-S6', `${name} is bound to idxd_vfio already.`, mdev.id);
  const device = draft.device(mdev.device);
  const index = vdevCandidates(device)[0];
  if (index === undefined)
    return refuse(
      'ENODEV',
      'DSA-S6',
      `${device.name} has no free queue bound to the driver vdev.`,
      mdev.id,
      device.name,
    );
  draft.changeWq(device.name, index, { clients: 1, state: 'locked' });
  draft.changeMdev(mdev.id, { wq: index, candidates: [index], orphan: false });
  return wqName(device, index);
}

function refuseRunning({ id, running }: DsaMdev): void {
  if (running !== null) refuse('EBUSY', 'DSA-S6', `A guest runs with ${id}; stop it first.`, id);
}

export function vdevUnbind(draft: Draft, name: string): void {
  const mdev = vdev(draft, name);
  if (mdev.wq === null) return refuse('ENODEV', 'DSA-S6', `${name} is not bound to idxd_vfio.`, mdev.id);
  refuseRunning(mdev);
  if (!mdev.orphan)
    draft.changeWq(mdev.device, mdev.wq, {
      clients: Math.max(0, draft.wq(mdev.device, mdev.wq).clients - 1),
    });
  draft.changeMdev(mdev.id, { wq: null, candidates: [], orphan: false });
}

export function vdevRemove(draft: Draft, name: string): void {
  const mdev = vdev(draft, name);
  refuseRunning(mdev);
  if (mdev.wq !== null) vdevUnbind(draft, name);
  draft.removeMdev(mdev.id);
}
