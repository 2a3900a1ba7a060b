/**
 * What the XIVE family keeps of a host: readings of a real guest, and branches, each a guest's life as a list of events
 * over a set-up. Everything else (VMAs, populated pages, stale pages at a step) follows by running the model kernel.
 * Pages count in base pages of the host kernel from the guest's first ESB mapping, unless something else is said.
 */
import type { XiveEvent } from './events.ts';

/** Ways to keep a guest from old pages (xive.md 3.4); described in strategies.ts. */
export const STRATEGY_IDS = ['none', 'A1', 'A2', 'B0', 'B1', 'C', 'D'] as const;
export type StrategyId = (typeof STRATEGY_IDS)[number];

/** Host kernel, QEMU and strategy a branch runs on; the keys of the case format (xive.md 8) and some of ours. */
export interface XiveConfig {
  /** Bytes of a base page of the host kernel. */
  readonly pageSize: 65536 | 4096;
  /** LISNs of the machine: what QEMU maps and gives out. */
  readonly nrIrqs: number;
  readonly strategy: StrategyId;
  /** How the fault handler finds the LISN (XIVE-R10). */
  readonly faultIndex: 'relative' | 'absolute';
  /** Which offsets mmap takes (XIVE-R3). */
  readonly accept: 'fixed' | 'any';
  /** False = an ordinary file, whose mappings merge (XIVE-R6). */
  readonly special: boolean;
  /** A refused MAP_FIXED has already removed what was there (XIVE-R7). */
  readonly failedFixedLeavesHole: boolean;
  /** All anonymous inodes of a host share one mapping object, so a zap reaches other VMs (XIVE-R11). */
  readonly sharedInode: boolean;
  /** Strategy C: LISNs `[first, end)` of its own range; null without one. */
  readonly rangeC: readonly [first: number, end: number] | null;
  readonly numbering: 'firstFit' | 'nextFit' | 'neverReuse';
  readonly cleaning: 'none' | 'remapRange' | 'zap';
  readonly msiBase: number;
  readonly msiCount: number;

  /** Ours: pages of a PHB source. 1 = POWER9 (PHB4); 2 where the P/Q bits are in the interrupt controller (POWER10). */
  readonly phbPages: 1 | 2;
  /** Ours, A1 and A2: when `plug` makes its overlay; `never` = the timeline has its own mmap and region events. */
  readonly overlayWhen: 'never' | 'beforeFirst' | 'afterLast' | 'afterEvery';
  /** Ours: the zap comes before the new owner is stored, and the guest touches the page in between (xive.md 3.3, 6). */
  readonly raceWindow: boolean;
  /** Ours: a store in 0x400-0x7ff of a management page is an EOI. */
  readonly storeEoi: boolean;
  /** Ours: HW IRQ numbers KVM can still get; beyond them a new source is ENXIO (XIVE-R2). */
  readonly freeHwIrqs: number;
  /** Ours, strategy D: file page offset of LISN 0; null = 0 in an ESB fd, or where the guest's first mapping starts. */
  readonly esbOffset: number | null;
}

export const DEFAULT_CONFIG: XiveConfig = {
  pageSize: 65536,
  nrIrqs: 8192,
  strategy: 'B1',
  faultIndex: 'relative',
  accept: 'fixed',
  special: true,
  failedFixedLeavesHole: true,
  sharedInode: true,
  rangeC: null,
  numbering: 'firstFit',
  cleaning: 'none',
  msiBase: 0x1300,
  msiCount: 3328,
  phbPages: 1,
  overlayWhen: 'never',
  raceWindow: false,
  storeEoi: false,
  freeHwIrqs: 1_048_576,
  esbOffset: null,
};

/** LISN from..to (inclusive) exist in KVM; LISN L is backed by IPI source `ipi + (L - from)`. */
export interface SetupSources {
  readonly from: number;
  readonly to: number;
  readonly ipi: number;
  readonly lsi: boolean;
}

export interface SetupVma {
  readonly start: number;
  readonly end: number;
  readonly pgoff: number;
  readonly name: string;
}

/** A device that is plugged before the first event: its block is claimed, its vectors have owners. */
export interface SetupDevice {
  readonly name: string;
  /** Pages of its vectors in order, as {@link parseHwPage} reads them. */
  readonly owners: readonly string[];
  readonly first: number;
  /** Vectors that are connected (set_mapped was done). */
  readonly mapped: boolean;
}

export interface SetupVm {
  readonly name: string;
  readonly vcpus: number;
  readonly sources: readonly SetupSources[];
  readonly vmas: readonly SetupVma[];
  /** Touched once, in this order, after everything else was set up. */
  readonly populated: readonly number[];
  readonly devices: readonly SetupDevice[];
  /** MSIs claimed by QEMU that no device has; `[first, last]`. */
  readonly orphans: readonly (readonly [first: number, last: number])[];
}

/** The guest of a set-up that names none. */
export const ONLY_VM = 'guest';

export interface Setup {
  readonly vms: readonly SetupVm[];
}

/** One life of one or several guests: a scenario of its own, or a variant of another from some step on. */
export interface Branch {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  /** What it was branched off; `step` = events it shared with it then. */
  readonly parent: { readonly branch: string; readonly step: number } | null;
  readonly config: XiveConfig;
  readonly setup: Setup;
  readonly events: readonly XiveEvent[];
}

export interface XiveState {
  /** Readings of a real guest, in the order they were taken. */
  readonly readings: readonly Reading[];
  readonly branches: readonly Branch[];
}

/** What KVM's table of one LISN says (`/sys/kernel/debug/kvm/…/xive`, xive.md 4.5). */
export interface KvmSource {
  readonly hw: number;
  readonly chip: number;
  readonly lsi: boolean;
  readonly type: 'IPI' | 'PT';
  /** `00`, `01`, `10`, `11` */
  readonly pq: string;
  readonly asserted: boolean;
  readonly eisn: number;
  readonly cpu: number;
  readonly priority: number;
}

/** A row of `info pic` (xive.md 4.1): what QEMU has claimed. */
export interface PicSource {
  readonly lsi: boolean;
  readonly pq: string;
  readonly asserted: boolean;
  readonly masked: boolean;
  readonly eisn: number;
  /** Null while masked. */
  readonly queue: {
    readonly cpu: number;
    readonly priority: number;
    readonly index: number;
    readonly entries: number;
    readonly address: number;
    readonly toggle: number;
    /** Six entries around the index, hex; the one to be written next with `^`. */
    readonly near: readonly string[];
  } | null;
}

/** A row of the XIVE debugfs file `interrupts`, of guest or host (xive.md 4.5). */
export interface DebugSource {
  readonly number: number;
  /** Null = `no config rc=n`, kept in `rc`. */
  readonly target: number | null;
  readonly priority: number | null;
  readonly lirq: number | null;
  readonly rc: number | null;
  readonly flags: string;
  readonly pq: string;
  /** Addresses; null = all ones (hcall instead of pages); 0 = none. */
  readonly triggerPage: number | null;
  readonly eoiPage: number | null;
}

/** A row of `/proc/interrupts` (xive.md 4.4). */
export interface LinuxIrq {
  readonly irq: number;
  readonly counts: readonly number[];
  readonly chip: string;
  readonly number: number;
  readonly flow: string;
  readonly name: string;
}

/** All that the captured texts say of one LISN, joined (xive.md 4.7); null = that text was not there or is silent. */
export interface ReadSource {
  readonly lisn: number;
  readonly pic: PicSource | null;
  readonly kvm: KvmSource | null;
  readonly guest: DebugSource | null;
  readonly linux: LinuxIrq | null;
  /** PCI function in the guest and its driver. */
  readonly device: {
    readonly bdf: string;
    readonly driver: string | null;
    readonly vector: number | null;
  } | null;
  /** The host's side of a passed-through vector. */
  readonly host: { readonly irq: DebugSource | null; readonly linux: LinuxIrq | null } | null;
}

/** A line of `/proc/<pid>/maps` with the XIVE device's name, addresses in bytes (xive.md 4.3). */
export interface ReadVma {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly flags: string;
  readonly inode: string;
  readonly name: string;
}

/** A row of `info mtree` (xive.md 4.2); addresses inclusive. */
export interface ReadRegion {
  readonly depth: number;
  readonly first: number;
  readonly last: number;
  readonly priority: number;
  readonly kind: string;
  readonly name: string;
  /** Flat view: offset into the region behind `@`, and whether KVM has it as a slot. */
  readonly offset: number | null;
  readonly slot: boolean;
  readonly disabled: boolean;
}

/** A line of the kprobe trace or of the kernel's messages that changes pages or owners (xive.md 4.6). */
export interface TraceLine {
  /** Seconds, as printed. */
  readonly time: number;
  readonly task: string;
  readonly event:
    | {
        readonly kind: 'fault';
        readonly pgoff: number;
        readonly address: number;
        readonly vmaStart: number;
        readonly vmaPgoff: number;
      }
    | { readonly kind: 'insert'; readonly address: number; readonly pfn: number }
    | { readonly kind: 'zap'; readonly begin: number; readonly length: number }
    | { readonly kind: 'set'; readonly lisn: number; readonly hostIrq: number; readonly hw: number | null }
    | { readonly kind: 'clear'; readonly lisn: number; readonly hostIrq: number }
    | { readonly kind: 'source'; readonly lisn: number; readonly hw: number }
    | { readonly kind: 'mmap'; readonly start: number; readonly end: number; readonly pgoff: number };
}

/** One guest at one moment, as far as the texts of a capture tell it. */
export interface Reading {
  readonly id: string;
  /** Folder or file it came from. */
  readonly name: string;
  /** Texts it was made from, by kind: `info pic`, `/proc/<pid>/maps`, … */
  readonly texts: readonly string[];
  /** `in-kernel` = KVM has the controller, so there are mappings behind it. */
  readonly irqchip: 'in-kernel' | 'emulated' | null;
  readonly pageSize: 65536 | 4096 | null;
  readonly vcpus: readonly { readonly id: number; readonly online: boolean }[];
  readonly sources: readonly ReadSource[];
  readonly vmas: readonly ReadVma[];
  /** Other VMs' lines seen on the host, and other anonymous inodes, stay out. */
  readonly regions: readonly ReadRegion[];
  readonly flat: readonly ReadRegion[];
  readonly trace: readonly TraceLine[];
  /** What is on the guest's PCI buses (`info qtree`, `info pci`). */
  readonly devices: readonly ReadDevice[];
  /** Other anonymous inodes that the process has mapped, such as `[vfio-device]`, and how many lines each has. */
  readonly otherLines: readonly { readonly name: string; readonly count: number }[];
  /** PCI host bridges of the host's chip, by which its pages are named. */
  readonly phbs: readonly ReadPhb[];
  /** PTEs at that moment, from the traces up to it; null = no trace tells (`pagemap` does not either). */
  readonly populated: {
    /** The traces begin with the mapping itself, so that no PTE is missing. */
    readonly complete: boolean;
    readonly pages: readonly ReadPte[];
  } | null;
}

/** HW IRQ numbers of a PCI host bridge, and where the page of the first one is. */
export interface ReadPhb {
  readonly phb: number;
  readonly first: number;
  readonly last: number;
  readonly address: number;
}

/** One populated page; `address` in bytes, `pfn` = hardware address / base page, both as a trace prints them. */
export interface ReadPte {
  readonly address: number;
  readonly pfn: number;
  /** Seconds, as printed. */
  readonly time: number;
  readonly task: string;
}

export interface ReadDevice {
  /** QEMU id, `nvme0`; null where it has none. */
  readonly id: string | null;
  /** `vfio-pci`, `nvme`, … */
  readonly type: string;
  /** Slot and function, `04.0`. */
  readonly address: string;
  readonly vectors: number | null;
  /** Host BDF of a passed-through function. */
  readonly host: string | null;
}
