/** The words of XIVE's pages in memory: mappings, faults, owners, and what goes wrong. Facts: xive.md 1 to 3. */
import type { GlossaryEntry } from './glossary-entry.ts';

export const XIVE_MEMORY_WORDS = {
  vma: {
    term: 'VMA',
    short: 'A line of /proc/<pid>/maps: a range of addresses, a file, an offset. It holds no page by itself.',
    long: 'Plugging a device changes no line with the merged kernel. Who looks there for what happened sees nothing.',
    also: ['virtual memory area', 'mapping', 'maps'],
    see: ['pte', 'page-fault', 'vma-split'],
  },
  'vma-split': {
    term: 'Split and merge',
    short:
      'Mapping over or unmapping a part of a VMA leaves pieces. Pieces of ESB mappings never grow together.',
    long: 'Each stays a line of its own until one mapping covers them all. Pieces of an ordinary file do merge.',
    also: ['merge', 'piece', 'MAP_FIXED', 'munmap'],
    see: ['vma', 'misresolved'],
  },
  pte: {
    term: 'PTE',
    short: 'Page table entry: this address shows this hardware page. Absent until the first access.',
    long: 'The guest’s second-level entry follows it. Neither can be read from user space; pagemap calls such pages not present.',
    also: ['page table entry', 'populated', 'pagemap'],
    see: ['vma', 'page-fault', 'zap'],
  },
  'page-fault': {
    term: 'Fault',
    short:
      'The first access to a page without PTE: the kernel works out the LISN and puts in its owner’s page.',
    long: 'It asks for the owner then and never again. A page that is there is used, whoever the owner is by now.',
    also: ['fault handler', 'esbfault', 'SIGBUS', 'populate'],
    see: ['pte', 'owner', 'stale'],
  },
  zap: {
    term: 'Zap',
    short:
      'Dropping the PTEs of a LISN’s two pages, in every mapping of the file. The next access faults anew.',
    long: 'Done at each connecting and disconnecting of a vector: n × n zaps for a device of n vectors on QEMU 7.2. No line of maps changes.',
    also: ['unmap_mapping_range', 'clearing esb pages'],
    see: ['pte', 'set-mapped', 'shared-mapping'],
  },
  'shared-mapping': {
    term: 'Shared mapping object',
    short: 'All anonymous files of a host are one file to the page tables, so a zap reaches other VMs too.',
    long: 'They fault again and get their own page: a cost, not a danger.',
    also: ['anon_inode', 'address space', 'inode', 'zap reach'],
    see: ['zap', 'device-fd'],
  },
  'memory-region': {
    term: 'Memory region',
    short:
      'A range of guest addresses in QEMU. Regions overlap; the one with the highest priority is reached.',
    long: 'Listed by info mtree; what is left after resolving priorities by info mtree -f.',
    also: ['info mtree', 'region tree', 'priority'],
    see: ['ram-device-region', 'memory-slot', 'overlay'],
  },
  'ram-device-region': {
    term: 'Ram-device region',
    short: 'A memory region backed by a mapping of something that is no RAM; ramd in info mtree.',
    long: 'The guest’s accesses go straight to it, without QEMU. The ESB pages of a KVM guest are one: xive.esb-kvm over xive.esb-emulated.',
    also: ['ramd', 'ram_device', 'xive.esb-kvm'],
    see: ['memory-region', 'memory-slot'],
  },
  'memory-slot': {
    term: 'Memory slot',
    short: 'A range of guest memory that KVM knows the backing of. Each visible piece of a region takes one.',
    long: 'Rows with KVM at their end in info mtree -f. Changing them stops the guest for a moment.',
    also: ['memslot', 'KVM slot'],
    see: ['memory-region', 'ram-device-region'],
  },
  overlay: {
    term: 'Overlay',
    short: 'Any way by which some LISNs of a VM show a PHB’s pages while the rest shows IPI pages.',
    long: 'In the merged kernel it is made of single PTEs. Proposals made it of mappings or regions. The guest cannot tell.',
    also: ['VMA1', 'mmap over'],
    see: ['owner', 'overlay-strategy', 'zap'],
  },
  owner: {
    term: 'Owner',
    short:
      'The source that KVM would show for a LISN now: its PHB source while one is connected, else its IPI source.',
    long: 'IPI or PT in KVM’s debugfs table. It says nothing of what a page shows that was touched before.',
    also: ['IPI or PT', 'irq struct'],
    see: ['stale', 'set-mapped', 'clr-mapped'],
  },
  'set-mapped': {
    term: 'set_mapped',
    short: 'KVM connects a host vector with a guest’s LISN: from now on the PHB source is its owner.',
    long: 'The IPI source is switched off, the PHB source starts pending (10) until the guest’s driver unmasks. Refused after 1024 different numbers.',
    also: ['set mapped', 'irq bypass', 'kvmppc_xive_set_mapped'],
    see: ['clr-mapped', 'owner', 'zap'],
  },
  'clr-mapped': {
    term: 'clr_mapped',
    short: 'The opposite: the host takes its vector back, and the IPI source owns the LISN again.',
    long: 'Comes at unplugging, and several times while a device is plugged: QEMU 7.2 connects all vectors anew for each one that is added.',
    also: ['clr mapped', 'kvmppc_xive_clr_mapped'],
    see: ['set-mapped', 'owner', 'stale'],
  },
  'esb-hole': {
    term: 'Hole',
    short: 'Addresses of the ESB space that no VMA covers. An access ends with SIGSEGV.',
    long: 'Left by munmap, and by a refused MAP_FIXED: the old mapping is gone before the new one is checked.',
    also: ['SIGSEGV', 'gap'],
    see: ['vma', 'vma-split'],
  },
  fresh: {
    term: 'Fresh',
    short: 'A populated page that shows what its LISN’s owner has now.',
    long: 'The opposite of stale. A stale page turns fresh by itself when the old owner comes back.',
    also: ['right page'],
    see: ['stale', 'owner'],
  },
  stale: {
    term: 'Stale',
    short:
      'A page that shows an earlier owner of its LISN: populated before the owner changed, and not zapped since.',
    long: 'Its EOIs and triggers go to a source of another device, of the host, or of nobody. The right interrupt then comes once or never.',
    also: ['stale page', 'old page', 'wrong device'],
    see: ['owner', 'zap', 'misresolved'],
  },
  misresolved: {
    term: 'Misresolved',
    short:
      'A page that shows another LISN altogether, because the fault handler counts from the wrong place.',
    long: 'The merged handler counts from the start of the VMA. After a split, the tail’s first page counts as LISN 0. Pages from before the split stay right until they are zapped.',
    also: ['wrong LISN', 'relative index'],
    see: ['stale', 'vma-split', 'page-fault'],
  },
  orphan: {
    term: 'Orphan',
    short: 'A LISN that QEMU still has in use although its device is gone.',
    long: 'A device taken out while its driver was bound releases nothing. The next device gets other numbers; a machine reset takes the orphans back.',
    also: ['orphaned LISN', 'unclean unplug'],
    see: ['claim', 'lisn'],
  },
  claim: {
    term: 'Claim',
    short: 'QEMU takes LISNs for a device: the first free row from 0x1300, at an even number for MSI-X.',
    long: 'The new block is taken before the device’s old one is freed. Freed numbers vanish from info pic, and stay in KVM.',
    also: ['claimed', 'allocate', 'first fit'],
    see: ['orphan', 'lisn', 'source-block'],
  },
  'source-block': {
    term: 'Source block',
    short: 'KVM keeps its records of LISNs in blocks of 1024, made when the first of them is.',
    long: '1024 blocks, so 1,048,576 LISNs. An access to a number that has no record ends with SIGBUS, and a guest that does it is paused.',
    also: ['block', 'E2BIG'],
    see: ['lisn', 'claim'],
  },
  'device-fd': {
    term: 'Device fd',
    short: 'The file of a VM’s XIVE device. At page 0 the TIMA, from page 4 two pages for each LISN.',
    long: 'anon_inode:kvm-xive-native in maps. LISN 0x1300 is at byte offset 0x26040000 with pages of 64 KiB.',
    also: ['kvm-xive-native', 'GET_ESB_FD', 'file offset', 'pgoff'],
    see: ['tima', 'vma', 'shared-mapping'],
  },
  'overlay-strategy': {
    term: 'Overlay strategy',
    short:
      'How old pages are kept from a guest: by QEMU’s mappings (A1, A2), the kernel’s zap (B0, B1), own numbers (C) or fds (D).',
    long: 'B1 was merged in Linux 5.2. The studio plays the same events under any of them, and marks where they differ.',
    also: ['A1', 'A2', 'B0', 'B1', 'none'],
    see: ['overlay', 'zap', 'stale'],
  },
} as const satisfies Readonly<Record<string, GlossaryEntry>>;
