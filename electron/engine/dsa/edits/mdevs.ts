/** Devices of guests that are there: removing, assigning, and their definitions. */
import type { DsaEditOf } from '../../../../shared/dsa/edits.ts';
import { type DsaMdev, type DsaState, deviceNamed, wqName } from '../../../../shared/dsa/types.ts';
import type { DsaOp } from '../kernel/kernel.ts';
import { phraseOf } from './fix-words.ts';
import { guestName } from './parts.ts';
import { done, fixOf, guestRef, partRef, refuse, runOps, type Step } from './step.ts';
import { withMdev } from '../model.ts';

export function noSuchMdev(id: string): Step {
  return refuse('DSA-O33', `This host has no device ${id}.`, { errno: 'ENODEV' });
}

/** The operation that undoes the making of `mdev` under its own strategy; unbinding undoes `push-vfio` (S4). */
export function removalOps(state: DsaState, mdev: DsaMdev): readonly DsaOp[] {
  const device = deviceNamed(state, mdev.device);
  switch (mdev.strategy) {
    case 'mdev-pull':
      return [{ op: 'pull-remove', uuid: mdev.id }];
    case 'push-vfio':
      return [{ op: 'unbind', driver: 'vfio', name: mdev.id }];
    case 'push-vfio-create': {
      const wq = device === undefined || mdev.wq === null ? mdev.id : wqName(device, mdev.wq);
      return [{ op: 'vfio-remove', wq, name: mdev.id }];
    }
    case 'vdev':
      return [
        { op: 'vdev-unbind', name: mdev.id },
        { op: 'vdev-remove', name: mdev.id },
      ];
    case 'pf':
      return [{ op: 'unbind', driver: 'vfio-pci', name: device?.bdf ?? mdev.id, bus: 'pci' }];
    default:
      return [{ op: 'mdev-remove', uuid: mdev.id }];
  }
}

export function removeMdev(state: DsaState, edit: DsaEditOf<'removeMdev'>): Step {
  const mdev = state.mdevs.find(({ id }) => id === edit.mdev);
  if (mdev === undefined) return noSuchMdev(edit.mdev);
  if (mdev.running === null) {
    const removed = runOps(state, removalOps(state, mdev));
    if (!removed.ok || mdev.runningTold) return removed;
    return done(
      removed.state,
      `Nothing tells whether a guest has ${mdev.id} open; the removal waits while one has it.`,
    );
  }
  const who = mdev.guest === null ? 'A guest' : guestName(state, mdev.guest);
  return refuse(
    'DSA-O45',
    mdev.guest === null
      ? `A guest runs with ${mdev.id}, and nothing tells which. A host asks it to release the device and waits; assign the device to its guest and stop that, or stop it on the host and read the host again.`
      : `${who} runs with ${mdev.id}. A host asks the guest to release it and waits; stop the guest first.`,
    {
      errno: 'EBUSY',
      because: [
        {
          text: `${who} has ${mdev.id} open.`,
          refs: [partRef(mdev.id), ...(mdev.guest === null ? [] : [guestRef(mdev.guest)])],
        },
      ],
      fixes:
        mdev.guest === null
          ? []
          : [
              fixOf(
                `Stop ${who}, then ${phraseOf(state, edit)}`,
                [{ family: 'dsa', op: 'stopGuest', guest: mdev.guest }, edit],
                'It stays stopped; what it has in flight is lost.',
              ),
            ],
    },
  );
}

export function assignMdev(state: DsaState, edit: DsaEditOf<'assignMdev'>): Step {
  const mdev = state.mdevs.find(({ id }) => id === edit.mdev);
  if (mdev === undefined) return noSuchMdev(edit.mdev);
  if (mdev.guest === edit.guest) return done(state, 'Nothing changes: it is so already.');
  if (edit.guest !== null && !state.guests.some(({ id }) => id === edit.guest))
    return refuse('DSA-O36', 'That guest is not there any more.');
  // A guest that runs with it and that no source named yet may be named; anybody else's may not be taken.
  if (mdev.running !== null && mdev.guest !== null)
    return refuse('DSA-O36', `${guestName(state, mdev.guest)} runs with ${mdev.id}. Stop it first.`, {
      errno: 'EBUSY',
      because: [
        {
          text: `${guestName(state, mdev.guest)} has it open.`,
          refs: [partRef(mdev.id), guestRef(mdev.guest)],
        },
      ],
      fixes: [
        fixOf(`Stop ${guestName(state, mdev.guest)}, then ${phraseOf(state, edit)}`, [
          { family: 'dsa', op: 'stopGuest', guest: mdev.guest },
          edit,
        ]),
      ],
    });
  return done(withMdev(state, mdev.id, { guest: edit.guest }));
}

export function setStart(state: DsaState, edit: DsaEditOf<'setStart'>): Step {
  const mdev = state.mdevs.find(({ id }) => id === edit.mdev);
  if (mdev === undefined) return noSuchMdev(edit.mdev);
  if (mdev.type === '' && edit.start !== 'none')
    return refuse(
      'DSA-M26',
      `${mdev.id} has no type, so mdevctl cannot define it. Make it again after each boot.`,
    );
  return done(
    withMdev(state, mdev.id, { definition: edit.start === 'none' ? null : edit.start }),
    ...(edit.start === 'auto'
      ? ['accel-config has to make the queues before mdevctl starts devices at boot: order the services.']
      : []),
  );
}

export function removeDefinition(state: DsaState, edit: DsaEditOf<'removeDefinition'>): Step {
  const definitions = state.definitions.filter(({ uuid }) => uuid !== edit.uuid);
  return definitions.length === state.definitions.length
    ? refuse('DSA-M26', `There is no definition of ${edit.uuid}.`, { errno: 'ENOENT' })
    : done({ ...state, definitions });
}
