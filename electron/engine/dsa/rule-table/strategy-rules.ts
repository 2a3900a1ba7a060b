/** Who decides which queue a guest gets (dsa.md 5.1). */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { EVERYWHERE, MAINLINE, MDEV_SERIES, rule } from './rule-row.ts';
import { A_FACT } from '../../rule-table/rule-row.ts';

const OTHER = ['other trees'];

export const STRATEGY_RULES: readonly RuleExplanation[] = [
  rule(
    'S0',
    'Programs of the host (user)',
    'A queue of type user is a character device for programs of this host. No guest gets it.',
    'Read in the mainline idxd driver.',
    [],
    EVERYWHERE,
  ),
  rule(
    'S1',
    'Prepared queues, then devices by UUID (mdev-hybrid)',
    'The administrator prepares queues for guests and binds them to mdev; a mediated device then takes one of them, chosen by the driver. Dedicated queues have one device each, shared queues many.',
    'Read in versions 2 to 6 of the mdev series, which Intel ships and mainline never took.',
    [],
    MDEV_SERIES,
  ),
  rule(
    'S2',
    'A UUID for each queue (mdev-uuid)',
    'The administrator writes a UUID into one queue first; creating a device with it takes exactly that queue.',
    'Read in version 1 of the series, dropped in version 2. That an unknown UUID gives ENODEV is a model.',
    ['ENODEV'],
    OTHER,
  ),
  rule(
    'S3',
    'The driver takes any free queue (mdev-pull)',
    'The administrator gives queues only size and group; creating a device takes the lowest one that is free and sets it up. Some settings can follow until the guest starts. Shared queues cannot be had this way.',
    'A question in the discussion of the series; the details are a model.',
    ['ENODEV', 'EINVAL', 'EEXIST'],
    OTHER,
  ),
  rule(
    'S4',
    'The queue is the device (push-vfio)',
    'Binding a dedicated queue to the driver vfio makes the device at once: no UUID, no type, no count.',
    'An idea of the discussion; the details are a model. EOPNOTSUPP for a shared queue.',
    ['EOPNOTSUPP'],
    OTHER,
  ),
  rule(
    'S5',
    'Devices made on a chosen queue (push-vfio-create)',
    'A shared queue bound to vfio gets files that make and remove devices on exactly this queue, under chosen names of at most 32 characters.',
    'An idea of the discussion; the details are a model.',
    ['EEXIST', 'EINVAL', 'ENODEV'],
    OTHER,
  ),
  rule(
    'S6',
    'Virtual devices on the dsa bus (vdev)',
    'A file of the device makes vdev0.0, which is bound to idxd_vfio and then takes the first free dedicated queue of type vdev.',
    "Read in Intel's tree of 2022 and 2023.",
    ['EEXIST', 'EINVAL', 'ENODEV', 'EOPNOTSUPP'],
    OTHER,
  ),
  rule(
    'S7',
    'Ports by netlink (devlink)',
    `As mlx5 makes subfunctions: a port is added and becomes an auxiliary device. idxd has no such interface, so the studio only plays it. ${A_FACT}`,
    'For comparison; proposed in the discussion instead of new files.',
    [],
    OTHER,
  ),
  rule(
    'S8',
    'The whole device (pf)',
    'The PCI function itself goes to one guest with all its queues. The devices of Sapphire Rapids are on the denylist of vfio-pci, so it takes disable_denylist=1 and a guest that is trusted.',
    'Read in mainline vfio-pci.',
    [],
    MAINLINE,
  ),
];
