/** The words of XIVE and its ESB pages. Facts: xive.md 1 to 4. */
import type { GlossaryEntry } from './glossary-entry.ts';
import { XIVE_MEMORY_WORDS } from './words-xive-memory.ts';

const CONTROLLER_WORDS = {
  xive: {
    term: 'XIVE',
    short:
      'The interrupt controller of POWER9 and later: sources with P and Q bits, tables that route, threads that are told.',
    long: 'A guest drives it by loads and stores to pages of its own, without the hypervisor. That is fast, and it is why a wrong page is a wrong interrupt.',
    also: ['external interrupt virtualization engine', 'interrupt controller'],
    see: ['esb', 'tima', 'xics'],
  },
  xics: {
    term: 'XICS',
    short: 'The older interrupt model of POWER. Its guests use hypercalls, and never touch an ESB page.',
    long: 'A guest can run with it on the same host. Then QEMU’s maps file has no ESB line, and nothing told here applies.',
    also: ['ic-mode', 'xics-on-xive'],
    see: ['xive'],
  },
  lisn: {
    term: 'LISN',
    short:
      'Logical interrupt source number: the guest’s number of a source. 0 to 8191 on a default pseries VM.',
    long: 'CPU IPIs from 0, virtual devices from 0x1100, PCI LSIs from 0x1200, MSIs from 0x1300. It gives the two page addresses; other numbers of the same vector do not.',
    also: ['logical interrupt source number', 'IRQ number', '0x1300', 'GIRQ'],
    see: ['hw-irq', 'eisn', 'esb-pair'],
  },
  'hw-irq': {
    term: 'HW IRQ',
    short: 'The number of a source on the host’s chip. A LISN is backed by one, or by two in turn.',
    long: 'KVM keeps an IPI source for every LISN; a passed-through vector has a PHB source too, and while it is connected that one wins. Seen in KVM’s debugfs table.',
    also: ['hardware interrupt number', 'hwirq', 'HW/CHIP'],
    see: ['lisn', 'ipi-source', 'phb-source'],
  },
  'linux-irq': {
    term: 'Linux irq',
    short: 'The number a Linux gave to an interrupt it uses: the first column of /proc/interrupts.',
    long: 'Guest and host count for themselves, so one vector has two. The guest’s own is what it asks to find in its queue, the EISN.',
    also: ['virq', 'lirq', '/proc/interrupts'],
    see: ['eisn', 'msi-number', 'lisn'],
  },
  'msi-number': {
    term: 'MSI number',
    short:
      'The number behind pSeries-PCI-MSI in /proc/interrupts: PCI domain, bus, slot and vector index. Not a LISN.',
    long: 'domain × 2²⁷ + bus and slot × 2¹¹ + vector: 49153 is slot 3, vector 1. Older guests print the LISN in the same place, behind XIVE-IRQ.',
    also: ['pSeries-PCI-MSI', 'PNV-PCI-MSI', '49153'],
    see: ['lisn', 'linux-irq', 'msi'],
  },
  'interrupt-source': {
    term: 'Source',
    short: 'Something that can raise an interrupt: a virtual device, a CPU’s IPI, an MSI vector, an LSI pin.',
    long: 'Each has two state bits and pages to drive them. KVM never takes one back: a number that was given once keeps its IPI page while the VM lives.',
    also: ['interrupt source', 'vector'],
    see: ['ipi-source', 'phb-source', 'esb'],
  },
  msi: {
    term: 'MSI',
    short:
      'An interrupt sent as a memory write, one for each vector. Only these are passed to the guest directly.',
    long: 'MSI-X devices have up to 2048. A pseries guest gets them from 0x1300 on; emulated and passed-through devices share that range.',
    also: ['MSI-X', 'message signalled interrupt', 'edge'],
    see: ['lsi', 'lisn', 'msi-number'],
  },
  lsi: {
    term: 'LSI',
    short: 'An interrupt that is the level of a line, four for each PCI host bridge.',
    long: 'The guest is told to use the hypercall H_INT_ESB for them, so it never touches their pages; on passed-through devices they stay emulated.',
    also: ['INTx', 'level', 'H_INT_ESB', 'legacy interrupt'],
    see: ['msi', 'ipi-source'],
  },
  esb: {
    term: 'ESB',
    short: 'Event state buffer: two bits for each source, P and Q, driven by loads and stores to its pages.',
    long: 'The bits decide whether a trigger becomes a notification. The page decides whose bits they are; the guest cannot see which hardware it reached.',
    also: ['event state buffer'],
    see: ['pq', 'esb-pair', 'phb-source'],
  },
  'esb-pair': {
    term: 'ESB page pair',
    short: 'The two pages of one LISN: the even one is its trigger page, the odd one its management page.',
    long: 'Two times 64 KiB, so a default VM’s 8192 LISNs take 1 GiB of addresses, almost all of it empty.',
    also: ['page pair', '128 KiB'],
    see: ['trigger-page', 'management-page', 'lisn'],
  },
  'trigger-page': {
    term: 'Trigger page',
    short: 'The even page of a pair: any store to it raises the interrupt. Loads return all ones.',
    long: 'Guests use it for IPIs, and to raise an interrupt again that came while the last one was handled.',
    also: ['even page', 'trigger'],
    see: ['management-page', 'esb-pair', 'pq'],
  },
  'management-page': {
    term: 'Management page',
    short:
      'The odd page of a pair: the offset of a load says what to do, end the interrupt, read or set P and Q.',
    long: 'Also called the EOI page. At 0x000 EOI, at 0x800 read, at 0xc00 to 0xf00 read and set 00, 01, 10, 11. Whoever reaches the wrong one ends the wrong interrupt.',
    also: ['EOI page', 'odd page', 'ESB_LOAD_EOI', '0xc00'],
    see: ['trigger-page', 'eoi', 'pq'],
  },
  pq: {
    term: 'P and Q',
    short: 'State of a source: 00 ready, 10 pending, 11 pending and fired again, 01 off.',
    long: 'Shown as P- or -Q by info pic. -Q is normal for a number nobody uses, and P- on a masked row is not a stuck interrupt.',
    also: ['PQ', 'P bit', 'Q bit', '-Q', 'P-'],
    see: ['esb', 'eoi', 'management-page'],
  },
  eoi: {
    term: 'EOI',
    short:
      'End of interrupt: the guest has handled it. Pending goes back to ready, queued notifies once more.',
    long: 'A load at 0x000 of the management page; newer sources take a store. Linux without store EOI loads at 0xc00 and triggers again when Q was set.',
    also: ['end of interrupt', 'store EOI'],
    see: ['pq', 'management-page'],
  },
  eas: {
    term: 'EAS',
    short: 'Event assignment: the entry of a LISN that says which queue it goes to, and with which number.',
    long: 'Has a valid and a masked bit. The M in info pic is its masked bit, another thing than P and Q being 01.',
    also: ['EAT', 'event assignment structure', 'IVE'],
    see: ['end', 'eisn', 'lisn'],
  },
  eisn: {
    term: 'EISN',
    short: 'The number the guest wants to find in its queue for a source. Linux asks for its own irq number.',
    long: 'In hex in info pic, in decimal as the first column of /proc/interrupts. It stands in the host’s tables too, so it joins both sides.',
    also: ['effective interrupt source number', 'event data', 'lirq'],
    see: ['linux-irq', 'eas', 'eq'],
  },
  end: {
    term: 'END',
    short: 'Descriptor of an event queue: one for each vCPU and priority, at index vCPU × 8 + priority.',
    long: 'Knows where the queue is in guest memory and how far it is filled. Linux guests use priority 6; the hypervisor keeps 7.',
    also: ['event notification descriptor', 'ENDT'],
    see: ['eq', 'eas', 'nvt'],
  },
  eq: {
    term: 'EQ',
    short: 'Event queue: a ring of 4-byte entries in guest memory that the controller writes EISNs into.',
    long: '16,384 entries in 64 KiB, the only size KVM takes. Its top bit turns over each time round, which is the ^ in info pic.',
    also: ['event queue', 'queue'],
    see: ['end', 'eisn'],
  },
  nvt: {
    term: 'NVT',
    short: 'Notification virtual target: the place of a virtual processor in the controller’s table.',
    long: 'Also called VP. Index 0x400 + vCPU id in a pseries guest, which is why info pic shows W2 as 80000400 and up.',
    also: ['VP', 'virtual processor', 'notification target', 'W2'],
    see: ['end', 'tima'],
  },
  tima: {
    term: 'TIMA',
    short: 'Thread interrupt management area: four pages, four views of the registers of the running thread.',
    long: 'First in the device file. A guest may use the OS view only; touching the other three kills the access (SIGBUS).',
    also: ['thread interrupt management area', 'TM', 'OS view'],
    see: ['xive', 'device-fd', 'nvt'],
  },
  'ipi-source': {
    term: 'IPI source',
    short: 'A source inside the interrupt controller. KVM takes one for every LISN it makes.',
    long: 'Most have nothing to do with inter-processor interrupts: IPI in KVM’s table means “backed by the controller itself”. Two hardware pages each.',
    also: ['IPI', 'internal source'],
    see: ['phb-source', 'owner', 'hw-irq'],
  },
  'phb-source': {
    term: 'PHB source',
    short: 'A source inside a PCI host bridge: the real interrupt of a passed-through device.',
    long: 'On POWER9 it has one hardware page for both uses, so both pages of the guest’s pair show the same one. KVM’s table says PT.',
    also: ['PT', 'PHB4', 'PCI host bridge', 'phb1[0]'],
    see: ['ipi-source', 'owner', 'set-mapped'],
  },
  escalation: {
    term: 'Escalation',
    short: 'An interrupt to the host that says a guest’s sleeping vCPU has one waiting.',
    long: 'Has a source of its own, XIVE-IRQ 16777263 and the like in the host’s /proc/interrupts, and no page in the guest.',
    also: ['ESC', 'kvm-1-0'],
    see: ['nvt', 'end'],
  },
} as const satisfies Readonly<Record<string, GlossaryEntry>>;

export const XIVE_WORDS = { ...CONTROLLER_WORDS, ...XIVE_MEMORY_WORDS } as const;
