/** S1, S2, S3: a mediated device stands for the queue (dsa.md 5.1). */
import type { PlayerSetting } from '../../../../shared/dsa/cards.ts';
import type { Script, Step } from './script.ts';
import {
  BDF,
  bindQueues,
  DEDICATED_TYPE,
  DEVICE_OFF,
  DEVICE_STEP,
  ENGINE_STEP,
  guest,
  listed,
  setUp,
  SHARED_TYPE,
  startAlike,
  startGuest,
  stopGuests,
  unbindQueues,
  upTo,
  uuid,
  wq,
  write,
} from './steps.ts';

const MDEVS = '/sys/bus/mdev/devices';
const ATTACHES =
  'vfio’s type1 knows the mdev bus: such a device need not have an IOMMU of its own, its parent’s is used.';

function createSteps(type: string, index: number, takes: string): readonly Step[] {
  const op = { op: 'mdev-create', parent: BDF, type, uuid: uuid(index) } as const;
  return [
    {
      actor: 'administrator',
      title: `Creates a device for ${guest(index)}`,
      detail:
        'A UUID from uuidgen is written to the type’s create file. The UUID is the device’s name from now on.',
      action: `uuidgen\necho ${op.uuid} > /sys/class/mdev_bus/${BDF}/mdev_supported_types/${type}/create`,
      ops: [],
      rule: 'DSA-O32',
    },
    {
      actor: 'driver',
      title: `Takes a queue for ${guest(index)}`,
      detail: ({ picks }) => `${picks ?? 'No queue'}: ${takes}`,
      action: '',
      ops: [op],
      rule: 'DSA-O32',
    },
  ];
}

function startAll(guests: number, enables: string): readonly Step[] {
  return [
    ...startGuest({
      device: uuid(0),
      guest: guest(0),
      option: `-device vfio-pci,sysfsdev=${MDEVS}/${uuid(0)}`,
      attaches: ATTACHES,
      enables,
    }),
    ...upTo(guests)
      .slice(1)
      .map((index) => startAlike(uuid(index), guest(index))),
  ];
}

/** Asking too early, then the whole way back down to the mdevs. */
function endGuests(guests: number, left: string): readonly Step[] {
  const devices = upTo(guests).map(uuid);
  return [
    {
      actor: 'administrator',
      title: 'Removes a device that is in use',
      detail:
        'The guest is asked to let go: vfio signals the request interrupt, and QEMU unplugs the device unless it was told not to.',
      ops: [{ op: 'mdev-remove', uuid: uuid(0) }],
    },
    stopGuests(devices, upTo(guests).map(guest)),
    {
      actor: 'administrator',
      title: guests === 1 ? 'Removes the device' : 'Removes the devices',
      detail: left,
      ops: devices.map((device) => ({ op: 'mdev-remove', uuid: device })),
      rule: 'DSA-O33',
    },
  ];
}

const DEDICATED_ENABLES =
  'Now the PASID is programmed and the hardware queue is switched on: on the host it goes from locked to enabled.';
const SHARED_ENABLES =
  'The shared queue has been on all along, for all its guests. Each submission carries the guest’s PASID.';

export function hybridScript({ mode, guests }: PlayerSetting): Script {
  const shared = mode === 'shared';
  const queues = upTo(shared ? Math.min(2, guests) : guests);
  const type = shared ? SHARED_TYPE : DEDICATED_TYPE;
  const asksMore: Step = shared
    ? {
        actor: 'administrator',
        title: 'Asks for a dedicated queue',
        detail:
          'The pool has none. A share is another matter: the shared type never runs out, it counts queues and not places.',
        ops: [{ op: 'mdev-create', parent: BDF, type: DEDICATED_TYPE, uuid: uuid(guests) }],
      }
    : {
        actor: 'administrator',
        title: 'Asks for one more',
        detail: 'Every queue of the pool has its device. Nothing is taken by a refused create.',
        ops: [{ op: 'mdev-create', parent: BDF, type, uuid: uuid(guests) }],
      };
  return {
    steps: [
      setUp(
        queues.map((index) => ({ index, mode, type: 'mdev', driver: 'mdev' })),
        'Pre-configuration: what the guest will get is decided here, before there is a device for it. Type and driver name both say mdev.',
      ),
      ENGINE_STEP,
      DEVICE_STEP,
      bindQueues(
        queues,
        'mdev',
        `Binds ${listed(queues.map(wq))} to the mdev driver`,
        'With the first such queue the device begins to offer types; each says how many can be had.',
      ),
      ...upTo(guests).flatMap((index) =>
        createSteps(
          type,
          index,
          shared
            ? 'the one with the fewest clients, and of equals the lowest number. It stays enabled, others may use it too.'
            : 'the free one with the lowest number. It is locked: off in hardware, but no setting can be written.',
        ),
      ),
      asksMore,
      ...startAll(guests, shared ? SHARED_ENABLES : DEDICATED_ENABLES),
    ],
    undo: [
      ...endGuests(
        guests,
        shared
          ? 'The queue has fewer clients and goes on.'
          : 'The queue stays locked without a client: the next create can take it again.',
      ),
      unbindQueues(queues, 'mdev'),
      DEVICE_OFF,
    ],
  };
}

/** No share of a shared queue: the host of this strategy has no such type, and says so. */
const NO_SHARED_TYPE: Step = {
  actor: 'administrator',
  title: 'Asks for a share of a shared queue',
  detail:
    'There is no type for it. This strategy ties one device to one queue; that is why the settings of a shared queue are not played any further.',
  ops: [{ op: 'mdev-create', parent: BDF, type: SHARED_TYPE, uuid: uuid(0) }],
};

export function uuidScript({ mode, guests }: PlayerSetting): Script {
  const shared = mode === 'shared';
  const queues = upTo(shared ? 1 : guests + 1);
  const start: readonly Step[] = [
    setUp(
      queues.map((index) => ({ index, mode, type: 'mdev', driver: 'mdev' })),
      'As in the pool, but each queue is meant for one guest by name.',
    ),
  ];
  const up: readonly Step[] = [
    ENGINE_STEP,
    DEVICE_STEP,
    bindQueues(
      queues,
      'mdev',
      `Binds ${listed(queues.map(wq))} to the mdev driver`,
      'What can be had is counted by the UUIDs that wait in queues, not by the queues.',
    ),
  ];
  const down = [unbindQueues(queues, 'mdev'), DEVICE_OFF];
  if (shared) return { steps: [...start, ...up, NO_SHARED_TYPE], undo: down };
  return {
    steps: [
      ...start,
      {
        actor: 'administrator',
        title: `Writes ${guests === 1 ? 'a UUID' : 'UUIDs'} into ${listed(upTo(guests).map((index) => wq(index + 1)))}`,
        detail: 'Here the choice is made: wq0.0 has the lowest number, yet no guest will get it.',
        ops: upTo(guests).map((index) => write(`${wq(index + 1)}/uuid`, uuid(index))),
      },
      ...up,
      {
        actor: 'administrator',
        title: 'Creates with a UUID no queue knows',
        detail: 'A UUID that was made up elsewhere is no use: no queue waits for it.',
        ops: [{ op: 'mdev-create', parent: BDF, type: DEDICATED_TYPE, uuid: uuid(guests) }],
      },
      ...upTo(guests).flatMap((index) =>
        createSteps(DEDICATED_TYPE, index, 'the one this UUID was written into, and locks it.'),
      ),
      ...startAll(guests, DEDICATED_ENABLES),
    ],
    undo: [...endGuests(guests, 'The queues keep their UUIDs and can be created again.'), ...down],
  };
}

export function pullScript({ mode, guests }: PlayerSetting): Script {
  const queues = upTo(guests);
  const prepared: readonly Step[] = [
    {
      actor: 'administrator',
      title: `Gives ${listed(queues.map(wq))} size and group only`,
      detail:
        'No type, no driver, no name: the queue is for nobody yet. Size and group cannot be set once the device is enabled.',
      ops: queues.flatMap((index) => [write(`${wq(index)}/size`, 16), write(`${wq(index)}/group_id`, 0)]),
      rule: 'DSA-O3',
    },
    ENGINE_STEP,
    mode === 'shared'
      ? {
          ...DEVICE_STEP,
          detail: 'Queues start as shared ones, but nothing says so to anybody: they are simply unassigned.',
        }
      : {
          ...DEVICE_STEP,
          detail:
            'From now on each queue that has size and group, no type and no client is on offer, whoever it was meant for.',
        },
  ];
  if (mode === 'shared') return { steps: [...prepared, NO_SHARED_TYPE], undo: [DEVICE_OFF] };
  return {
    steps: [
      ...prepared,
      ...queues.flatMap((index) =>
        createSteps(
          DEDICATED_TYPE,
          index,
          'the lowest unassigned one. The driver makes it dedicated, names it after the UUID and locks it.',
        ),
      ),
      {
        actor: 'administrator',
        title: 'Asks for one more',
        detail: 'No unassigned queue with size and group is left.',
        ops: [{ op: 'mdev-create', parent: BDF, type: DEDICATED_TYPE, uuid: uuid(guests) }],
      },
      {
        actor: 'administrator',
        title: 'Sets the priority afterwards',
        detail:
          'Post-configuration: until the guest starts, priority, maxima and flags may still be written although the queue is locked.',
        ops: [write(`${wq(0)}/priority`, 12)],
        rule: 'DSA-O4',
      },
      ...startAll(guests, DEDICATED_ENABLES),
    ],
    undo: [
      ...endGuests(guests, 'The queue is reset, keeps size and group, and is on offer again.'),
      DEVICE_OFF,
    ],
  };
}
