/**
 * A host with its guests at one moment (xive.md 3.1). Immutable: an event makes a new machine that shares what did not
 * change. LISN columns are indexed by LISN, page columns by address page (base pages from the guest's first mapping).
 */
import type { HwPage } from '../../../../shared/xive/pages.ts';
import type { TouchedBy } from '../../../../shared/xive/moment.ts';
import type { XiveConfig } from '../../../../shared/xive/types.ts';
import type { KeptMap } from './kept-map.ts';
import type { SparseInts } from './sparse-ints.ts';

export interface Vma {
  readonly id: number;
  /** Serial of the mmap it is a piece of. */
  readonly mapping: number;
  readonly name: string;
  readonly kind: 'esb' | 'tima';
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly pgoff: number;
  readonly protection: 'readWrite' | 'read' | 'none';
  /** Step of the call that made this line. */
  readonly step: number;
}

/** Address pages `start`.. stand for ESB pages `esb`.. : what QEMU announced to the guest, or meant by the mapping. */
export interface Announced {
  readonly start: number;
  readonly end: number;
  readonly esb: number;
  readonly name: string;
  /** QEMU's own mapping: stays announced whatever is mapped or unmapped there. */
  readonly base: boolean;
}

/** An overlay region of strategy A1: LISNs over the base region, priority 1 + its place in the list. */
export interface OverlayRegion {
  readonly name: string;
  readonly firstLisn: number;
  readonly count: number;
  readonly start: number;
  readonly priority: number;
  /** Address pages that the region mapped itself and that nothing replaced since; they go with it. */
  readonly made: Intervals;
}

export interface Device {
  readonly name: string;
  /** Hardware page of each vector. */
  readonly owners: readonly HwPage[];
  readonly kind: 'msi' | 'msix';
  /** First LISN of its block; null = it has none now. */
  readonly first: number | null;
  readonly vectors: number;
  readonly plugged: boolean;
}

/** Owner of a LISN from a step on; `owner` is a source (parity 0): the PHB page or the IPI source. */
export interface OwnerChange {
  readonly step: number;
  readonly owner: HwPage;
  /** The change before, so that a long life is not copied with each change. */
  readonly before: OwnerChange | null;
}

/** Ascending, disjoint, both ends inclusive, neighbours merged. */
export type Intervals = readonly (readonly [first: number, last: number])[];

export interface Target {
  readonly server: number;
  /** 255 = masked. */
  readonly priority: number;
  readonly eisn: number;
}

export interface Vm {
  readonly name: string;
  readonly vcpus: number;
  readonly device: boolean;
  /** A guest access that KVM could not serve paused it. */
  readonly running: boolean;
  /** By start. */
  readonly vmas: readonly Vma[];
  readonly announced: readonly Announced[];
  readonly regions: readonly OverlayRegion[];
  /** File page offset of LISN 0 in what this guest maps: 4, or 0 in a descriptor of its own for the ESB pages. */
  readonly esbOffset: number;
  /** Page that B0 remembers the VMA of: its id; null = none or gone. */
  readonly remembered: number | null;

  /** Address page -> hardware page code. */
  readonly ptes: SparseInts;
  /** Address page -> `step * 4 + index in TOUCHED_BY`. */
  readonly touched: SparseInts;
  /** LISN -> `1 + IPI number`, 0 = never created. */
  readonly ipi: SparseInts;
  /** LISN -> bit 0 LSI, bit 1 line asserted. */
  readonly flags: SparseInts;
  /** LISN -> PHB page code, 0 = the IPI source owns it. */
  readonly pt: SparseInts;
  /** LISNs whose owner ever changed after they were created, with the last change (the first one is the IPI). */
  readonly owners: KeptMap<OwnerChange>;
  /** Blocks of 1024 LISNs allocated in KVM. */
  readonly blocks: ReadonlySet<number>;
  /** MSIs (and numbers of C's range) QEMU has claimed. */
  readonly claims: Intervals;
  /** Claimed, but their device is gone (XIVE-R19). */
  readonly orphans: Intervals;
  /** Created once and freed by QEMU since (XIVE-R15). */
  readonly freed: Intervals;
  readonly devices: ReadonlyMap<string, Device>;
  /** LISNs that ever had an entry in the passthrough table (XIVE-R13). */
  readonly connected: ReadonlySet<number>;
  readonly targets: ReadonlyMap<number, Target>;
  /** Where strategy C goes on numbering. */
  readonly nextInRange: number;
}

export interface Counters {
  readonly zaps: number;
  readonly sets: number;
  readonly clears: number;
  readonly faults: number;
}

export interface Machine {
  readonly config: XiveConfig;
  /** Events run since the set-up. */
  readonly step: number;
  readonly vms: ReadonlyMap<string, Vm>;
  /**
   * P/Q of hardware sources by their number: IPI number -> `1 + pq` in `ipiPq`; PHB sources (page code of parity 0) in
   * `phbPq`. Missing = 01 for an IPI source, 00 for a PHB source of the host.
   */
  readonly ipiPq: SparseInts;
  readonly phbPq: KeptMap<number>;
  readonly counters: Counters;
  /** HW IRQ numbers KVM took since the set-up, of `config.freeHwIrqs`. */
  readonly takenIpis: number;
  /** Next IPI number KVM gives out. */
  readonly nextIpi: number;
  readonly nextId: number;
}

/** An access went through a page that is not what its LISN's owner shows. */
export interface WrongTurn {
  readonly vm: string;
  readonly page: number;
  readonly lisn: number;
  readonly shows: HwPage;
  readonly expected: HwPage | null;
  readonly state: 'stale' | 'misresolved';
  readonly by: TouchedBy;
}

export interface EventOutcome {
  /** errno of the first call that was refused; null = none was. */
  readonly errno: string | null;
  readonly signal: 'SIGSEGV' | 'SIGBUS' | null;
  /** Rule of the refusal or signal. */
  readonly rule: string | null;
  /** A full sentence about what was refused. */
  readonly why: string | null;
  /** What an access reached: its hardware page, the mapping's name and the address page. */
  readonly result: HwPage | null;
  readonly vma: string | null;
  readonly page: number | null;
  /** What a load returned: 64 bits. */
  readonly value: bigint | null;
  /** P/Q after an access of the source it reached: 0 to 3. */
  readonly pq: number | null;
  readonly first: number | null;
  readonly counts: { readonly set: number; readonly clr: number; readonly zaps: number } | null;
  readonly loop: {
    readonly distinctLisns: number;
    /** As many as there were when the first round went wrong. */
    readonly distinctAtError: number | null;
    readonly bypassedVectorsPerRound: readonly number[];
    /** From 1; null = every round went well. */
    readonly firstErrorRound: number | null;
    readonly ownerWhenRefused: HwPage | null;
  } | null;
  readonly maps: ParsedMaps | null;
  readonly wrongTurns: readonly WrongTurn[];
  /** Interrupts that went out: from which source to which guest's LISN; `vm` null = the host got it. */
  readonly notified: readonly {
    readonly source: HwPage;
    readonly vm: string | null;
    readonly lisn: number | null;
  }[];
}

/** Lines of the XIVE device in a maps text (xive.md 4.3). */
export interface ParsedMaps {
  readonly pieces: readonly {
    readonly pages: number;
    readonly pgoff: number;
    readonly lisns: readonly [first: number, last: number];
  }[];
  readonly holes: readonly {
    readonly start: number;
    readonly pages: number;
    readonly lisns: readonly [first: number, last: number];
  }[];
  readonly timaPages: number;
  readonly pageSize: 65536 | 4096 | null;
}
