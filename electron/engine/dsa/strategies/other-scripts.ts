/** S0, S7, S8: a program of the host, devlink for comparison, the whole device (dsa.md 5, 5.1). */
import type { PlayerSetting } from '../../../../shared/dsa/cards.ts';
import type { Script, Step, Told } from './script.ts';
import {
  BDF,
  bindQueues,
  DEVICE,
  DEVICE_OFF,
  DEVICE_STEP,
  ENGINE_STEP,
  guest,
  listed,
  setUp,
  stopGuests,
  unbindQueues,
  upTo,
  wq,
} from './steps.ts';

export function userScript({ mode, guests }: PlayerSetting): Script {
  const shared = mode === 'shared';
  const queues = upTo(shared ? 1 : guests);
  const node = (index: number) => wq(shared ? 0 : index);
  const second: Step = {
    actor: 'guest',
    title: `Another program opens ${wq(0)}`,
    detail: shared
      ? 'As many as like: each submission carries the PASID of its program.'
      : 'A dedicated queue counts its free places in the one program that has it. A second one would not know.',
    ops: [{ op: 'open', wq: wq(0), program: 'another' }],
    rule: 'DSA-O24',
  };
  return {
    steps: [
      setUp(
        queues.map((index) => ({ index, mode, type: 'user', driver: 'user' })),
        'Type and driver name say user: a program of this host, no VM.',
      ),
      ENGINE_STEP,
      DEVICE_STEP,
      bindQueues(
        queues,
        'user',
        `Binds ${listed(queues.map(wq))} to the user driver`,
        'The queue is enabled and a character device appears for it under /dev/dsa.',
      ),
      ...upTo(guests).map(
        (index): Step => ({
          actor: 'guest',
          title: `Program ${index + 1} opens ${node(index)}`,
          detail: shared
            ? 'Its PASID goes with each of its submissions.'
            : 'Its PASID is written into the queue: from now on this program alone uses it.',
          ops: [{ op: 'open', wq: node(index), program: guest(index) }],
          rule: 'DSA-O24',
        }),
      ),
      second,
    ],
    undo: [
      {
        actor: 'guest',
        title: shared || guests > 1 ? 'The programs end' : 'The program ends',
        detail: 'Closing the file gives the queue free.',
        ops: [
          ...upTo(guests).map((index) => ({
            op: 'close' as const,
            wq: node(index),
            program: guest(index),
          })),
          ...(shared ? [{ op: 'close' as const, wq: wq(0), program: 'another' }] : []),
        ],
        rule: 'DSA-O24',
      },
      unbindQueues(queues, 'user'),
      DEVICE_OFF,
    ],
  };
}

const NOT_PLAYED: Told = {
  errno: null,
  rule: 'DSA-S7',
  message: 'Told for comparison: idxd has no devlink ports, so the model has nothing to play here.',
};

function told(actor: Step['actor'], title: string, detail: string, action: string): Step {
  return { actor, title, detail, action, ops: [], told: NOT_PLAYED };
}

export function devlinkScript({ mode, guests }: PlayerSetting): Script {
  const ports = upTo(guests).map((index) => index + 1);
  const refusesShared: Step = {
    ...told(
      'administrator',
      'Asks for a share of a queue',
      'A port is one function with its own queues. A share of one queue would be a new kind of port.',
      '',
    ),
    told: { ...NOT_PLAYED, errno: 'EOPNOTSUPP' },
  };
  return {
    steps:
      mode === 'shared'
        ? [refusesShared]
        : [
            told(
              'administrator',
              guests === 1 ? 'Adds a port' : 'Adds ports',
              'By netlink, one for each guest. As a network card’s subfunction: it exists, but nothing runs yet.',
              ports
                .map((port) => `devlink port add pci/${BDF} flavour pcisf pfnum 0 sfnum ${port}`)
                .join('\n'),
            ),
            told(
              'administrator',
              'Sets it up',
              'Settings come before the first use, on an object that already has its name.',
              ports.map((port) => `devlink port function set pci/${BDF}/${port} …`).join('\n'),
            ),
            told(
              'administrator',
              'Activates it',
              'The third of three steps.',
              ports.map((port) => `devlink port function set pci/${BDF}/${port} state active`).join('\n'),
            ),
            told(
              'driver',
              'An auxiliary device appears',
              'A device of the parent driver’s own bus. Which driver binds it decides what it is for.',
              '',
            ),
            told(
              'administrator',
              'Binds its vfio driver',
              'One step, alike for every vendor that makes auxiliary devices.',
              'echo <auxiliary device> > /sys/bus/auxiliary/drivers/<vfio driver>/bind',
            ),
            told('QEMU', 'Opens it', 'As any vfio device.', '-device vfio-pci,sysfsdev=…'),
          ],
    undo:
      mode === 'shared'
        ? []
        : [
            told('QEMU', 'The VM is shut down', 'The device is closed.', ''),
            told(
              'administrator',
              'Deactivates and deletes the port',
              'The auxiliary device goes with it.',
              ports
                .map(
                  (port) =>
                    `devlink port function set pci/${BDF}/${port} state inactive\ndevlink port del pci/${BDF}/${port}`,
                )
                .join('\n'),
            ),
          ],
  };
}

/** The guest's own idxd configures all of it; which mode and how many queues is its affair. */
export function wholeScript({ guests }: PlayerSetting): Script {
  const take = { op: 'bind', driver: 'vfio-pci', name: BDF, bus: 'pci' } as const;
  const others = upTo(guests).slice(1);
  return {
    steps: [
      setUp(
        [{ index: 0, mode: 'dedicated', type: 'user', driver: 'user' }],
        'So that something is in the way: the host itself uses a queue of the device.',
      ),
      ENGINE_STEP,
      DEVICE_STEP,
      bindQueues([0], 'user', 'Binds wq0.0 to the user driver', 'Programs of the host can open it.'),
      {
        actor: 'administrator',
        title: `Gives ${DEVICE} to vfio-pci too early`,
        detail: 'The whole device is the host’s as long as idxd has it.',
        ops: [take],
      },
      unbindQueues([0], 'user'),
      {
        ...DEVICE_OFF,
        title: `Takes ${DEVICE} from idxd`,
        detail: 'All queues of the host on this device are gone, and all settings with them.',
      },
      {
        actor: 'administrator',
        title: `Gives ${DEVICE} to vfio-pci`,
        detail: 'Since 2024 that has to be asked for in so many words.',
        ops: [take],
      },
      {
        actor: 'administrator',
        title: 'Loads vfio-pci with its denylist off',
        detail: 'For guests that are trusted as much as the host: this takes the check away for all devices.',
        ops: [{ op: 'denylist-off' }],
        rule: 'DSA-M18',
      },
      {
        actor: 'administrator',
        title: `Gives ${DEVICE} to vfio-pci again`,
        detail: 'Now the PCI function itself is the vfio device. No queue was chosen: all of them go.',
        ops: [take],
        rule: 'DSA-S8',
      },
      {
        actor: 'QEMU',
        title: `Opens the function for ${guest(0)}`,
        detail:
          'An ordinary PCI device with an IOMMU of its own. No slot and no PASID of the host are needed.',
        action: `-device vfio-pci,host=${BDF}`,
        ops: [{ op: 'guest-start', uuid: BDF, guest: guest(0) }],
        rule: 'DSA-S8',
      },
      {
        actor: 'guest',
        title: `${guest(0)} sets the device up`,
        detail:
          'Its own idxd has all engines, groups and queues, and may choose sizes and modes. The host no longer sees what it does.',
        action: 'accel-config load-config -e',
        ops: [
          { op: 'guest-command', uuid: BDF, command: 'ENABLE_DEVICE', operand: 0 },
          { op: 'guest-command', uuid: BDF, command: 'ENABLE_WQ', operand: 0 },
        ],
        rule: 'DSA-S8',
      },
      ...others.map(
        (index): Step => ({
          actor: 'QEMU',
          title: `Opens the function for ${guest(index)}`,
          detail: 'One device, one guest. The next guest needs a device of its own.',
          action: `-device vfio-pci,host=${BDF}`,
          ops: [{ op: 'guest-start', uuid: BDF, guest: guest(index) }],
        }),
      ),
    ],
    undo: [
      stopGuests([BDF], [guest(0)]),
      {
        actor: 'administrator',
        title: `Gives ${DEVICE} back`,
        detail:
          'Unbound from vfio-pci, the function can be idxd’s again. Nothing of its former settings is left.',
        ops: [{ op: 'unbind', driver: 'vfio-pci', name: BDF, bus: 'pci' }],
        rule: 'DSA-S8',
      },
    ],
  };
}
