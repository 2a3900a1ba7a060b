/** Queues that a guest's device could go to. The engine has the last word; this only leaves out what is plainly taken. */
import { type DsaDevice, type DsaMdev, type DsaState, type DsaWq, wqName } from '../../shared/dsa/types.ts';

export interface MoveTarget {
  readonly name: string;
  /** `shared, 32 entries, 2 mdevs` */
  readonly says: string;
}

/** Least first: ready as it is, then what has to be set up first, then what is on another device. */
function rankOf(device: DsaDevice, wq: DsaWq, mdev: DsaMdev): number {
  return (wq.type === 'none' ? 1 : 0) + (device.name === mdev.device ? 0 : 2);
}

function saysOf(wq: DsaWq, users: number): string {
  if (wq.type === 'none') return 'unused';
  const mdevs = users === 0 ? 'free' : `${users} ${users === 1 ? 'mdev' : 'mdevs'}`;
  return [wq.mode, `${wq.size} entries`, wq.name, mdevs].filter((text) => text !== '').join(', ');
}

/** A queue of the same kind of device that the host does not use itself; one that others have only if it is shared. */
export function moveTargets(state: DsaState, mdev: DsaMdev): readonly MoveTarget[] {
  const kind = state.devices.find(({ name }) => name === mdev.device)?.kind;
  const users = new Map<string, number>();
  for (const { device, wq } of state.mdevs)
    if (wq !== null) users.set(`${device} ${wq}`, (users.get(`${device} ${wq}`) ?? 0) + 1);
  return state.devices
    .filter((device) => device.kind === kind)
    .flatMap((device) =>
      device.wqs.flatMap((wq, index) => {
        const own = device.name === mdev.device && index === mdev.wq;
        const used = users.get(`${device.name} ${index}`) ?? 0;
        const isTaken = wq.type === 'kernel' || wq.type === 'user' || (used > 0 && wq.mode === 'dedicated');
        if (own || isTaken) return [];
        return [{ name: wqName(device, index), says: saysOf(wq, used), rank: rankOf(device, wq, mdev) }];
      }),
    )
    .sort((left, right) => left.rank - right.rank)
    .map(({ name, says }) => ({ name, says }));
}
