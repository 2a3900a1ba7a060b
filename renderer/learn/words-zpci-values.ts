/** The words of what a zPCI function is told: groups, masks, windows. Facts: zpci.md 2 and 3. */
import type { GlossaryEntry } from './glossary-entry.ts';

export const ZPCI_VALUE_WORDS = {
  pfgid: {
    term: 'PFGID',
    short:
      'Number of the group a function belongs to. 0xf0 to 0xff are reserved for groups that QEMU makes up.',
    long: 'A guest that reads 0xf0 does not know the number of the host’s group, and need not: the values of the group count.',
    also: ['group id', 'group number'],
    see: ['function-group', 'simulated-group'],
  },
  'function-group': {
    term: 'Function group',
    short:
      'All functions with one group number share capabilities: interrupts, masks, block size, refresh. A driver asks for the group, not for the function.',
    long: 'The first function that needs a group in a guest fixes its values; later ones join it even where theirs differ.',
    also: ['group', 'pci function group'],
    see: ['pfgid', 'default-group'],
  },
  'simulated-group': {
    term: 'Simulated group',
    short:
      'A group 0xf0 to 0xfe that QEMU makes for intercepted functions of one host group, since 7.2. There are fifteen of them.',
    long: 'They are not given back while QEMU runs. The sixteenth host group falls into QEMU’s own group, silently.',
    also: ['0xf0', 'synthetic group'],
    see: ['function-group', 'default-group'],
  },
  'default-group': {
    term: 'Default group',
    short:
      'QEMU’s own group with predefined values, for cards it emulates: 0xff, before 7.0 0x20. It always exists.',
    long: 'A passed-through function that ends up in it is told 128 interrupts and an update interval of four seconds, whatever the card can do.',
    also: ['0xff', '0x20'],
    see: ['simulated-group'],
  },
  'adapter-interrupt': {
    term: 'Adapter interrupt',
    short:
      'An interrupt of a class of adapters. MSI-X messages become bits: one per vector of the function, and one summary bit per function.',
    long: 'So a function cannot have more vectors than its group allows, whatever its MSI-X table shows.',
    also: ['aibv', 'aisb', 'msi-x'],
    see: ['noi', 'msia'],
  },
  noi: {
    term: 'NOI',
    short: 'Number of interrupts: the most MSI vectors a function of the group can have.',
    long: 'A driver that asks for more gets this many and a line in the log; its queues share them.',
    also: ['number of interrupts', 'vectors'],
    see: ['adapter-interrupt', 'function-group'],
  },
  msia: {
    term: 'MSIA',
    short:
      'The address a function writes its MSI messages to. QEMU listens at exactly this page of the function’s DMA space.',
    long: 'A guest that is told another address loses every interrupt, which is why the value has to come from the host.',
    also: ['msi address'],
    see: ['noi', 'dasm'],
  },
  dasm: {
    term: 'DASM',
    short:
      'DMA address space mask: which address bits a function of the group can use. 0 means that no restriction is told.',
    long: 'It is in no file of sysfs: only CLP and VFIO tell it.',
    also: ['address mask'],
    see: ['sdma', 'msia'],
  },
  maxstbl: {
    term: 'MAXSTBL',
    short: 'The longest block, in bytes, that one PCI store block instruction may write.',
    long: '128 for an intercepted function, whatever the card can do; an interpreted one gets the card’s own value, often 4096.',
    also: ['store block', 'pcistb'],
    see: ['interception', 'function-group'],
  },
  dtsm: {
    term: 'DTSM',
    short:
      'Designation type support mask: which kinds of translation tables the guest may use. QEMU offers one, 0x40.',
    long: 'A kind that the host could not shadow must not be offered.',
    also: ['designation', 'table type', 'rtto'],
    see: ['rtr', 'iommu'],
  },
  rtr: {
    term: 'RTR',
    short:
      'Relaxed translation: the guest may map its memory directly, without tables of its own. QEMU 10.0 and machine 10.0 or later.',
    long: 'The window is then not cut to the limit of mappings. The bit stands in the group, and is that of the function that made it.',
    also: ['relaxed translation', 'relaxed-translation'],
    see: ['dma-entry-limit', 'edma'],
  },
  sdma: {
    term: 'SDMA',
    short: 'First address a function may use for DMA.',
    long: 'QEMU’s default is 4 GiB. Real functions can begin elsewhere, and a guest told a wrong start maps what the host refuses.',
    also: ['start of dma', 'dma window'],
    see: ['edma', 'aperture'],
  },
  edma: {
    term: 'EDMA',
    short: 'Last address a function may use for DMA; it counts as part of the window.',
    long: 'The host’s kernel cuts it to what it handles, and QEMU may cut it once more to the limit of mappings.',
    also: ['end of dma'],
    see: ['sdma', 'dma-entry-limit'],
  },
  aperture: {
    term: 'Aperture',
    short:
      'The size of DMA space the host’s kernel sets up for a function: as much as the machine has memory, times s390_iommu_aperture.',
    long: '0 lifts the limit, up to the reach of the tables of 4 TiB. It is the middle cut of three.',
    also: ['s390_iommu_aperture'],
    see: ['sdma', 'iommu'],
  },
  'dma-entry-limit': {
    term: 'dma_entry_limit',
    short:
      'How many mappings one VFIO container may make: 65,535 unless the module is told otherwise. Of 4 KiB each that is just short of 256 MiB.',
    long: 'QEMU from 8.2 on cuts the guest’s window to it, unless relaxed translation is on.',
    also: ['dma_avail', 'mapping limit'],
    see: ['edma', 'rtr'],
  },
  iommu: {
    term: 'IOMMU',
    short:
      'Translates the addresses a function uses for DMA, by tables of its own for each function, and keeps it inside its window.',
    long: 'Each zPCI function is a group of its own, so it can be given away alone.',
    also: ['translation', 'ioat', 'rpcit'],
    see: ['sdma', 'dtsm'],
  },
  'vfio-capability': {
    term: 'VFIO capability',
    short: 'A piece of what VFIO tells of one device: BASE, GROUP, UTIL and PFIP for zPCI, since Linux 5.10.',
    long: 'A missing one leaves its fields at QEMU’s defaults and nothing else: the other fields are right.',
    also: ['BASE', 'GROUP', 'UTIL', 'device info'],
    see: ['clp', 'iommu'],
  },
} as const satisfies Readonly<Record<string, GlossaryEntry>>;
