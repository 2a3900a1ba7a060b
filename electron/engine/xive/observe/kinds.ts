/** Texts about a guest's interrupt controller, known by what they say; a name only tells whose machine it is of. */

export const KINDS = [
  'info pic',
  'info pic (bare metal)',
  'info pic (XICS)',
  'info mtree',
  'info mtree -f',
  'info irq',
  'info qtree',
  'info pci',
  '/proc/<pid>/maps',
  '/proc/<pid>/fd',
  '/proc/interrupts',
  'xive/interrupts',
  'xive/ipis',
  'xive/eqs',
  'kvm/xive',
  'kernel messages',
  'kprobe trace',
  'PCI devices',
  'QEMU messages',
  'operations',
] as const;
export type TextKindName = (typeof KINDS)[number];

/** Anchored to lines, and without anything that could run away on hostile text. */
export const KIND_PATTERNS: Readonly<Record<TextKindName, RegExp>> = {
  'info pic': /^ {1,4}LISN {2,20}PQ {2,8}EISN\b|^irqchip: (?:emulated|in-kernel)/m,
  'info pic (bare metal)':
    /^XIVE\[\d{1,3}\] #\d{1,3} (?:Source|EAT|ENDT)\b|^PHB\d\[\d{1,3}:\d{1,3}\] Source /m,
  'info pic (XICS)': /^CPU \d{1,5} XIRR=[0-9a-f]{8}|^ICS [0-9a-f]{4,8}\.\.[0-9a-f]{4,8}/m,
  'info mtree':
    /^(?:address-space|memory-region): |^ {0,12}[0-9a-f]{16}-[0-9a-f]{16} \(prio -?\d{1,10}, [\w/]{2,9}\): /m,
  'info mtree -f': /^FlatView #\d{1,5}/m,
  'info irq': /^IRQ statistics (?:not available )?for \S{1,80}[-:]/m,
  'info qtree': /^bus: main-system-bus|^ {2,12}dev: (?:spapr-pci-host-bridge|spapr-xive), id/m,
  'info pci': /^ {0,4}Bus {1,4}\d{1,3}, device {1,4}\d{1,3}, function \d:/m,
  '/proc/<pid>/maps':
    /^ {0,8}[0-9a-f]{5,16}-[0-9a-f]{5,16} [r-][w-][x-][ps] [0-9a-f]{8,16} [0-9a-f]{2,4}:[0-9a-f]{2,4} \d{1,20} {1,80}(?:anon_inode:kvm|\S{0,200}qemu)/m,
  '/proc/<pid>/fd': /-> anon_inode:kvm-(?:xive|vm|vcpu)/m,
  '/proc/interrupts': /^ {0,8}\d{1,6}: .{1,12000}(?:XIVE-I(?:PI|RQ)|(?:pSeries|PNV)-PCI-MSI|XICS)/m,
  'xive/interrupts': /^IRQ 0x[0-9a-f]{8} : (?:target=|no config)/m,
  'xive/ipis': /^CPU \d{1,5}: ?pp=[0-9a-f]{2} CPPR=/m,
  'xive/eqs': /^EQ\d idx=\d/m,
  'kvm/xive': /^ {1,8}LISN {2,20}HW\/CHIP {1,8}TYPE\b|^VCPU \d{1,5}: VP=0x/m,
  'kernel messages': /\bxive-kvm: /m,
  'kprobe trace':
    /\[\d{1,4}\] [.\w]{4,6} {1,12}\d{1,12}\.\d{4,9}: (?:esbfault|esbret|timafault|insertpfn|zap|setmapped|clrmapped|resetmapped|kxmmap): \(/m,
  'PCI devices':
    /^[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7] 0x[0-9a-f]{4} 0x[0-9a-f]{4} driver=\S{0,40} irq=\d{0,6} msi=/m,
  'QEMU messages': /kernel_irqchip allowed but unavailable|XIVE: unable to set memory mapping/m,
  operations: /^\[\d{1,4}\] (?:create|source|mmap|munmap|maps)\b/m,
};

/** A text may hold the output of several commands. */
export function kindsOf(text: string): TextKindName[] {
  return KINDS.filter((kind) => KIND_PATTERNS[kind].test(text));
}
