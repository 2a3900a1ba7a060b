/** S4, S5, S6: the queue is bound to a vfio driver, without mdev (dsa.md 5.1, 5.3). */
import type { PlayerSetting } from '../../../../shared/dsa/cards.ts';
import type { Script, ScriptOp, Step } from './script.ts';
import {
  bindQueues,
  DEVICE,
  DEVICE_OFF,
  DEVICE_STEP,
  ENGINE_STEP,
  guest,
  listed,
  type Opened,
  setUp,
  startAlike,
  startGuest,
  stopGuests,
  unbindQueues,
  upTo,
  wq,
} from './steps.ts';

const SYSFS = '/sys/bus/dsa/devices';

/** Before 5.16 the attaching itself fails, and with it the start of the VM. */
function starts(softwareOnly: boolean, opened: Opened, others: readonly Step[]): readonly Step[] {
  if (softwareOnly) return [...startGuest(opened), ...others];
  return [
    {
      actor: 'QEMU',
      title: `Cannot attach the device of ${opened.guest}`,
      detail:
        'vfio’s type1 asks the bus of the device for an IOMMU, and the dsa bus has none. Only for the mdev bus did it know that software is enough. Kernel 5.16 brought a way to say so.',
      action: opened.option,
      ops: [{ op: 'guest-start', uuid: opened.device, guest: opened.guest }],
    },
  ];
}

/** Asked too early: a real kernel waits where the model refuses. */
function tooEarly(title: string, op: ScriptOp): Step {
  return {
    actor: 'administrator',
    title,
    detail:
      'The model refuses. A real kernel lets the writer wait and asks the guest to let go, through vfio’s request interrupt.',
    ops: [op],
  };
}

const SOFTWARE_ONLY =
  'The device says of itself that it is software only, so vfio asks no bus for an IOMMU: isolation is by PASID.';
const ENABLES =
  'The PASID is programmed and the hardware queue is switched on: on the host it goes from locked to enabled.';

export function pushScript({ mode, guests, softwareOnly }: PlayerSetting): Script {
  const queues = upTo(guests);
  const names = listed(queues.map(wq));
  const prepared: readonly Step[] = [
    setUp(
      queues.map((index) => ({ index, mode, type: 'user', driver: 'vfio' })),
      'The driver name says which driver may have the queue: the vfio driver of idxd.',
    ),
    ENGINE_STEP,
    DEVICE_STEP,
  ];
  if (mode === 'shared')
    return {
      steps: [
        ...prepared,
        {
          actor: 'administrator',
          title: 'Binds wq0.0 to the vfio driver',
          detail:
            'One queue would be one device, but a shared queue is for many. Pushing it needs a place to ask for each of them: that is the next strategy.',
          ops: [{ op: 'bind', driver: 'vfio', name: wq(0) }],
        },
      ],
      undo: [DEVICE_OFF],
    };
  return {
    steps: [
      ...prepared,
      bindQueues(
        queues,
        'vfio',
        `Binds ${names} to the vfio driver`,
        'There is no create: the vfio device exists at once, its name is the queue’s name, and the queue is locked.',
      ),
      ...starts(
        softwareOnly,
        {
          device: wq(0),
          guest: guest(0),
          option: `-device vfio-pci,sysfsdev=${SYSFS}/${wq(0)}`,
          attaches: SOFTWARE_ONLY,
          enables: ENABLES,
        },
        queues.slice(1).map((index) => startAlike(wq(index), guest(index))),
      ),
    ],
    undo: [
      ...(softwareOnly
        ? [
            tooEarly('Unbinds a queue that is in use', { op: 'unbind', driver: 'vfio', name: wq(0) }),
            stopGuests(queues.map(wq), queues.map(guest)),
          ]
        : []),
      unbindQueues(queues, 'vfio'),
      DEVICE_OFF,
    ],
  };
}

function vfioName(index: number): string {
  return `${guest(index)}-dsa`;
}

export function pushCreateScript({ mode, guests, softwareOnly }: PlayerSetting): Script {
  const each = upTo(guests);
  const devices = each.map(vfioName);
  return {
    steps: [
      setUp(
        [{ index: 0, mode, type: 'user', driver: 'vfio' }],
        'One queue for all guests. The driver name says which driver may have it: the vfio driver of idxd.',
      ),
      ENGINE_STEP,
      DEVICE_STEP,
      bindQueues(
        [0],
        'vfio',
        'Binds wq0.0 to the vfio driver',
        mode === 'shared'
          ? 'No device yet. Instead the queue gets two files: vfio_create and vfio_remove.'
          : 'A dedicated queue is one device and needs no create file: it is locked and done, as in the strategy before.',
      ),
      ...(mode === 'shared' ? each : [0]).map(
        (index): Step => ({
          actor: 'administrator',
          title: `Creates a device for ${guest(index)}`,
          detail:
            mode === 'shared'
              ? 'On this very queue: nobody else chooses. The queue has one client more.'
              : 'The queue has its device already.',
          ops: [{ op: 'vfio-create', wq: wq(0), name: vfioName(index) }],
        }),
      ),
      ...(mode === 'shared'
        ? [
            {
              actor: 'administrator' as const,
              title: 'Uses a name again',
              detail: 'Names are given by people here, so they can clash.',
              ops: [{ op: 'vfio-create' as const, wq: wq(0), name: vfioName(0) }],
            },
            ...starts(
              softwareOnly,
              {
                device: vfioName(0),
                guest: guest(0),
                option: `-device vfio-pci,sysfsdev=${SYSFS}/${vfioName(0)}`,
                attaches: SOFTWARE_ONLY,
                enables: 'The queue has been on all along; the guest’s submissions carry its PASID.',
              },
              each.slice(1).map((index) => startAlike(vfioName(index), guest(index))),
            ),
          ]
        : []),
    ],
    undo: [
      ...(mode === 'shared'
        ? [
            ...(softwareOnly
              ? [
                  tooEarly('Removes a device that is in use', {
                    op: 'vfio-remove',
                    wq: wq(0),
                    name: vfioName(0),
                  }),
                  stopGuests(devices, each.map(guest)),
                ]
              : []),
            {
              actor: 'administrator' as const,
              title: guests === 1 ? 'Removes the device' : 'Removes the devices',
              detail: 'Each name is written to vfio_remove; the queue loses a client each time.',
              ops: devices.map((name) => ({ op: 'vfio-remove' as const, wq: wq(0), name })),
            },
          ]
        : []),
      unbindQueues([0], 'vfio'),
      DEVICE_OFF,
    ],
  };
}

function vdev(index: number): string {
  return `vdev0.${index}`;
}

export function vdevScript({ mode, guests, softwareOnly }: PlayerSetting): Script {
  const each = upTo(guests);
  const prepared: readonly Step[] = [
    setUp(
      each.map((index) => ({ index, mode, type: 'vdev', driver: 'vdev' })),
      'Type and driver name say vdev: the queue is set aside for virtual devices of this device.',
    ),
    ENGINE_STEP,
    DEVICE_STEP,
    bindQueues(
      each,
      'vdev',
      `Binds ${listed(each.map(wq))} to the vdev driver`,
      mode === 'shared'
        ? 'Intel’s tree takes dedicated queues only.'
        : 'The queue is in the pool. No virtual device exists yet.',
    ),
  ];
  if (mode === 'shared') return { steps: prepared, undo: [DEVICE_OFF] };
  return {
    steps: [
      ...prepared,
      {
        actor: 'administrator',
        title: 'Creates a vdev of a type that does not exist',
        detail: 'The create file takes a number. Only 0 has a meaning: one dedicated queue.',
        ops: [{ op: 'vdev-create', device: DEVICE, type: '1' }],
      },
      {
        actor: 'administrator',
        title: `Creates ${listed(upTo(guests + 1).map(vdev))}`,
        detail: 'They have no queue yet, so nothing stops one more than there are queues.',
        ops: upTo(guests + 1).map(() => ({ op: 'vdev-create', device: DEVICE, type: '0' })),
      },
      ...each.flatMap((index): readonly Step[] => [
        {
          actor: 'administrator',
          title: `Binds ${vdev(index)} to its vfio driver`,
          detail: 'The second half of the life cycle is vfio’s own, and common to all vendors.',
          action: `echo ${vdev(index)} > /sys/bus/dsa/drivers/idxd_vfio/bind`,
          ops: [],
        },
        {
          actor: 'driver',
          title: `Takes a queue for ${vdev(index)}`,
          detail: ({ picks }) => `${picks ?? 'None'}: the first enabled vdev queue without user.`,
          action: '',
          ops: [{ op: 'vdev-bind', name: vdev(index) }],
        },
      ]),
      {
        actor: 'administrator',
        title: `Binds ${vdev(guests)} too`,
        detail: 'Only here it shows that a queue is missing.',
        ops: [{ op: 'vdev-bind', name: vdev(guests) }],
      },
      ...starts(
        softwareOnly,
        {
          device: vdev(0),
          guest: guest(0),
          option: softwareOnly
            ? `-object iommufd,id=iommufd0 -device vfio-pci,sysfsdev=${SYSFS}/${vdev(0)},iommufd=iommufd0`
            : `-device vfio-pci,sysfsdev=${SYSFS}/${vdev(0)}`,
          attaches: 'Through iommufd, which hands out the PASID; the device is registered as software only.',
          enables: ENABLES,
        },
        each.slice(1).map((index) => startAlike(vdev(index), guest(index))),
      ),
    ],
    undo: [
      ...(softwareOnly
        ? [
            tooEarly('Unbinds a vdev that is in use', { op: 'vdev-unbind', name: vdev(0) }),
            stopGuests(each.map(vdev), each.map(guest)),
          ]
        : []),
      {
        actor: 'administrator',
        title: 'Unbinds and removes the vdevs',
        detail:
          'The way back has two steps as well: out of the vfio driver, then the name into the remove file.',
        ops: [
          ...each.map((index) => ({ op: 'vdev-unbind' as const, name: vdev(index) })),
          ...upTo(guests + 1).map((index) => ({ op: 'vdev-remove' as const, name: vdev(index) })),
        ],
      },
      {
        actor: 'administrator',
        title: `Removes ${vdev(0)} once more`,
        detail: 'It is gone.',
        ops: [{ op: 'vdev-remove', name: vdev(0) }],
      },
      unbindQueues(each, 'vdev'),
      DEVICE_OFF,
    ],
  };
}
