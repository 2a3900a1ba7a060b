/** What the texts of a real guest tell and what they do not (xive.md 4), and what confuses people (xive.md 6). */

export type TextId = 'pic' | 'mtree' | 'maps' | 'table' | 'guest' | 'trace';

export const QUESTIONS = [
  { id: 'claimed', asks: 'Which LISNs has QEMU given out?' },
  { id: 'valid', asks: 'Which exist in KVM?' },
  { id: 'owner', asks: 'Who owns each, IPI or PHB source?' },
  { id: 'device', asks: 'Which device and queue is it?' },
  { id: 'target', asks: 'Where does it go?' },
  { id: 'mapping', asks: 'Which mapping covers it?' },
  { id: 'page', asks: 'What does its page show?' },
] as const;

type QuestionId = (typeof QUESTIONS)[number]['id'];

export interface RealText {
  readonly id: TextId;
  readonly label: string;
  readonly where: string;
  readonly sample: string;
  /** What it answers; a question that is left out gets no answer from it. */
  readonly tells: Readonly<Partial<Record<QuestionId, string>>>;
}

export const TEXTS: readonly RealText[] = [
  {
    id: 'pic',
    label: 'info pic',
    where: 'QEMU’s monitor, or virsh qemu-monitor-command --hmp.',
    sample: `  LISN         PQ    EISN     CPU/PRIO EQ
  00001300 MSI --    00000016   0/6    251/16384 @2b80000 ^1 [ … ]
  00001303 MSI P-  M 00000000
irqchip: in-kernel`,
    tells: {
      claimed: 'One row for each.',
      target: 'vCPU, priority, queue, and the EISN.',
      mapping: 'Only whether there is one at all: irqchip in-kernel.',
    },
  },
  {
    id: 'mtree',
    label: 'info mtree',
    where: 'QEMU’s monitor; with -f after priorities are resolved.',
    sample: `0006010000000000-000601003fffffff (prio 0, i/o): xive.esb
  0006010000000000-000601003fffffff (prio 1, ramd): xive.esb-kvm
  0006010000000000-000601003fffffff (prio 0, i/o): xive.esb-emulated`,
    tells: { mapping: 'Which region answers a guest address, and what is a memory slot of KVM.' },
  },
  {
    id: 'maps',
    label: 'maps',
    where: '/proc/<pid>/maps of QEMU on the host.',
    sample: `7ffef7c40000-7fff37c40000 rw-s 00040000 00:0f 69  anon_inode:kvm-xive-native
7fff85990000-7fff859d0000 rw-s 00000000 00:0f 69  anon_inode:kvm-xive-native`,
    tells: {
      mapping: 'The lines themselves. First LISN of a line = (offset ÷ page size − 4) ÷ 2.',
    },
  },
  {
    id: 'table',
    label: 'KVM’s table',
    where: '/sys/kernel/debug/kvm/<pid>-<fd>/xive on the host, as root.',
    sample: `    LISN      HW/CHIP   TYPE    PQ      EISN    CPU/PRIO
00001203  0000001c/00  LSI IPI  -Q  00000000      0/255
00001300  000fd800/00  MSI  PT  --  00000016      0/6`,
    tells: {
      valid: 'One row for each, also for numbers that were freed.',
      owner: 'IPI or PT, with the HW IRQ: no other text has it.',
      target: 'vCPU, priority, and the EISN.',
    },
  },
  {
    id: 'guest',
    label: 'Guest’s Linux',
    where: 'In the guest: /sys/kernel/debug/powerpc/xive/interrupts and /proc/interrupts.',
    sample: `IRQ 0x00001300 : target=0x0 prio=06 lirq=0x16 flags=    PQ=-- 0x0006010026000000 0x0006010026010000
 22:         12          0  pSeries-PCI-MSI   0 Edge      nvme0q0`,
    tells: {
      device: 'Driver and queue, joined by the irq: lirq 0x16 is row 22.',
      target: 'Target, priority, and the guest’s irq.',
    },
  },
  {
    id: 'trace',
    label: 'Kprobe trace',
    where: 'On the host, from before the device is plugged.',
    sample: `85.705610: insertpfn: addr=0x7fff1dc50000 pfn=0x60100003d
85.712014: setmapped: girq=0x1300 hostirq=43
85.712589: zap: begin=0x26040000 len=0x20000
85.723743: insertpfn: addr=0x7fff1dc50000 pfn=0x600c32000`,
    tells: {
      owner: 'Each change, with its time.',
      mapping: 'Start and offset, in the fault lines.',
      page: 'Each page that was put in or dropped: the only way to know.',
    },
  },
];

export interface ConfusingPoint {
  readonly looks: string;
  readonly is: string;
}

export const CONFUSING_POINTS: readonly ConfusingPoint[] = [
  {
    looks: 'The maps file is the same before and after plugging',
    is: 'It shows mappings, not pages. The merged kernel drops and refills PTEs inside the one line; only [vfio-device] and TCE lines are added.',
  },
  {
    looks: 'A network card is called IPI in KVM’s table',
    is: 'IPI means that the interrupt controller itself backs the number. PT means a PCI host bridge does.',
  },
  {
    looks: 'pSeries-PCI-MSI 49153 is in no other table',
    is: 'It is slot 3, vector 1: a PCI number. Go through the first column, which is the EISN in decimal, to the LISN.',
  },
  {
    looks: 'A guest address is found among the host’s ESB pages',
    is: 'Both spaces begin at 0x6010000000000 on the machine of the lab. Always say whose address it is; the studio keeps them in columns of their own.',
  },
  {
    looks: 'Trigger and management page show the same hardware page',
    is: 'Right for a PHB source of POWER9, which has one. For an IPI source it would be wrong.',
  },
  {
    looks: '-Q on numbers nobody uses, P- on a masked row',
    is: 'Both are at rest. 01 is how a source starts, 10 with M is a connected vector whose driver never unmasked it.',
  },
  {
    looks: 'A device is gone, its LISNs are still in info pic',
    is: 'It was taken out while its driver was bound. A machine reset takes the orphans back.',
  },
  {
    looks: 'A LISN is not in info pic, but in KVM’s table',
    is: 'QEMU freed it. KVM has no way to remove a source, so it stays, with its IPI page, until the VM ends.',
  },
  {
    looks: 'The same device has other numbers',
    is: 'The guest looked over its bus again, or the machine was reset. Compare by device, not by LISN.',
  },
  {
    looks: 'A passed-through device’s LSI stays with IPI',
    is: 'Only MSIs are connected directly. It works, through QEMU.',
  },
  {
    looks: 'kernel_irqchip allowed but unavailable',
    is: 'The VM runs with the emulated controller, and has no ESB mapping at all. An old host, KVM inside a guest, or a host with pages of 4 KiB.',
  },
  {
    looks: 'The state changed because somebody looked',
    is: 'info pic reads every number’s state through QEMU’s own mapping, which populates management pages.',
  },
  {
    looks: 'The offset in maps is right, the interrupt is not',
    is: 'The line is a tail: the offset is right, but the handler counts from its start. Look for more than one ESB line.',
  },
];
