/** The words of DSA and IAA work queues. Facts: dsa.md 1 to 5. */
import type { GlossaryEntry } from './glossary-entry.ts';

export const DSA_WORDS = {
  dsa: {
    term: 'DSA',
    short:
      'Data Streaming Accelerator: a PCI device in Intel processors that copies, fills and compares memory.',
    long: 'A program hands it a descriptor of 64 bytes and goes on; the device does the work and writes a completion record. First in Sapphire Rapids, up to four per socket.',
    also: ['data streaming accelerator', 'accelerator'],
    see: ['iaa', 'idxd', 'wq', 'descriptor'],
  },
  iaa: {
    term: 'IAA',
    short: 'In-Memory Analytics Accelerator: compresses and filters. The driver calls its devices iax.',
    long: 'It has the same queues, groups and engines as DSA, but no read buffers and no batches. DSA and IAA are numbered by one counter: dsa0, iax1, dsa2.',
    also: ['iax', 'analytics'],
    see: ['dsa', 'idxd'],
  },
  idxd: {
    term: 'idxd',
    short:
      'The Linux driver of both accelerators. It makes the dsa bus, on which queues are bound to drivers.',
    long: 'Enabling means binding: the device to idxd, a queue to user, dmaengine, crypto or mdev. Disabling means unbinding.',
    also: ['dsa bus', 'driver', 'bind'],
    see: ['dsa', 'wq', 'driver-name'],
  },
  engine: {
    term: 'Engine',
    short:
      'A processing unit of the device. It belongs to one group at most and works off that group’s queues.',
    long: 'A group with queues but without an engine cannot be enabled, nor one with engines but without queues: the hardware says 0x15.',
    also: ['processing unit', 'engine0.0'],
    see: ['dsa-group', 'wq'],
  },
  'dsa-group': {
    term: 'Group',
    short:
      'Engines and queues that belong together: any engine of the group may take work of any of its queues.',
    long: 'Groups are how guests are kept from slowing each other down: a queue alone in a group has an engine to itself.',
    also: ['group0.0', 'group_id'],
    see: ['engine', 'wq', 'read-buffer'],
  },
  wq: {
    term: 'Work queue (wq)',
    short: 'A queue on the device that takes descriptors. Its size is a part of the device’s total entries.',
    long: 'It is dedicated or shared, has a type that says who uses it, and is enabled by binding it to a driver. A guest gets one.',
    also: ['work queue', 'wq0.0', 'queue'],
    see: ['dedicated', 'shared', 'wq-size', 'locked'],
  },
  'wq-size': {
    term: 'Queue size',
    short: 'How many descriptors a work queue holds. All queues of a device share its total, usually 128.',
    long: 'The hardware learns sizes when the device is enabled, so a size can only be changed while the whole device is disabled.',
    also: ['entries', 'size', 'max_work_queues_size'],
    see: ['wq', 'threshold'],
  },
  descriptor: {
    term: 'Descriptor',
    short: 'One order of 64 bytes: what to do, from where, to where. It is written to a portal.',
    long: 'The answer is a completion record in memory, and an interrupt when the descriptor asks for one.',
    also: ['completion record', 'batch'],
    see: ['portal', 'wq'],
  },
  dedicated: {
    term: 'Dedicated',
    short:
      'A queue with one submitter, who counts its free places himself: what is written into a full queue is lost.',
    long: 'Written with MOVDIR64B, which does not answer. One guest, one program or the kernel has it; the strongest separation and the lowest cost.',
    also: ['DWQ', 'MOVDIR64B', 'mode'],
    see: ['shared', 'wq', 'locked'],
  },
  shared: {
    term: 'Shared',
    short: 'A queue with many submitters. A full queue answers “retry”, and each order carries a PASID.',
    long: 'Written with ENQCMD, which waits for the answer. It needs PASID on the host. In the mdev series many guests can have a share of one.',
    also: ['SWQ', 'ENQCMD', 'mode'],
    see: ['dedicated', 'threshold', 'pasid'],
  },
  threshold: {
    term: 'Threshold',
    short:
      'Shared queues only: how many entries the limited portal may fill. The rest stays for the unlimited one.',
    long: 'Guests and programs get the limited portal. The driver checks it against the size only when the threshold is written; the studio checks it whenever either changes.',
    also: ['limit', 'limited portal'],
    see: ['shared', 'portal', 'wq-size'],
  },
  priority: {
    term: 'Priority',
    short:
      'A queue’s weight in its group, 1 to 15. Higher ones are served first, lower ones are not starved.',
    long: '0 can be written and is what a queue starts with, but the hardware refuses to enable it (0x23).',
    also: ['weight'],
    see: ['wq', 'dsa-group'],
  },
  'traffic-class': {
    term: 'Traffic class',
    short: 'The PCIe class of a group’s reads and writes, 0 to 7. Fixed at 1 up to DSA 2.0.',
    long: 'Two values, a and b; a descriptor chooses between them. On hardware where it is fixed the file can be read but not written.',
    also: ['traffic_class_a', 'PCIe class'],
    see: ['dsa-group'],
  },
  'read-buffer': {
    term: 'Read buffer',
    short: 'A unit of read bandwidth. A group can reserve some for itself and has a ceiling.',
    long: 'Reserved in all groups may not pass the device’s total (96). The ceiling is at least four for each engine of the group. Older kernels call them tokens. IAA has none.',
    also: ['token', 'bandwidth token', 'read_buffers_allowed', 'read_buffers_reserved'],
    see: ['dsa-group', 'engine'],
  },
  portal: {
    term: 'Portal',
    short: 'A 4 KiB page of the device that descriptors are written to. Each queue has four.',
    long: 'Unlimited or limited, with interrupts by MSI-X or by IMS. The guest’s processor writes the host’s page directly: this is the fast path that is passed through.',
    also: ['BAR2', 'page', 'MMIO'],
    see: ['threshold', 'ims', 'descriptor'],
  },
  pasid: {
    term: 'PASID',
    short: 'A 20-bit number on the PCIe bus that says whose memory a transfer belongs to.',
    long: 'It separates the DMA of several users of one device. Needs VT-d in scalable mode (intel_iommu=on,sm_on). Without it: no shared queues, no user queues, no guests.',
    also: ['process address space id', 'scalable mode', 'SVM'],
    see: ['siov', 'shared'],
  },
  siov: {
    term: 'SIOV',
    short:
      'Scalable I/O Virtualization: a guest gets a part of a function, here one queue, kept apart by its PASID.',
    long: 'Slow paths (configuration, commands) are emulated by software; the fast path (the portal) is the real device. SR-IOV, in contrast, gives whole functions.',
    also: ['scalable iov', 'scalable I/O virtualization'],
    see: ['pasid', 'vdsa', 'ims'],
  },
  'dsa-mdev': {
    term: 'Mediated device (DSA)',
    short:
      'A software PCI device that stands for one queue, or a share of one. It has a UUID and a parent device.',
    long: 'sysfs has no link from it to its queue. The studio works the candidates out and draws a dashed line where more than one is possible.',
    also: ['mdev', 'UUID'],
    see: ['mdev-type', 'vdsa', 'wq'],
  },
  'mdev-type': {
    term: 'Mdev type',
    short: 'What a parent offers to create: 1dwq is one dedicated queue, 1swq a share of a shared one.',
    long: 'Types appear with the first queue that is bound to the mdev driver and go with the last. available_instances counts queues, so for shared types it does not go down.',
    also: ['1dwq', '1swq', 'mdev_supported_types', 'available_instances'],
    see: ['dsa-mdev', 'push-pull'],
  },
  vdsa: {
    term: 'vDSA',
    short:
      'What the guest sees: a DSA of its own with one group and one queue. Its driver is the usual idxd.',
    long: 'Its configuration is read-only: the guest may write type, name and driver name, nothing else.',
    also: ['virtual device', 'guest device'],
    see: ['dsa-mdev', 'emulated-vector', 'portal'],
  },
  ims: {
    term: 'IMS',
    short:
      'Interrupt Message Store: interrupt messages kept in the device’s memory instead of its MSI-X table.',
    long: 'Many more fit: 2048 on first-generation devices. Each running guest takes one slot. Without IMS a queue cannot be bound for guests.',
    also: ['interrupt message store', 'interrupt message storage'],
    see: ['ims-slot', 'dev-msi'],
  },
  'ims-slot': {
    term: 'IMS slot',
    short:
      'An index into the message store. It is also the interrupt handle a guest puts into its descriptors.',
    long: 'It is taken when the guest starts, not when the device is created, so a creation can succeed and the start still fail with ENOSPC.',
    also: ['slot', 'interrupt handle', 'ENOSPC'],
    see: ['ims', 'emulated-vector'],
  },
  'dev-msi': {
    term: 'DEV-MSI',
    short:
      'A Linux layer that gives message interrupts to any device, with its own store and its own domain.',
    long: 'Written for this: idxd says how an entry is written and masked, the generic code allocates. Not for the MSI that PCI devices have themselves.',
    also: ['irq domain', 'msi domain'],
    see: ['ims'],
  },
  'emulated-vector': {
    term: 'Emulated vector',
    short: 'Interrupt vector 0 of a vDSA: commands and errors, raised by software. It takes no slot.',
    long: 'Vector 1 tells of completed work, has a slot, and goes from the device straight into the guest.',
    also: ['vector 0', 'eventfd'],
    see: ['ims-slot', 'vdsa'],
  },
  locked: {
    term: 'Locked',
    short:
      'A dedicated queue that belongs to a guest’s device: off in hardware, yet no setting may be written.',
    long: 'The guest switches it between locked and enabled. Removing the device leaves it locked without a client, ready for the next creation.',
    also: ['state'],
    see: ['dedicated', 'dsa-mdev'],
  },
  'driver-name': {
    term: 'driver_name',
    short: 'The only driver a queue may be bound to: user, dmaengine, crypto, mdev. Since Linux 6.7.',
    long: 'Files saved before 6.7 lack it, and enabling then fails. It is the one setting that survives disabling.',
    also: ['driver name', '0x80200000'],
    see: ['idxd', 'wq'],
  },
  'cmd-status': {
    term: 'cmd_status',
    short: 'Where the device says why enabling failed. Most refusals look alike (ENXIO) without it.',
    long: 'It keeps its value when a refusal writes none, so it is cleared before each try. The studio reads it and says it in words.',
    also: ['ENXIO', '0x800c0000', 'error code'],
    see: ['idxd'],
  },
  'push-pull': {
    term: 'Push and pull',
    short: 'Push: the administrator sets a queue aside first. Pull: creating a device takes one.',
    long: 'The posted series is a hybrid: queues are pushed into a pool, creations pull from it. Learn plays nine strategies side by side.',
    also: ['strategy', 'hybrid', 'pre-configuration', 'post-configuration'],
    see: ['mdev-type', 'dsa-mdev'],
  },
} as const satisfies Readonly<Record<string, GlossaryEntry>>;
