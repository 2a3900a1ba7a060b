/** What kernel, QEMU and guest do (xive.md 3.2). */
import type { RuleExplanation } from '../../../../shared/contract.ts';
import { A_FACT } from '../../rule-table/rule-row.ts';
import { MERGED, READ, rule, SEEN, SEEN_AND_READ } from './rule-row.ts';

export const KERNEL_RULES: readonly RuleExplanation[] = [
  rule(
    'R1',
    'One interrupt device a VM',
    'A VM has at most one in-kernel interrupt device. When it is made, no LISN exists yet.',
    `${READ}: a second one is EEXIST.`,
    ['EEXIST'],
  ),
  rule(
    'R2',
    'Creating a source',
    'A LISN exists once QEMU creates its source. It gets an IPI number of the host at the first time and keeps it; P/Q start as 01, off. There is no way to take a source away before the device is closed.',
    `${SEEN_AND_READ}: E2BIG beyond LISN 1,048,575, ENXIO without a free number, ENOMEM without memory.`,
    ['E2BIG', 'ENXIO', 'ENOMEM'],
  ),
  rule(
    'R3',
    'Mapping ESB pages',
    'The merged kernel takes ESB mappings only from file page 4, LISN 0, with at most 2,097,152 pages. The proposals take any offset within the range. The mapping starts without a single page.',
    `${SEEN}: EINVAL for every other offset; several mappings of one range may exist at once.`,
    ['EINVAL'],
  ),
  rule(
    'R4',
    'Mapping the TIMA',
    'The TIMA is mapped from file page 0 with at most 4 pages. Only the third, the OS view, works.',
    `${SEEN}: EINVAL for offsets 1, 2, 3 and for 5 pages.`,
    ['EINVAL'],
  ),
  rule(
    'R5',
    'Taking a range out',
    'munmap, and the first half of MAP_FIXED, cut the mappings that they meet. A mapping cut in the middle becomes two; the second one keeps its right file offset. Pages inside are dropped, pages outside stay.',
    `${SEEN_AND_READ}: generic memory management of Linux.`,
  ),
  rule(
    'R6',
    'Mappings that never merge',
    'Pieces of an ordinary file that fit together become one line again. Mappings of the XIVE device are special ones and never do: each piece stays a line of the maps file until one call covers them all.',
    `${SEEN_AND_READ}: VM_IO and VM_PFNMAP.`,
  ),
  rule(
    'R7',
    'MAP_FIXED that is refused',
    'MAP_FIXED first takes out what is there, then asks the driver. When the driver refuses, the old pages are gone already and a hole is left.',
    `${SEEN} with Linux 6.12; other versions may put the old mapping back (option failedFixedLeavesHole).`,
    ['EINVAL'],
  ),
  rule(
    'R8',
    'Changing protection',
    'mprotect splits mappings without dropping a page, and special ones never merge back.',
    `${SEEN}: three lines after there and back.`,
  ),
  rule(
    'R9',
    'Growing, advising, forking',
    'A mapping of the device cannot grow; it can shrink. MADV_DONTNEED is refused. A child has the same lines.',
    `${SEEN}: EFAULT for growing, EINVAL for MADV_DONTNEED.`,
    ['EFAULT', 'EINVAL'],
  ),
  rule(
    'R10',
    'An access and its fault',
    'A page that is there is used, whoever owns the LISN by now. Only an absent page asks: the handler works out the LISN from the place in the mapping and puts in the page of its present owner. No mapping is SIGSEGV; a LISN that was never created is SIGBUS. In a guest either one pauses the VM.',
    `${SEEN_AND_READ}: the merged handler counts from the start of the piece, the proposals from the start of the file.`,
  ),
  rule(
    'R11',
    'Zap of a LISN',
    'Drops the pages with that LISN’s two file offsets in every mapping of the same file object, split ones and doubled ones too. No mapping changes, and the next access faults. All anonymous files of a host share one object, so other VMs lose their pages at the same offsets; they fault and get their own again.',
    `${SEEN_AND_READ}: unmap_mapping_range over two pages.`,
  ),
  rule(
    'R12',
    'Connecting a vector (set_mapped)',
    'The LISN’s owner becomes the source in the PCI host bridge: the host’s interrupt is forwarded, the IPI source is switched off (01), the pages are zapped, and the target goes over.',
    `${READ}: EINVAL when the block of the LISN was never allocated.`,
    ['EINVAL'],
    MERGED,
  ),
  rule(
    'R13',
    'Disconnecting a vector (clr_mapped)',
    'The bridge’s source goes back to the host, the pages are zapped, and the IPI source gets the target back with P/Q 10. A VM has 1024 entries for numbers that were ever connected; they are used again by number and never freed.',
    `${READ}: EINVAL for a number that is connected already, EAGAIN when the table is full; the vector then works through its IPI page, only slower.`,
    ['EINVAL', 'EAGAIN'],
    MERGED,
  ),
  rule(
    'R14',
    'Claiming MSIs',
    'QEMU takes the first gap that is long enough, from 0x1300 on. Blocks for MSI-X start at an even number, blocks for MSI anywhere. A new block is claimed before the old one of the same device is freed.',
    `${SEEN_AND_READ}: blocks of 5, 4 and 16 came to 0x1300, 0x1306 and 0x130a.`,
    ['ENOSPC'],
  ),
  rule(
    'R15',
    'Freeing MSIs',
    'The numbers vanish from info pic and can be claimed again. KVM keeps their sources.',
    `${SEEN_AND_READ}: freed when the guest releases its vectors, not by device_del alone.`,
  ),
  rule(
    'R16',
    'Vectors enabled one after the other',
    'QEMU builds all connections anew for each further vector: n vectors take n² zaps, and two more when the driver first enables a single one, as NVMe does.',
    `${SEEN} with QEMU 7.2: 18 zaps for 4 vectors of an NVMe, 16 for an e1000e.`,
  ),
  rule(
    'R17',
    'Plug',
    'The device is added, the guest configures it, numbers are claimed and sources created, and the vectors are connected one after the other while the guest already touches their pages.',
    `${SEEN}: the first touch came 6 ms before the first set_mapped.`,
  ),
  rule(
    'R18',
    'Clean unplug',
    'The guest’s driver lets go: all vectors are disconnected and the numbers are freed. Then the device goes.',
    `${SEEN}.`,
  ),
  rule(
    'R19',
    'Unplug while the driver is bound',
    'All vectors are disconnected, but the numbers stay claimed. They point to IPI pages and belong to no device: orphans.',
    `${SEEN}: in info pic and in KVM’s table after a removal without release.`,
  ),
  rule(
    'R20',
    'Machine reset',
    'QEMU frees all MSIs and the drivers claim again from 0x1300, so a device can have other numbers after it. Mappings and KVM’s sources stay.',
    `${SEEN}: an e1000e moved from 0x1304 to 0x1300.`,
  ),
  rule(
    'R21',
    'QEMU looks, and populates',
    'At start, stop and migration of the VM and for info pic, QEMU reads P/Q of every claimed LISN through its own mapping. Looking at the state fills management pages.',
    `${SEEN}: 10 faults at the start of a VM with 10 claimed numbers.`,
  ),
  rule(
    'R22',
    'Reset and close of the device',
    'The reset control masks sources that had a target and clears queues; mappings stay. Closing the device takes all of them away.',
    `${SEEN} for reset, read for close. ${A_FACT}`,
  ),
];

export const STALE_RULES: readonly RuleExplanation[] = [
  rule(
    'S1',
    'Never touched, never stale',
    'A page that nobody touched before the owner changed gets the new owner at its first touch. That is why short tests find nothing.',
    `Follows from R10; ${SEEN.toLowerCase()}.`,
  ),
  rule(
    'S2',
    'The first touch comes too early',
    'A guest masks and unmasks its new vector before the vector is connected. Without a zap it stays on the IPI page: it ends interrupts on a source that never fired, the bridge’s source stays pending, and the interrupt comes once or never.',
    `${SEEN}: touch, then set_mapped 6 ms later.`,
  ),
  rule(
    'S3',
    'A source of somebody else',
    'After an unplug a page that was left in place lets the guest drive a source that is the host’s again, or another guest’s.',
    'Follows from R10 and R13.',
  ),
  rule(
    'S4',
    'Re-plug with the same number',
    'The next device gets the numbers of the one before, and their pages with it: the page belongs to the first device although the second one is plugged.',
    'The argument in the discussion against a separate range: numbers come back while pages are still there.',
  ),
  rule(
    'S5',
    'Once a plug is not enough',
    'Owners change several times during one plug (R16). What protects has to act after each change, or after the last one.',
    `${SEEN}: set, clear and set again for each vector.`,
  ),
  rule(
    'S6',
    'Zap before the change',
    'The merged kernel zaps before it stores the new owner. A touch in between would bring the old page back. It is a window in theory only; the option raceWindow shows it.',
    'A conclusion from the sources, not tried.',
    [],
    MERGED,
  ),
];
