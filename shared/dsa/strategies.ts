/** Who decides which wq a guest gets, and when (dsa.md 5): the ways that were built, posted or proposed. */
import type { StrategyId, WqMode } from './types.ts';

/** How vfio's type1 back end takes the device (dsa.md 5.3). */
export type IommuProperty = 'mdev-bus' | 'hardware' | 'software' | 'not a guest';

export interface Strategy {
  readonly id: StrategyId;
  /** Number in the reference: `S1`. */
  readonly number: string;
  readonly title: string;
  /** One sentence: what the administrator does and what then exists. */
  readonly summary: string;
  /** Who picks the wq, and by what. */
  readonly chosenBy: string;
  /** wq : device. */
  readonly relation: string;
  /** What names the device for QEMU. */
  readonly identity: string;
  /** Where a device is asked for. */
  readonly entry: string;
  readonly status: string;
  /** `mdev-bus` and `hardware` attach; `software` from 5.16 on and fails with EIO before (dsa.md 5.3). */
  readonly iommu: IommuProperty;
  /** Modes of wq it can give. Empty: it gives no wq but a whole device. */
  readonly modes: readonly WqMode[];
  /** Which kernels have it, as a sentence. */
  readonly kernels: string;
  readonly inFavour: readonly string[];
  readonly against: readonly string[];
}

/** What each {@link IommuProperty} means when QEMU attaches the device. */
export const IOMMU_WORDS: Readonly<Record<IommuProperty, string>> = {
  'mdev-bus': 'Attaches: type1 knows devices of the mdev bus and uses the parent’s IOMMU.',
  hardware: 'Attaches: the device has an IOMMU of its own.',
  software: 'Attaches from kernel 5.16 on. Before, type1 fails with EIO.',
  'not a guest': 'No vfio: a program of the host uses it.',
};

/** In the order of the reference: S1 to S8, then S0. */
export const STRATEGIES: readonly Strategy[] = [
  {
    id: 'mdev-hybrid',
    number: 'S1',
    title: 'Pool of queues, then mdev',
    summary:
      'The administrator fills a pool of queues for guests; creating an mdev takes the next free one out of it.',
    chosenBy: 'driver: fewest clients, then lowest number',
    relation: '1:1 dedicated, 1:N shared',
    identity: 'UUID',
    entry: 'create file of an mdev type',
    status: 'posted in five versions and shipped by Intel, never in mainline',
    iommu: 'mdev-bus',
    modes: ['dedicated', 'shared'],
    kernels: 'Kernels with the mdev series (version 2 to 6) and Intel’s product kernels.',
    inFavour: [
      'One interface that knows no vendor: management programs create a type with a UUID and need no more.',
      'Queues for guests are prepared the way queues of the host are prepared since kernel 5.6.',
      'Shared queues need a place to ask for another device, and mdev has one.',
      'mdevctl and libvirt already know how to keep such devices over a boot.',
    ],
    against: [
      'When a queue has to be set aside for guests first, create and UUID add nothing to it.',
      'Types hide what is behind them: choosing one well takes knowledge of the vendor after all.',
      'Nobody but the driver knows which queue an mdev took: sysfs has no link between them.',
    ],
  },
  {
    id: 'mdev-uuid',
    number: 'S2',
    title: 'UUID written into the queue',
    summary:
      'The administrator writes a UUID into one queue; creating the mdev with that UUID takes exactly that queue.',
    chosenBy: 'administrator, by writing the UUID',
    relation: '1:1',
    identity: 'UUID',
    entry: 'create file of an mdev type, with that UUID only',
    status: 'first posting of the series; given up in its second version',
    iommu: 'mdev-bus',
    modes: ['dedicated'],
    kernels: 'Only the first posting (April 2020).',
    inFavour: [
      'It is known beforehand which queue a guest gets, and it can be read from sysfs.',
      'Guests can be given queues with different sizes or priorities on purpose.',
    ],
    against: [
      'The UUID has to be told twice: to the queue and to create.',
      'A management program that makes up UUIDs on its own cannot use it.',
      'It gives no share of a shared queue.',
    ],
  },
  {
    id: 'mdev-pull',
    number: 'S3',
    title: 'Create takes any free queue',
    summary:
      'Every unassigned queue is on offer; create takes the lowest one and sets it up, details are written afterwards.',
    chosenBy: 'driver, among all unassigned queues',
    relation: '1:1',
    identity: 'UUID',
    entry: 'create file of an mdev type',
    status: 'a question by the vfio maintainer, never written',
    iommu: 'mdev-bus',
    modes: ['dedicated'],
    kernels: 'None: it was an idea.',
    inFavour: [
      'The plain meaning of mdev: ask for one, get one. Nothing is set aside that nobody uses.',
      'Setting a device up after it was made is established: one vendor’s virtual GPUs do so.',
    ],
    against: [
      'Size and group must still be given before the device is enabled, so it is not free of preparation.',
      'A queue meant for the host can be grabbed.',
      'It cannot offer shared queues: nothing says whether a queue was taken for sharing.',
    ],
  },
  {
    id: 'push-vfio',
    number: 'S4',
    title: 'The queue itself is the vfio device',
    summary: 'The administrator binds a dedicated queue to a vfio driver, and a vfio device exists at once.',
    chosenBy: 'administrator, by binding',
    relation: '1:1 dedicated',
    identity: 'name of the queue',
    entry: 'none: binding registers the device',
    status: 'proposed by a reviewer of the series; tried by its author in June 2021',
    iommu: 'software',
    modes: ['dedicated'],
    kernels: 'None: it was tried, not merged.',
    inFavour: [
      'Queues are devices of idxd’s own bus already, and vfio drivers bind devices.',
      'A device no longer has to be an mdev to be a vfio device.',
      'No UUID, no type, no count: what the administrator bound is what the guest gets.',
    ],
    against: [
      'Shared queues have no one device each: another entry point is needed for them.',
      'vfio’s type1 asks the bus for an IOMMU, the dsa bus has none, and attaching failed until kernel 5.16.',
      'Management programs need to learn the steps of this one vendor.',
    ],
  },
  {
    id: 'push-vfio-create',
    number: 'S5',
    title: 'Push, with a create file',
    summary:
      'Binding a queue to the vfio driver makes a create file on it; each name written there is one more vfio device on that queue.',
    chosenBy: 'administrator, queue by queue',
    relation: '1:N shared',
    identity: 'name given by the driver or the user',
    entry: 'create file of idxd’s own, on the queue',
    status: 'idea in the same discussion',
    iommu: 'software',
    modes: ['shared'],
    kernels: 'None: it was an idea.',
    inFavour: [
      'Push for shared queues too, without a second framework.',
      'idxd has many files of its own already; two more cost little.',
    ],
    against: [
      'It builds again what mdev has: create, remove, a name.',
      'Every vendor would invent its own file, unless all go through one netlink interface.',
    ],
  },
  {
    id: 'vdev',
    number: 'S6',
    title: 'Virtual devices on the dsa bus',
    summary:
      'A create file of the device makes a vdev; binding the vdev to its vfio driver takes the first free queue.',
    chosenBy: 'driver: first enabled vdev queue without user',
    relation: '1:1 dedicated',
    identity: 'vdev0.0',
    entry: 'create and remove files of the device, then bind',
    status: 'Intel’s own tree, 2022 and 2023',
    iommu: 'software',
    modes: ['dedicated'],
    kernels: 'Intel’s trees of 2022 and 2023 only.',
    inFavour: [
      'Vendor’s life cycle and vfio’s life cycle are two steps that do not mix.',
      'Works with iommufd, which hands out the PASID and replaces type1.',
    ],
    against: [
      'Two entry points to learn, neither of which another vendor has.',
      'Again the driver chooses the queue, so it still is not told which guest gets which.',
      'No share of a shared queue.',
    ],
  },
  {
    id: 'devlink',
    number: 'S7',
    title: 'devlink ports, for comparison',
    summary:
      'As network cards do with subfunctions: a port is added by netlink, and an auxiliary device appears for a driver to bind.',
    chosenBy: 'administrator, port by port',
    relation: '1:1',
    identity: 'auxiliary device',
    entry: 'devlink port add',
    status: 'mainline for mlx5 subfunctions; for idxd only proposed instead of new sysfs files',
    iommu: 'hardware',
    modes: ['dedicated'],
    kernels: 'Mainline, but not for DSA or IAA.',
    inFavour: [
      'One netlink interface for many vendors; new sysfs files are not needed.',
      'Made, set up and activated are three steps, so that settings come before the first use.',
    ],
    against: [
      'Made for network functions; idxd would have to grow ports that stand for queues.',
      'The tools around guests speak mdev and PCI, not devlink.',
    ],
  },
  {
    id: 'pf',
    number: 'S8',
    title: 'The whole device',
    summary: 'The administrator takes the device from idxd and gives the whole PCI function to one guest.',
    chosenBy: 'administrator: whole device',
    relation: 'device : guest = 1:1',
    identity: 'PCI address',
    entry: 'none: bind vfio-pci',
    status: 'mainline, but on vfio-pci’s denylist since 2024',
    iommu: 'hardware',
    modes: [],
    kernels: 'Every mainline kernel; since 2024 only with disable_denylist=1.',
    inFavour: [
      'Works today with nothing but mainline.',
      'The guest has all engines, groups and queues and sets them up itself.',
    ],
    against: [
      'One guest per device: a socket has four at most.',
      'A guest with the whole device could disturb the host. That is why vfio-pci refuses it.',
      'The host and every other guest lose the device.',
    ],
  },
  {
    id: 'user',
    number: 'S0',
    title: 'A program of the host',
    summary:
      'The queue is bound to the user driver and a program of the host opens its character device. No VM.',
    chosenBy: 'administrator, by binding',
    relation: 'one program dedicated, many shared',
    identity: 'name of the queue',
    entry: 'character device /dev/dsa/wq0.0',
    status: 'mainline',
    iommu: 'not a guest',
    modes: ['dedicated', 'shared'],
    kernels: 'Mainline since 5.6, shared queues since 5.11.',
    inFavour: ['Everything is in mainline.', 'Programs and containers share one queue by their PASIDs.'],
    against: ['No guest: a VM would need a program of the host in between, on every submission.'],
  },
];

const BY_ID: ReadonlyMap<StrategyId, Strategy> = new Map(STRATEGIES.map((each) => [each.id, each]));

/** Each id has its row: the test of the table holds it to that. */
export function strategyOf(id: StrategyId): Strategy {
  return BY_ID.get(id)!;
}
