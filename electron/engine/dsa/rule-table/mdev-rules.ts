/** Mediated devices, interrupt slots and what a guest does with its device (dsa.md 3.6 to 3.8). */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { MDEV_SERIES, rule } from './rule-row.ts';
import { A_FACT } from '../../rule-table/rule-row.ts';

function mdevRule(
  id: string,
  title: string,
  plain: string,
  kernel: string,
  errnos: readonly string[] = [],
): RuleExplanation {
  return rule(id, title, plain, kernel, errnos, MDEV_SERIES);
}

const SERIES = 'Read in the mdev patch series; fixed as a model where its versions differ';

export const MDEV_RULES: readonly RuleExplanation[] = [
  mdevRule(
    'O30',
    'When a device offers types',
    'A device offers mediated device types while at least one of its work queues is bound to the driver mdev.',
    `${SERIES}: the types are registered with the first such queue and go with the last.`,
  ),
  mdevRule(
    'O31',
    'Available instances',
    'For the dedicated type: dedicated queues for guests that have no client. For the shared type: enabled shared queues for guests; that number does not go down, since each takes many guests.',
    `${SERIES}.`,
  ),
  mdevRule(
    'O32',
    'Creating a mediated device',
    'The driver takes the queue with the fewest clients and of those the lowest number. A dedicated queue is then locked: off in hardware, but in use. No interrupt slot and no PASID is taken yet.',
    `${SERIES}: ENOENT without parent or type, EINVAL for a bad UUID, EEXIST for one in use, ENODEV when no queue is left. A refused creation takes nothing.`,
    ['ENOENT', 'EINVAL', 'EEXIST', 'ENODEV'],
  ),
  mdevRule(
    'O33',
    'Removing a mediated device',
    'Its dedicated queue stays locked without a client and is free for another. While a guest has the device, it cannot be removed.',
    `${SERIES}: ENODEV for an unknown UUID. The model answers EBUSY while a guest holds it; a real kernel waits and asks the user again and again.`,
    ['ENODEV', 'EBUSY'],
  ),
  mdevRule(
    'O34',
    'accel-config protects clients',
    `accel-config refuses to disable a queue or device with clients unless it is forced. The kernel itself does not. ${A_FACT}`,
    'Tried with accel-config 3.5.3.',
  ),
  mdevRule(
    'O35',
    'Interrupt slots of a device',
    'A device has 256 times the number in bits 25 to 30 of its gen_cap; each takes 16 bytes of its table.',
    `${SERIES}: ims_size.`,
  ),
  mdevRule(
    'O36',
    'Starting a guest',
    'Each device a guest starts takes one interrupt slot and one PASID of the host device. A device whose queue was taken away cannot start, and one guest at a time has it.',
    `${SERIES}: EBUSY when started already, ENODEV for an orphan, ENOSPC without a free slot. In the kernel this happens when the guest enables MSI-X.`,
    ['EBUSY', 'ENODEV', 'ENOSPC'],
  ),
  mdevRule(
    'O37',
    'Stopping a guest',
    'Slot and PASID are free again, a dedicated queue goes back to locked, and a pending error is cleared.',
    `${SERIES}: the same when the device is closed or reset.`,
  ),
  mdevRule(
    'O38',
    'How many guests fit',
    'Free slots are the slots of the device without those of running guests. Dedicated: as many guests as dedicated queues and free slots. Shared: as many as free slots.',
    `${SERIES}.`,
  ),
  mdevRule(
    'O39',
    'Masking a vector',
    `The guest masks vector 1 in the control word of its slot; freeing the slot resets it. ${A_FACT}`,
    `${SERIES}: only the idxd driver writes slots.`,
  ),
  mdevRule(
    'O40',
    'Commands of a guest',
    'A guest commands its virtual device; the driver does what is safe on the one queue. For a shared queue, disable and abort only drain that guest, and others go on.',
    `${SERIES}: the result is in CMDSTS of the virtual device.`,
  ),
  mdevRule(
    'O41',
    'Errors that hardware reports',
    'An error with a queue is told to all running guests of that queue; one without, to all running guests of the device.',
    `${SERIES}: copied to the virtual SWERR, or the overflow bit when one is pending.`,
  ),
  mdevRule(
    'O42',
    'A halted device',
    'After a fatal error the device halts, and so do the devices of all its guests. Only a reset of the PCI function or a reload of the driver helps.',
    `${SERIES}; state shows halted.`,
  ),
  mdevRule(
    'O43',
    'Bus master off in the guest',
    'A guest that switches bus mastering off while its device is enabled halts its own virtual device until it resets it.',
    `${SERIES}: error record 0x51.`,
  ),
  mdevRule(
    'O44',
    'The host wants a device back',
    `While a removal waits, the virtual machine is asked again and again to release its device; QEMU unplugs it. ${A_FACT}`,
    `${SERIES}: the device request interrupt.`,
  ),
  mdevRule(
    'O45',
    'Removing a device in use',
    'A removal while the guest runs is no error of the administrator: the guest is asked to release the device first.',
    'Our own decision for this program: stop the guest first, or ask it to let go.',
    ['EBUSY'],
  ),
];
