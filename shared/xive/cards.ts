/** What the engine answers about one event, source or page, and about two places compared. */
import type { Ref } from '../findings.ts';
import type { XiveEvent } from './events.ts';
import type { MomentCounts, PageState, Place, TouchedBy } from './moment.ts';
import type { HwPage, Parity } from './pages.ts';

/** One small step of an event: who did what to which things. An event's calls and its animation are made of these. */
export interface TraceEntry {
  readonly who: 'guest' | 'qemu' | 'kernel' | 'hardware';
  readonly stage: TraceStage;
  /** A full sentence. */
  readonly text: string;
  /** The call as it would stand in a script or strace: `mmap(0x7fff…, 0x80000, …, xive_fd, 0x26040000)`; null = none. */
  readonly call: string | null;
  readonly rule: string;
  readonly vm: string;
  /** LISNs it is about, `[first, last]`. */
  readonly lisns: readonly [first: number, last: number] | null;
  /** Address pages it is about, `[first, last]`. */
  readonly pages: readonly [first: number, last: number] | null;
  readonly hw: HwPage | null;
  readonly outcome: 'done' | 'refused' | 'signal';
  /** The event that does just this, where there is one: what `expandEvent` puts in place. */
  readonly event: XiveEvent | null;
}

export const TRACE_STAGES = [
  'access', // somebody loads or stores
  'region', // which region of guest memory covers the address
  'vma', // which line of the maps file
  'pte', // present or absent
  'fault', // the handler computes its index
  'owner', // IPI or PHB source of that LISN
  'insert', // the page is put into the VMA
  'hit', // the hardware page answers: value, P/Q
  'notify', // an interrupt goes out, or none
  'claim',
  'create',
  'free',
  'map',
  'unmap',
  'protect',
  'regions', // QEMU's region tree changes
  'set',
  'clear',
  'zap',
  'configure',
  'device',
] as const;
export type TraceStage = (typeof TRACE_STAGES)[number];

/** How an event ended; one byte each in {@link TimelineAnswer}. */
export const EVENT_MARKS = ['done', 'refused', 'signal', 'staleMade', 'wrongTurn', 'mended'] as const;
/** `refused` an errno · `signal` SIGSEGV or SIGBUS · `staleMade` pages became stale or misresolved · `wrongTurn` an access went through one · `mended` some were cured */
export type EventMark = (typeof EVENT_MARKS)[number];

export interface TimelineRow {
  /** From 1. */
  readonly step: number;
  readonly event: XiveEvent;
  /** `plug nvme1 (4 vectors of phb1)` */
  readonly title: string;
  /** What came of it in some words: `page 0x2605 shows phb1[0]`, `EINVAL`. */
  readonly result: string;
  readonly mark: EventMark;
  readonly errno: string | null;
  readonly counts: MomentCounts;
}

export interface TimelineAnswer {
  readonly total: number;
  /** Index into {@link EVENT_MARKS} for each event of the branch. */
  readonly marks: Uint8Array;
  /** The rows asked for. */
  readonly rows: readonly TimelineRow[];
}

/** One entry of a page's or a LISN's story. */
export interface StoryEntry {
  readonly step: number;
  readonly text: string;
  readonly hw: HwPage | null;
  readonly tone: 'plain' | 'good' | 'bad';
}

export interface PageCard {
  readonly vm: string;
  readonly page: number;
  readonly state: PageState;
  /** The LISN and side it stands for; null where nothing is announced. */
  readonly intended: { readonly lisn: number; readonly parity: Parity } | null;
  readonly guestAddress: number | null;
  readonly hostAddress: number;
  readonly vma: {
    readonly mapping: string;
    readonly piece: number;
    readonly start: number;
    readonly end: number;
    readonly pgoff: number;
  } | null;
  /** File page offset and byte offset of this page; null in a hole. */
  readonly filePage: number | null;
  readonly fileOffset: number | null;
  readonly shows: HwPage | null;
  readonly expected: HwPage | null;
  /** Hardware address of what it shows, on the machine of the lab; null where unknown. */
  readonly hwAddress: number | null;
  readonly by: TouchedBy | null;
  readonly populatedStep: number | null;
  readonly since: number | null;
  /** Layers from guest address to hardware page, the losing ones told too. */
  readonly stack: readonly {
    readonly layer: 'gpa' | 'region' | 'hva' | 'vma' | 'pte' | 'hardware';
    readonly text: string;
    readonly wins: boolean;
  }[];
  readonly story: readonly StoryEntry[];
  /** What goes wrong through it, in sentences; empty when nothing does. */
  readonly consequence: readonly Consequence[];
}

/** A wrong thing that would happen, and how it could be avoided. */
export interface Consequence {
  readonly text: string;
  readonly rule: string;
  readonly refs: readonly Ref[];
  /** `info` = harmless, told since people take it for a fault. */
  readonly tone?: 'info';
}

/** One of the numbers of a vector (xive.md 6): LISN, HW IRQ, Linux irq, EISN, MSI number. */
export interface NumberOf {
  readonly what: string;
  readonly value: string;
  readonly from: string;
}

export interface SourceCard {
  readonly vm: string;
  readonly lisn: number;
  /** Range of the LISN space, and the device's vector. */
  readonly use: string;
  readonly device: string | null;
  readonly vector: number | null;
  readonly lsi: boolean;
  readonly claimed: boolean | null;
  readonly valid: boolean;
  readonly orphan: boolean;
  readonly owner: HwPage | null;
  readonly ipi: HwPage | null;
  /** P/Q of the owner and of the IPI source behind it, `10`; null = unknown. */
  readonly pq: string | null;
  readonly ipiPq: string | null;
  /** P/Q of the source that the management page really drives, where that is another one. */
  readonly driven: { readonly hw: HwPage; readonly pq: string | null } | null;
  readonly asserted: boolean;
  readonly masked: boolean | null;
  readonly target: { readonly server: number; readonly priority: number; readonly eisn: number } | null;
  readonly numbers: readonly NumberOf[];
  readonly pages: readonly PageCard[];
  readonly story: readonly StoryEntry[];
  readonly consequence: readonly Consequence[];
  /** Contradictions between the texts of a reading (xive.md 4.7), and what only looks like one (tone `info`). */
  readonly conflicts: readonly Consequence[];
}

export interface SourceRow {
  readonly lisn: number;
  readonly use: string;
  readonly device: string | null;
  readonly owner: HwPage | null;
  readonly ipi: HwPage | null;
  readonly pq: string | null;
  readonly target: string;
  readonly eisn: number | null;
  /** State of the trigger and the management page the guest reaches. */
  readonly pages: readonly [PageState, PageState];
  readonly flags: readonly ('lsi' | 'orphan' | 'unclaimed' | 'masked' | 'asserted' | 'conflict')[];
}

export interface SourcesAnswer {
  readonly total: number;
  readonly rows: readonly SourceRow[];
}

/** One difference of two places, for a list and for a mark on the picture. */
export interface Difference {
  readonly kind: 'page' | 'owner' | 'vma' | 'slot' | 'source' | 'device' | 'irq' | 'region' | 'guest';
  readonly text: string;
  readonly lisns: readonly [first: number, last: number] | null;
  readonly left: string | null;
  readonly right: string | null;
}

/** A property both have, side by side: `lines in maps 1 | 3`. */
export interface ComparedFact {
  readonly name: string;
  readonly left: string;
  readonly right: string;
  readonly better: 'left' | 'right' | null;
}

export interface Comparison {
  readonly left: Place;
  readonly right: Place;
  readonly facts: readonly ComparedFact[];
  readonly differences: readonly Difference[];
  /** Differences beyond the listed ones. */
  readonly more: number;
  /** One or two sentences: what happened between two readings, or what the other strategy changes. */
  readonly summary: string;
}

/** A text to be saved: scenario, trace, calls. */
export interface WrittenText {
  readonly name: string;
  readonly text: string;
  readonly notes: readonly string[];
}
