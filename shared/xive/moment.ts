/**
 * A guest's ESB space at one moment, as the renderer draws it: of a branch after so many events, or of a reading.
 * Everything is ranges, so a guest of a million sources is small; populated pages travel packed.
 */
import type { HwPage } from './pages.ts';
import type { StrategyId } from './types.ts';

/** A branch after `step` events, under its own strategy or another one; or a reading. */
export type Place =
  | {
      readonly kind: 'branch';
      readonly branch: string;
      readonly step: number;
      readonly strategy?: StrategyId | undefined;
    }
  | { readonly kind: 'reading'; readonly reading: string };

/** State of an address page (xive.md 3.1). `unknown`: a reading without a trace does not tell (`pagemap` does not either). */
export const PAGE_STATES = ['fresh', 'stale', 'misresolved', 'unknown'] as const;
export type PopulatedState = (typeof PAGE_STATES)[number];
export type PageState = PopulatedState | 'hole' | 'empty';

/** Who touched it first: the guest, QEMU's monitor or process, or the set-up. */
export const TOUCHED_BY = ['setup', 'guest', 'qemu', 'process'] as const;
export type TouchedBy = (typeof TOUCHED_BY)[number];

/**
 * Populated pages in an arithmetic row: page `page + i * stride` shows hardware page `hw + i * hwStep`, i < count.
 * `step` = when they were populated (0 = set-up), `since` = since when they are stale or misresolved (else equal to `step`).
 */
export interface PageRun {
  readonly page: number;
  readonly count: number;
  readonly stride: 1 | 2;
  readonly hw: HwPage;
  readonly hwStep: number;
  readonly state: PopulatedState;
  readonly by: TouchedBy;
  readonly step: number;
  readonly since: number;
}

/** {@link PageRun}s as 32-bit integers, `RUN_WORDS` each; little-endian, as every machine that Electron runs on. */
export interface PackedRuns {
  readonly count: number;
  readonly bytes: Uint8Array;
}
export const RUN_WORDS = 9;

export function packRuns(runs: readonly PageRun[]): PackedRuns {
  const words = new Int32Array(runs.length * RUN_WORDS);
  for (const [index, run] of runs.entries()) {
    const { page, count, stride, hw, hwStep, state, by, step, since } = run;
    words.set(
      [page, count, stride, hw, hwStep, PAGE_STATES.indexOf(state), TOUCHED_BY.indexOf(by), step, since],
      index * RUN_WORDS,
    );
  }
  return { count: runs.length, bytes: new Uint8Array(words.buffer) };
}

/** All runs as integers, `RUN_WORDS` each, in the order of {@link PageRun}'s fields; states and who touched as indexes. */
export function runWords({ count, bytes }: PackedRuns): Int32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, count * RUN_WORDS);
}

export function runOfWords(words: Int32Array, index: number): PageRun {
  const at = index * RUN_WORDS;
  return {
    page: words[at]!,
    count: words[at + 1]!,
    stride: words[at + 2] as 1 | 2,
    hw: words[at + 3]!,
    hwStep: words[at + 4]!,
    state: PAGE_STATES[words[at + 5]!]!,
    by: TOUCHED_BY[words[at + 6]!]!,
    step: words[at + 7]!,
    since: words[at + 8]!,
  };
}

export function unpackRuns(packed: PackedRuns): PageRun[] {
  const words = runWords(packed);
  return Array.from({ length: packed.count }, (_, index) => runOfWords(words, index));
}

/** A line of the maps file. Pieces of one mmap share `mapping`; `pgoff` in base pages. */
export interface ShownVma {
  readonly id: number;
  /** Name of the mmap it is a piece of: `VMA0`. */
  readonly mapping: string;
  /** 0, 1, … among the pieces of that mmap, by address. */
  readonly piece: number;
  readonly pieces: number;
  readonly kind: 'esb' | 'tima';
  readonly start: number;
  readonly end: number;
  readonly pgoff: number;
  /** LISNs by file offset; `whole` false = it starts or ends inside a pair. */
  readonly lisns: readonly [first: number, last: number] | null;
  readonly whole: boolean;
  readonly protection: 'readWrite' | 'read' | 'none';
  /** ESB page (`2 * lisn + parity`) that the guest means by its first address page; null where nothing is announced. */
  readonly stands: number | null;
  /** First ESB page that a fault in its first address page resolves to; differs from `stands` where pages misresolve. */
  readonly serves: number | null;
  readonly step: number;
}

/** ESB pages `firstLisn`.. of guest memory, backed by address page `page`..; the highest priority wins. */
export interface ShownRegion {
  readonly name: string;
  readonly priority: number;
  readonly firstLisn: number;
  readonly count: number;
  readonly page: number | null;
  readonly base: boolean;
  /** Parts that really show, as LISN ranges `[first, last]`: the rest is hidden by a higher region. */
  readonly visible: readonly (readonly [first: number, last: number])[];
}

/** A KVM memory slot of the ESB area. */
export interface ShownSlot {
  readonly firstLisn: number;
  readonly lastLisn: number;
  readonly page: number;
  readonly region: string;
}

/** LISNs that exist in KVM, alike in all that is told here; LISN `from + i` has IPI number `ipi + i`. */
export interface SourceRun {
  readonly from: number;
  readonly to: number;
  readonly ipi: number | null;
  readonly lsi: boolean;
  readonly claimed: boolean;
  readonly orphan: boolean;
  /** Device that has it; null = none. */
  readonly device: string | null;
}

/** LISNs owned by PHB sources; LISN `from + i` has page `hw + i * hwStep`. `since` = step of set_mapped. */
export interface OwnerRun {
  readonly from: number;
  readonly to: number;
  readonly hw: HwPage;
  readonly hwStep: number;
  readonly since: number;
}

export interface ShownDevice {
  readonly name: string;
  /** `phb1`, or what the capture calls it. */
  readonly about: string;
  readonly plugged: boolean;
  /** LISNs it has or had last, `[first, last]`. */
  readonly lisns: readonly [first: number, last: number] | null;
  readonly vectors: number;
  readonly connected: number;
  /** Hardware sources of its vectors, where they are known: `[first, last]` as pages of parity 0. */
  readonly hw?: readonly (readonly [first: HwPage, last: HwPage])[];
}

export interface VmMoment {
  readonly vm: string;
  readonly vcpus: number;
  readonly nrIrqs: number;
  /** Bytes. */
  readonly pageSize: number;
  /** Host virtual address of address page 0; a nominal one where a branch has none. */
  readonly base: number;
  readonly baseIsReal: boolean;
  /** File page offset of LISN 0. */
  readonly esbOffset: number;
  /** False = PTEs cannot be known here; then `pages` holds what is likely or nothing. */
  readonly pagesKnown: boolean;
  readonly told: Told;
  /** The VM runs; false after an access that KVM cannot serve (`paused (internal-error)`). */
  readonly running: boolean;
  readonly vmas: readonly ShownVma[];
  readonly regions: readonly ShownRegion[];
  readonly slots: readonly ShownSlot[];
  readonly sources: readonly SourceRun[];
  readonly owners: readonly OwnerRun[];
  readonly devices: readonly ShownDevice[];
  readonly pages: PackedRuns;
  readonly counts: MomentCounts;
}

/** What is known here. Of a reading each is told by some texts only: where none is there, an empty list or a 0 says nothing. */
export interface Told {
  /** Lines of the maps file. */
  readonly vmas: boolean;
  /** QEMU's regions (`info mtree`) and the memory slots that KVM has of them (`info mtree -f`). */
  readonly regions: boolean;
  readonly slots: boolean;
  /** Which LISNs exist, and which of them are passed through. */
  readonly sources: boolean;
  readonly owners: boolean;
  /** Which pages are populated, all of them. */
  readonly pages: boolean;
  /** Faults, zaps, and changes of owner so far. */
  readonly history: boolean;
}

/** Of a branch, where the model knows all. */
export const ALL_TOLD: Told = {
  vmas: true,
  regions: true,
  slots: true,
  sources: true,
  owners: true,
  pages: true,
  history: true,
};

export interface MomentCounts {
  /** ESB lines of the maps file; those of the TIMA are not among them. */
  readonly vmas: number;
  readonly slots: number;
  readonly sources: number;
  readonly passedThrough: number;
  readonly populated: number;
  /** Of the populated ones, those that were there at the start: no fault of this story filled them. */
  readonly fromSetup: number;
  readonly stale: number;
  readonly misresolved: number;
  /** LISNs that are claimed but have no device (XIVE-R19). */
  readonly orphans: number;
  /** Since the start, of the whole host; of a reading, what its trace tells of this guest. */
  readonly zaps: number;
  readonly sets: number;
  readonly clears: number;
  /** Faults that filled a page, since the start. */
  readonly faults: number;
}

export interface XiveMoment {
  readonly place: Place;
  /** Events of the branch; 0 for a reading. */
  readonly steps: number;
  readonly vms: readonly VmMoment[];
}
