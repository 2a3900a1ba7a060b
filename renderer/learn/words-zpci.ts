/** The words of zPCI functions. Facts: zpci.md 1 to 3. */
import type { GlossaryEntry } from './glossary-entry.ts';
import { ZPCI_VALUE_WORDS } from './words-zpci-values.ts';

export const ZPCI_WORDS = {
  ...ZPCI_VALUE_WORDS,
  zpci: {
    term: 'zPCI',
    short:
      'PCI on IBM Z. A card has no subchannel: Linux reaches it by PCI instructions and the card reaches memory by DMA, and by nothing else.',
    long: 'A zPCI function looks like any PCI device to its driver; the layer below turns register accesses into instructions and MSI-X into adapter interrupts.',
    also: ['s390 pci', 'z pci'],
    see: ['clp', 'fid', 'iommu'],
  },
  clp: {
    term: 'CLP',
    short:
      'Call logical processor: the instruction that lists functions, tells the properties of one function and of a group, and enables or disables a function.',
    long: 'Inside a guest it always traps to QEMU, which composes the answer. What a guest reads is never the raw answer of the machine.',
    also: ['call logical processor', 'query function', 'query group'],
    see: ['fh', 'pfgid', 'zpci'],
  },
  fid: {
    term: 'FID',
    short:
      'Function id: 32 bits that name a function in the I/O configuration. It is the name of the function’s directory under /sys/bus/pci/slots.',
    long: 'A guest has FIDs of its own. They are only the host’s where somebody chose them to be; QEMU counts from 0, the lowest free first.',
    also: ['function id', 'function_id'],
    see: ['uid', 'slot'],
  },
  uid: {
    term: 'UID',
    short:
      'User-defined id: 16 bits the administrator gives to a function. With UID checking it is the domain of the PCI address: UID 0x31 is 0031:00:00.0.',
    long: 'It has to be unique in one guest or partition, not across them. Device names of the guest’s Linux follow from it, so it is worth writing down.',
    also: ['user-defined id', 'uid_is_unique', 'domain'],
    see: ['fid', 'uid-checking'],
  },
  'uid-checking': {
    term: 'UID checking',
    short:
      'The promise of the platform that UIDs are unique, so that Linux may use them as PCI domains. Always on in KVM guests and under DPM.',
    long: 'Without it Linux counts domains in the order of discovery, and names can change from one start to the next.',
    also: ['uid_checking', 'unique uid'],
    see: ['uid'],
  },
  pchid: {
    term: 'PCHID',
    short:
      'Physical channel id: the place of an adapter in the machine. Virtual adapters such as ISM have a VCHID instead.',
    long: 'Two functions of one PCHID are on one card: when the card is replaced, both go.',
    also: ['vchid', 'physical channel'],
    see: ['vfn', 'pfip'],
  },
  vfn: {
    term: 'VFN',
    short:
      'Virtual function number: 0 is the physical function, 1 and up are virtual functions of the same card.',
    long: 'When the physical function is unbound, its virtual functions vanish, also those that guests have.',
    also: ['virtual function', 'vf', 'sriov'],
    see: ['pchid'],
  },
  fh: {
    term: 'FH',
    short:
      'Function handle: 32 bits that every PCI instruction needs. It changes when the function is enabled or disabled.',
    long: 'Bit 0x80000000 says enabled; the byte 0x00ff0000 tells who executes the instructions; the rest is an index.',
    also: ['function handle', 'function_handle'],
    see: ['shm-byte', 'clp'],
  },
  'shm-byte': {
    term: 'SHM byte',
    short:
      'Bits 0x00ff0000 of a handle: 0x01 is passed through and intercepted, 0x02 is emulated by QEMU, 0x00 is real hardware.',
    long: 'CLP List announces the mask, so a guest could tell simulated handles. It also decides what QEMU does with an instruction.',
    also: ['simulated handle', 'mdd'],
    see: ['fh', 'interception'],
  },
  pft: {
    term: 'PFT',
    short:
      'Function type: RoCE Express is 0x02, its later versions 0x0a, ISM 0x05, NVMe 0x0b. A QEMU guest always reads 0x00.',
    long: 'Inside a guest only the vendor and device numbers tell what a card is.',
    also: ['function type', 'ism', 'nvme'],
    see: ['roce-express', 'ism'],
  },
  'roce-express': {
    term: 'RoCE Express',
    short:
      'Network cards of IBM Z with RDMA, in several generations. The first generation was the only card zPCI passthrough knew in the beginning.',
    long: 'Its constants were told to every guest until QEMU 5.1, also for cards they did not fit.',
    also: ['roce', 'rdma', 'network express'],
    see: ['pft'],
  },
  ism: {
    term: 'ISM',
    short:
      'Internal shared memory: a virtual adapter for fast connections between partitions of one machine.',
    long: 'It has no MSI-X, so QEMU refuses it by interception; it needs interpretation.',
    also: ['internal shared memory', 'smc-d'],
    see: ['pft', 'interpretation'],
  },
  pfip: {
    term: 'Path (PFIP)',
    short: 'Internal path: four segments that say through which parts of the machine a function is reached.',
    long: 'The more segments of two functions differ, the less one failure takes both.',
    also: ['internal path', 'segment'],
    see: ['pchid'],
  },
  'util-string': {
    term: 'Utility string',
    short: '64 bytes of EBCDIC text that an administrator can give to a function in the I/O configuration.',
    long: 'A guest gets it where the kernel reports the UTIL capability; sysfs has it as util_string.',
    also: ['util_string', 'ebcdic'],
    see: ['vfio-capability'],
  },
  mio: {
    term: 'MIO',
    short:
      'PCI instructions of newer machines that address a mapped range instead of a handle. Linux uses them where the function allows it.',
    long: 'A QEMU guest is never told of them, so it uses the handle instructions.',
    also: ['mio_enabled', 'memory i/o'],
    see: ['fh', 'interpretation'],
  },
  fmb: {
    term: 'FMB',
    short:
      'Function measurement block: memory where the machine counts loads, stores and refreshes of a function.',
    long: 'Guests get the basic format only, written as often as the group’s update interval says.',
    also: ['measurement', 'statistics', 'mui'],
    see: ['function-group'],
  },
  interception: {
    term: 'Interception',
    short:
      'The guest’s PCI instruction traps and QEMU does it. The only way until QEMU 7.2, and the fallback after.',
    long: 'Store blocks are limited to 128 bytes, a constant of the host’s kernel, and group numbers are simulated.',
    also: ['intercept', 'trap'],
    see: ['interpretation', 'maxstbl'],
  },
  interpretation: {
    term: 'Interpretation',
    short:
      'The hardware executes the guest’s load and store instructions itself. Needs z14 or later, KVM support, Linux 6.0 and QEMU 7.2.',
    long: 'The guest then has the host’s handle, group number and block size. Where it cannot be had, QEMU falls back without a word.',
    also: ['interpret', 'kvm_cap_s390_zpci_op'],
    see: ['interception', 'forwarding-assist'],
  },
  'forwarding-assist': {
    term: 'Forwarding assist',
    short:
      'Firmware delivers the interrupts of an interpreted function straight to the guest. Off: the host gets them first.',
    long: 'It means nothing without interpretation.',
    also: ['forwarding_assist', 'interrupt forwarding'],
    see: ['interpretation', 'adapter-interrupt'],
  },
  slot: {
    term: 'Slot',
    short:
      'A directory under /sys/bus/pci/slots for each function, configured or in standby. Its file power turns it on and off.',
    long: 'Functions in standby have nothing else. The name is the FID in eight hexadecimal digits.',
    also: ['power', 'hotplug'],
    see: ['fid', 'standby'],
  },
  standby: {
    term: 'Standby',
    short:
      'A function that is there but not configured: it has a slot and no PCI device. Power on brings it back.',
    long: 'In a guest it is still in CLP List, with configuration 0.',
    also: ['deconfigured function', 'power 0'],
    see: ['slot', 'reserved'],
  },
  reserved: {
    term: 'Reserved',
    short: 'A function the guest does not see. In QEMU: a zpci device that waits for its card.',
    long: 'It takes its UID, FID and index all the same. Never remove it while it waits: QEMU 7.2 and 10.0 crash.',
    also: ['waiting', 'rsv'],
    see: ['zpci-device', 'standby'],
  },
  'zpci-device': {
    term: 'zpci device',
    short:
      'QEMU’s -device zpci: holds UID, FID and mode of one PCI device, named by target. It has to come before its card.',
    long: 'Without one QEMU makes one and chooses the numbers; with a misspelt target both happen.',
    also: ['target', '-device zpci'],
    see: ['uid', 'reserved'],
  },
  'availability-event': {
    term: 'Availability event',
    short: 'What a guest is told when a function comes, should go or is gone: 0x0301, 0x0303, 0x0308.',
    long: 'A removal waits for the guest. If it does not answer, nothing happens until it is reset.',
    also: ['pec', '0x0301', '0x0303', 'chsc'],
    see: ['standby', 'reserved'],
  },
} as const satisfies Readonly<Record<string, GlossaryEntry>>;
