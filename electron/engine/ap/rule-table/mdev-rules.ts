/** Rules about mediated devices: the 2018 series and current kernels (ap.md 3.4, 3.5). */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { CURRENT, rule, SERIES_2018 } from './rule-row.ts';

const OLD = 'vfio_ap of Linux 4.20 to 5.19';
const NOW = 'vfio_ap of Linux 6.0 and later';

function old(
  id: string,
  title: string,
  plain: string,
  kernel: string,
  errnos: readonly string[] = [],
): RuleExplanation {
  return rule(id, title, plain, kernel, errnos, SERIES_2018);
}

function now(
  id: string,
  title: string,
  plain: string,
  kernel: string,
  errnos: readonly string[] = [],
): RuleExplanation {
  return rule(id, title, plain, kernel, errnos, CURRENT);
}

export const SERIES_2018_RULES: readonly RuleExplanation[] = [
  old(
    'V1',
    'Create and remove',
    'A mediated device whose guest runs cannot be removed; otherwise its queues are zeroized and it disappears.',
    `${OLD}: EBUSY.`,
    ['EBUSY'],
  ),
  old(
    'V2',
    'The matrix of a running guest is frozen',
    'Every assign and unassign is refused while the guest runs, before the number is even read. There is no hot plug.',
    `${OLD}: EBUSY.`,
    ['EBUSY'],
  ),
  old(
    'V3',
    'Adapters need bound queues',
    'To assign an adapter, its queue in every assigned domain must be bound to vfio_ap; without domains at least one queue of the adapter must be.',
    `${OLD}: EADDRNOTAVAIL; then the sharing check, EADDRINUSE.`,
    ['EINVAL', 'ENODEV', 'EADDRNOTAVAIL', 'EADDRINUSE'],
  ),
  old(
    'V4',
    'Domains need bound queues',
    'To assign a domain, its queue on every assigned adapter must be bound to vfio_ap; without adapters at least one queue of the domain must be.',
    `${OLD}: EADDRNOTAVAIL; then the sharing check, EADDRINUSE.`,
    ['EINVAL', 'ENODEV', 'EADDRNOTAVAIL', 'EADDRINUSE'],
  ),
  old(
    'V5',
    'Unassigning',
    'What is not assigned can be unassigned with success; only bad numbers and ids above the maximum fail.',
    `${OLD}: EINVAL, ENODEV.`,
    ['EINVAL', 'ENODEV'],
  ),
  old(
    'V6',
    'Control domains',
    'Control domains are checked for syntax and range only.',
    `${OLD}: EINVAL, ENODEV.`,
    ['EINVAL', 'ENODEV'],
  ),
  old(
    'V7',
    'Starting a guest',
    'The masks go into the guest as they are, without a filter; firmware ANDs them with the LPAR. Version 9 of the series also makes every usage domain a control domain.',
    `${OLD}: EPERM when the guest has a device already.`,
    ['EPERM', 'EINVAL'],
  ),
  old(
    'V8',
    'Stopping a guest',
    'The guest’s masks are cleared and all queues of the matrix are zeroized; the matrix stays.',
    `${OLD}. Assumed: every existing queue of the matrix, whatever its driver.`,
  ),
  old(
    'V9',
    'Masks and unbinding do not ask the guest',
    'When a queue is unbound or its masks change, the mediated device is not told: a running guest still reaches the queue, and may then share its keys with the host.',
    `${OLD}: it is the administrator’s duty to look first.`,
  ),
  old(
    'V10',
    'LPAR changes are not noticed',
    'vfio_ap does not see changes of the LPAR; they take effect because firmware ANDs the masks and queue devices disappear.',
    `${OLD}.`,
  ),
  rule(
    'V11',
    'No live migration',
    'A guest with AP queues is tied to its host: queue contents cannot be moved.',
    `${OLD}; true for current kernels in what was read.`,
  ),
  rule(
    'V12',
    'What older kernels do not have',
    'guest_matrix, the status of queues and the features file came after the 2018 series, ap_config with Linux 6.10, driver_override with Linux 6.19.',
    'Opening such a file fails with ENOENT.',
    ['ENOENT'],
    [...SERIES_2018, 'upstream-6.18'],
  ),
];

export const UPSTREAM_RULES: readonly RuleExplanation[] = [
  now(
    'U10',
    'Assigning an adapter',
    'The whole matrix with the new adapter is checked: reserved for the host, then in another guest. Queues that are missing or unbound are allowed. A new adapter is filtered and goes to a running guest at once; assigning it again recomputes nothing.',
    `${NOW}: EINVAL, ERANGE, ENODEV, EADDRNOTAVAIL, EADDRINUSE in this order.`,
    ['EINVAL', 'ERANGE', 'ENODEV', 'EADDRNOTAVAIL', 'EADDRINUSE'],
  ),
  now(
    'U11',
    'Assigning a domain',
    'As for adapters. An adapter without domains never conflicts, so the domain that comes later takes the blame.',
    `${NOW}: EINVAL, ERANGE, ENODEV, EADDRNOTAVAIL, EADDRINUSE.`,
    ['EINVAL', 'ERANGE', 'ENODEV', 'EADDRNOTAVAIL', 'EADDRINUSE'],
  ),
  now(
    'U12',
    'Unassigning an adapter',
    'The adapter leaves matrix and guest, and its queues that the guest had are zeroized. The filter does not run.',
    `${NOW}: EINVAL, ENODEV.`,
    ['EINVAL', 'ERANGE', 'ENODEV'],
  ),
  now(
    'U13',
    'Unassigning a domain brings no adapter back',
    'The domain leaves matrix and guest, but an adapter that was hidden because of it stays hidden: the filter does not run. Writing ap_config with its own content cures it.',
    `${NOW}: EINVAL, ENODEV.`,
    ['EINVAL', 'ERANGE', 'ENODEV'],
  ),
  now(
    'U14',
    'Assigning a control domain',
    'Only the range is checked; the guest gets it if the LPAR has it.',
    `${NOW}: EINVAL, ENODEV.`,
    ['EINVAL', 'ERANGE', 'ENODEV'],
  ),
  now(
    'U15',
    'Unassigning a control domain',
    'It leaves the matrix and the guest at once.',
    `${NOW}: EINVAL, ENODEV.`,
    ['EINVAL', 'ERANGE', 'ENODEV'],
  ),
  now(
    'U16',
    'Writing the whole matrix at once',
    'ap_config replaces adapters, domains and control domains in one write: all or nothing, and the filter always runs. The range is checked last.',
    `${NOW} (6.10): EINVAL, then EADDRNOTAVAIL, EADDRINUSE, then ENODEV. A missing third mask is an error, an empty one means none.`,
    ['EINVAL', 'EADDRNOTAVAIL', 'EADDRINUSE', 'ENODEV'],
  ),
  now(
    'U17',
    'Starting a guest',
    'The guest gets what was filtered last; starting does not filter again.',
    `${NOW}: EINVAL without KVM, EPERM when the guest has a device already.`,
    ['EINVAL', 'EPERM'],
  ),
  now(
    'U18',
    'Stopping a guest',
    'All queues of the matrix that vfio_ap has are zeroized, also those that were hidden. Matrix and guest matrix stay as they were.',
    `${NOW}.`,
  ),
  now(
    'U19',
    'Resetting a guest',
    'A reboot zeroizes all queues of the matrix; pending requests are lost.',
    `${NOW}: EIO when a queue could not be reset.`,
    ['EIO'],
  ),
  now(
    'U20',
    'A queue comes to vfio_ap',
    'Its reset code starts anew; if a guest has it in its matrix the filter runs, unless the host has gained adapters or domains for that guest and the scan is not finished.',
    `${NOW}.`,
  ),
  now(
    'U21',
    'A queue leaves vfio_ap',
    'If the guest sees it, its whole adapter leaves the guest and the adapter’s queues are zeroized; otherwise the queue itself is zeroized. The matrix keeps it.',
    `${NOW}.`,
  ),
  now(
    'U22',
    'Removing a device in use',
    'It is not refused: the kernel asks QEMU to unplug the device and waits. The documentation still says that it fails.',
    `${NOW}.`,
  ),
  now(
    'U23',
    'The LPAR loses something',
    'Lost adapters and domains leave the guests; the matrices keep the wish, and the filter does not run. Lost control domains stay in the guest’s mask as the code reads, without effect.',
    `${NOW}.`,
  ),
  now(
    'U24',
    'The LPAR gains something',
    'What a guest has in its matrix is remembered, and filtered when the scan has created the queues.',
    `${NOW}. Adapters older than CEX4 are sorted out.`,
  ),
  now(
    'U25',
    'How a guest notices',
    'Current kernels can tell the guest at once; with older QEMU or kernels it notices at its next AP scan, 30 seconds by default.',
    `${NOW}: configuration-change event.`,
  ),
  now(
    'U26',
    'Zeroizing',
    'A queue is reset and its requests, replies and associations are thrown away. Codes 0, 3 (deconfigured) and 4 (checkstopped) count as done; with any other the adapter cannot be passed on. That master keys stay is believed, not verified.',
    `${NOW}: PQAP(ZAPQ). Older 6.x kernels accept code 0 only.`,
  ),
  now(
    'U27',
    'Instances',
    'A host can have 65,536 mediated AP devices.',
    `${NOW}: available_instances counts down.`,
  ),
];
