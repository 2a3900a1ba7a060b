/** What keeps a guest from old pages, or does not (xive.md 3.4): the ways that were proposed and the one that was merged. */
import type { StrategyId } from './types.ts';

export interface Strategy {
  readonly id: StrategyId;
  readonly title: string;
  /** Short enough for a list. */
  readonly short: string;
  readonly summary: string;
  /** What it needs of the kernel that a merged one does not give, behind `it needs`; null = it runs on the merged kernel. */
  readonly needs: string | null;
  readonly knows: string;
  readonly status: string;
  readonly rule: string;
  readonly inFavour: readonly string[];
  readonly against: readonly string[];
  /** Rows of the table in xive.md 3.4, same order for all. */
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

const ROWS = [
  'works on the merged kernel',
  'who must know about passthrough',
  'lines in maps for the ESB area',
  'KVM memory slots for ESB',
  'guest LISN of a device',
  'stale after plug if touched earlier',
  'stale after unplug',
  'stale after re-plug, same LISN',
  'effect on other VMs',
  'cost per plug',
  'limit',
] as const;

type Values = readonly [
  works: string,
  knows: string,
  lines: string,
  slots: string,
  lisn: string,
  plug: string,
  unplug: string,
  replug: string,
  others: string,
  cost: string,
  limit: string,
];

function facts(values: Values): Strategy['facts'] {
  return ROWS.map((name, index) => ({ name, value: values[index]! }));
}

/** In the order of the reference. */
export const STRATEGIES: readonly Strategy[] = [
  {
    id: 'none',
    title: 'No measure',
    short: 'None',
    summary:
      'The owner of a LISN changes, and nobody tells the pages: what was populated before keeps showing the old source.',
    needs: null,
    knows: 'nobody',
    status: 'for comparison only; no kernel was released this way',
    rule: 'XIVE-none',
    inFavour: ['Costs nothing, and shows what every other way has to prevent.'],
    against: [
      'A page the guest touched before the device was connected keeps its IPI source, so an interrupt is lost.',
      'After an unplug the guest still reaches a source that is the host’s again, or another guest’s.',
      'A short test does not find it: a page that nobody touched yet is always right at its first touch.',
    ],
    facts: facts([
      'yes, with wrong pages',
      'nobody',
      '1',
      '1',
      'any',
      'yes',
      'yes',
      'yes',
      'none',
      'nothing',
      'none',
    ]),
  },
  {
    id: 'A1',
    title: 'Fresh mapping with an overlay region',
    short: 'A1: overlay region',
    summary:
      'At plug QEMU maps the device’s LISNs a second time somewhere else and lays that memory over the base region; at unplug it takes both away.',
    needs: 'mappings at any offset of the file, and faults that count from the start of the file',
    knows: 'QEMU',
    status: 'the first plan of the series’ author',
    rule: 'XIVE-A1',
    inFavour: [
      'The kernel needs to know nothing of passed-through devices in its mappings.',
      'The base mapping stays whole; taking the region away brings it back.',
      'A fresh mapping begins empty, so its first touch finds the owner of that moment.',
    ],
    against: [
      'Owners change several times during one plug: an overlay made before the last change can be touched too early.',
      'Each region takes a memory slot of KVM, and the guest stands still while regions change.',
      'Pages of the base mapping that QEMU itself touched meanwhile are waiting behind the overlay when it goes.',
      'The merged kernel refuses the offset.',
    ],
    facts: facts([
      'no: the offset is refused',
      'QEMU',
      '1 + one for each device',
      'up to 2 for each device, and 1',
      'any',
      'only if the overlay comes before set_mapped and is touched in between',
      'no, unless QEMU touched the base mapping meanwhile',
      'no',
      'none',
      '1 mmap and a change of regions, while the guest waits',
      'memory slots of KVM',
    ]),
  },
  {
    id: 'A2',
    title: 'Mapping over the base mapping',
    short: 'A2: mmap over',
    summary:
      'At plug QEMU maps the device’s LISNs again at their own address with MAP_FIXED: the old pages are dropped, and the base mapping is cut in pieces.',
    needs: 'mappings at any offset of the file, and faults that count from the start of the file',
    knows: 'QEMU',
    status: 'a remark of a reviewer',
    rule: 'XIVE-A2',
    inFavour: [
      'Guest addresses, regions and memory slots stay as they are.',
      'One call drops the pages of all vectors at once.',
    ],
    against: [
      'Device mappings never merge, so each plug leaves pieces in the maps file for good.',
      'On the merged kernel the call is refused after the old pages are gone: a hole is left, and what lies behind it resolves to other LISNs.',
      'Like A1 it acts once a plug while owners change several times.',
    ],
    facts: facts([
      'no: refused, leaves a hole, and the tail resolves wrongly',
      'QEMU',
      'up to 2 for each device and 1, never merging',
      '1',
      'any',
      'only if the overlay comes before set_mapped and is touched in between',
      'no',
      'no',
      'none',
      '1 or 2 mmap',
      'VMAs of a process (65,530 by default)',
    ]),
  },
  {
    id: 'B0',
    title: 'Zap through a remembered VMA',
    short: 'B0: remembered VMA',
    summary:
      'The kernel drops a LISN’s pages when its owner changes, through a pointer to the mapping that it kept from mmap.',
    needs: null,
    knows: 'kernel',
    status: 'first kernel patch, replaced by B1',
    rule: 'XIVE-B0',
    inFavour: [
      'QEMU needs no change: the kernel acts at every change of an owner.',
      'Its author thought it simpler than anything in QEMU, if the mapping could be looked up instead.',
    ],
    against: [
      'KVM does not decide how long a VMA lives: after an munmap the pointer points to nothing.',
      'After a split it covers one piece only, and zaps miss pages of the others.',
      'A second mapping of the same pages is never reached.',
    ],
    facts: facts([
      'as a patch of it, yes',
      'kernel',
      '1',
      '1',
      'any',
      'no, while the remembered piece covers the page',
      'no, while the remembered piece covers the page',
      'no, while the remembered piece covers the page',
      'none',
      'n² zaps of 2 pages',
      'life of one VMA',
    ]),
  },
  {
    id: 'B1',
    title: 'Zap through the file mapping',
    short: 'B1: merged',
    summary:
      'The kernel drops a LISN’s pages when its owner changes, in every mapping of the file, found by file offset.',
    needs: null,
    knows: 'kernel',
    status: 'merged in Linux 5.2, the same since',
    rule: 'XIVE-B1',
    inFavour: [
      'It acts at each set_mapped and clr_mapped, however often owners change.',
      'Split and doubled mappings are found too, since the search goes by file offset.',
      'No pointer outlives what it points to; QEMU, regions and the maps file stay as they are.',
    ],
    against: [
      'All anonymous files of a host share one mapping object, so other VMs lose their pages at the same offsets and fault once more.',
      'Connecting n vectors one after the other takes n² zaps.',
      'The zap comes just before the new owner is stored: a window that is guarded only partly.',
    ],
    facts: facts([
      'yes',
      'kernel',
      '1',
      '1',
      'any',
      'no',
      'no',
      'no',
      'extra faults at the same offsets',
      'n² zaps of 2 pages',
      'none',
    ]),
  },
  {
    id: 'C',
    title: 'Separate LISN range',
    short: 'C: own range',
    summary:
      'Passed-through devices get numbers from a range of their own with a mapping of its own; nothing is ever mapped over or unmapped.',
    needs: 'a second mapping at another offset, and faults that count from the start of the file',
    knows: 'QEMU’s allocator; with cleaning also who drops the pages',
    status: 'an alternative of a reviewer',
    rule: 'XIVE-C',
    inFavour: [
      'Base pages and passed-through pages never meet at one address.',
      'Two mappings and two slots, however many devices there are.',
    ],
    against: [
      'Numbers come back: the next device with them finds the pages of the one before. That is what its critics said.',
      'Taking the next number only puts that off until the range is through; never taking one twice ends in ENOSPC.',
      'A page touched between claim and set_mapped is stale all the same.',
      'With cleaning it costs what the other ways cost.',
    ],
    facts: facts([
      'no: the second mapping is refused',
      'QEMU’s allocator; with cleaning both',
      '2',
      '2',
      'only from the range',
      'yes: touched between claim and set_mapped; with cleaning it depends on when',
      'yes; with cleaning no',
      'yes; with cleaning no',
      'none; with zaps extra faults',
      'nothing; with cleaning 1 mmap or n zaps',
      'size of the range',
    ]),
  },
  {
    id: 'D',
    title: 'Separate fd for the ESB pages',
    short: 'D: ESB fd',
    summary:
      'The ESB pages have a file of their own that starts with LISN 0. It names the mapping otherwise and has to be combined with A, B or C.',
    needs: 'the controls GET_ESB_FD and GET_TIMA_FD of the first patch set, which were not merged',
    knows: 'nobody: it protects from nothing by itself',
    status: 'first patch set; given up for one fd with offsets',
    rule: 'XIVE-D',
    inFavour: [
      'Offsets are plain: LISN L is at page 2L, and the length can change freely.',
      'With an inode of its own a zap would reach only the VM it is for.',
    ],
    against: [
      'One or two more fds a VM, and another ABI, for the same pages.',
      'Old pages stay where they are unless A, B or C comes with it.',
    ],
    facts: facts([
      'no: there is no such control',
      'nobody',
      '1, with another name',
      '1',
      'any',
      'as the strategy it is combined with; alone yes',
      'as the strategy it is combined with; alone yes',
      'as the strategy it is combined with; alone yes',
      'none with an inode of its own, else as B1',
      'nothing by itself',
      'none',
    ]),
  },
];

export function strategyOf(id: StrategyId): Strategy {
  return STRATEGIES.find((one) => one.id === id)!;
}
