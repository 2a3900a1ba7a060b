/** Answers of the zPCI calls: what the engine knows of one thing, in the words the panels show. */
import type { Edit } from '../edit.ts';
import type { Problem, Ref, Refusal, RuleId } from '../findings.ts';
import type { WhatIf } from './edits.ts';
import type { Block, FieldClass } from './fields.ts';
import type { Address, DmaWindow, FactSource, FunctionState, HostFunctionState, ProfileId } from './types.ts';

/** A value as it is shown: text for people, and what it means in words (empty = the text says all). */
export interface ShownValue {
  /** `0x1bfffffff`, `64`, `LAB`; null = not known. */
  readonly text: string | null;
  readonly meaning: string;
}

/** One stop on the way of a value from the card to the guest, in order. */
export interface ValueStop {
  readonly at: 'card' | 'host kernel' | 'vfio' | 'QEMU' | 'guest kernel';
  /** A full sentence: `QEMU cuts the window to 65,535 mappings of 4 KiB.` */
  readonly text: string;
  readonly value: ShownValue;
  readonly rule: RuleId | null;
}

/** A value that is not this card's although it should be. */
export interface Lie {
  readonly rule: RuleId;
  /** What is wrong, a full sentence. */
  readonly text: string;
  /** How the guest's driver would notice, a full sentence. */
  readonly notice: string;
}

/** What happened to a value on its way. */
export type ValueFate = 'copied' | 'replaced' | 'cut' | 'constant' | 'hidden' | 'default' | 'own' | 'unknown';

export interface AnswerField {
  readonly block: Block;
  /** As in fields.ts. */
  readonly name: string;
  readonly label: string;
  readonly offset: number;
  readonly width: number;
  readonly cls: FieldClass;
  readonly fate: ValueFate;
  /** On the host; for an emulated card there is none. */
  readonly host: ShownValue | null;
  readonly guest: ShownValue;
  /** A short clause for the table: `cut to 65,535 mappings (DMA_AVAIL)`. */
  readonly because: string;
  readonly rule: RuleId | null;
  readonly path: readonly ValueStop[];
  readonly lie: Lie | null;
  /** Under a what-if: the value without it; null where it is the same. */
  readonly changedFrom: ShownValue | null;
}

/** Number line of addresses (zpci.md 6, view 3). */
export interface DmaBar {
  readonly platform: DmaWindow | null;
  readonly host: DmaWindow | null;
  readonly guest: DmaWindow | null;
  readonly msi: Address | null;
  /** Mappings the container has left, of 4 KiB; null = no limit, or not known. */
  readonly mappings: number | null;
  /** Sentences on what was cut, by whom. */
  readonly notes: readonly string[];
}

export interface AnswerCard {
  readonly guest: string;
  readonly device: string;
  readonly whatIf: WhatIf;
  readonly profile: ProfileId;
  readonly machine: string;
  readonly mode: 'emulated' | 'intercept' | 'interpret' | 'waiting';
  /** Why not the mode that was asked for (K-17), a full sentence; empty = it is as asked. */
  readonly modeNote: string;
  /** Why QEMU would not start with it; the fields then say nothing. */
  readonly refusal: Refusal | null;
  readonly state: FunctionState;
  readonly handle: string;
  readonly group: number | null;
  readonly fields: readonly AnswerField[];
  /** Bytes of the answers from the header on; null = not known. 192 and 64 of them. */
  readonly functionBytes: readonly (number | null)[];
  readonly groupBytes: readonly (number | null)[];
  readonly dma: DmaBar;
  readonly lies: number;
  readonly changed: number;
}

/** What one way tells of one field. */
export interface SourceCell {
  /** `yes`: read, or readable. `raw`: another value than the guest needs. `partly`: indirectly. */
  readonly tells: 'yes' | 'raw' | 'partly' | 'no';
  /** Where: `pchid`, `BASE`, `Query Function`, `iommu_group/reserved_regions`; or why not. */
  readonly where: string;
  /** As it was read; null = not read. */
  readonly value: ShownValue | null;
}

export interface SourceRow {
  readonly field: string;
  readonly label: string;
  readonly cells: Readonly<Record<FactSource, SourceCell>>;
}

/** The three ways to the information about one function, and whom else each shows (zpci.md 1.8, 2.6). */
export interface SourcesCard {
  readonly fid: number;
  readonly rows: readonly SourceRow[];
  readonly ways: readonly {
    readonly way: FactSource;
    readonly title: string;
    /** Who may ask: `anyone`, `root`, `whoever holds the function`. */
    readonly who: string;
    /** Functions it answers for on this host. */
    readonly reaches: number;
    /** Full sentences. */
    readonly verdict: string;
  }[];
  /** What a process with /dev/clp in its hands would see of the others, nearest first; bounded. */
  readonly neighbours: readonly {
    readonly fid: number;
    readonly address: string | null;
    readonly type: string;
    /** Guest, driver or `nobody`. */
    readonly owner: string;
    /** Fields it would read, with their values where they are known. */
    readonly exposed: readonly { readonly label: string; readonly value: string | null }[];
  }[];
  readonly neighbourCount: number;
}

/** One fact of a function of the host. */
export interface FactRow {
  readonly label: string;
  readonly value: ShownValue;
  /** Where it was read, or which way would tell it. */
  readonly from: string;
}

export interface FunctionCard {
  readonly fid: number;
  readonly address: string | null;
  readonly title: string;
  readonly summary: string;
  readonly state: HostFunctionState;
  readonly facts: readonly FactRow[];
  /** Files that this program does not know. */
  readonly others: readonly { readonly name: string; readonly text: string }[];
  /** What the machine's own CLP said, where it was read: bytes from the header on. */
  readonly answer: {
    readonly functionBytes: readonly number[];
    readonly groupBytes: readonly number[] | null;
  } | null;
  readonly owners: readonly { readonly guest: string; readonly device: string }[];
  /** What has to be true before a guest can have it, in order, with what does it. */
  readonly ready: readonly {
    readonly text: string;
    readonly ok: boolean;
    readonly rule: RuleId;
    readonly edits: readonly Edit[];
  }[];
  readonly problems: readonly Problem[];
  /** Commands an admin would type for it. */
  readonly commands: readonly { readonly task: string; readonly command: string }[];
}

/** Group of a guest (zpci.md 3.5), or of the host. */
export interface GroupCard {
  readonly number: number;
  readonly kind: 'default' | 'simulated' | 'host';
  /** Group of the host it stands for; null = QEMU's own. */
  readonly hostGroup: number | null;
  /** Device that made it, whose values it has; null = QEMU's own, or the host's. */
  readonly creator: string | null;
  readonly members: readonly { readonly id: string; readonly label: string; readonly ref: Ref }[];
  readonly values: readonly { readonly name: string; readonly label: string; readonly value: ShownValue }[];
  /** What the members share, and where one differs; sentences. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

export interface GroupsCard {
  readonly host: readonly GroupCard[];
  readonly guests: readonly {
    readonly guest: string;
    readonly groups: readonly GroupCard[];
    readonly simulatedLeft: number | null;
  }[];
}

export interface ListEntry {
  readonly device: string | null;
  readonly vendor: number | null;
  readonly deviceId: number | null;
  readonly config: number;
  readonly fid: number;
  readonly fh: number;
}

/** One CLP List as the guest sends it and what it gets. */
export interface ListPage {
  readonly request: { readonly rspLen: number; readonly token: string };
  /** `0x0010`, with what it means; `none` where an operand exception stands instead of an answer. */
  readonly rsp: string;
  readonly meaning: string;
  /** Null where an operand exception sets none. */
  readonly conditionCode: 0 | 3 | null;
  readonly rule: RuleId | null;
  readonly len: number | null;
  readonly token: string | null;
  readonly entries: readonly ListEntry[];
  readonly bytes: readonly (number | null)[];
  /** How many functions the guest has that List shows at all. */
  readonly total: number;
  /** Ones it leaves out, with why: sentences. */
  readonly leftOut: readonly string[];
}

/** Lives of a function that the ladder plays. */
export const LIVES = [
  'plug',
  'plug-waiting',
  'unplug',
  'unplug-standby',
  'unplug-ignored',
  'power',
  'error',
  'boot',
] as const;
export type Life = (typeof LIVES)[number];

/** One rung of the ladder: who does what, and what the function is afterwards. */
export interface LifeFrame {
  readonly actor: 'administrator' | 'QEMU' | 'guest kernel' | 'host kernel';
  readonly towards: LifeFrame['actor'] | null;
  readonly title: string;
  readonly detail: string;
  /** As typed, or what goes over the wire; empty = nothing. */
  readonly action: string;
  readonly rule: RuleId | null;
  readonly refusal: string;
  /** Event the guest gets with it: `0x0301`. */
  readonly event: {
    readonly pec: string;
    readonly meaning: string;
    readonly fh: string;
    readonly fid: string;
  } | null;
  /** What the guest's kernel writes. */
  readonly log: readonly string[];
  /** `absent`: it has not come yet. */
  readonly state: FunctionState | 'absent' | 'gone';
  readonly handle: string;
  /** List entries the guest would get now. */
  readonly listed: number;
}

export interface LifeRun {
  readonly life: Life;
  readonly title: string;
  readonly about: string;
  readonly frames: readonly LifeFrame[];
}

/** One line of what a gesture would do. */
export interface PreviewStep {
  readonly text: string;
  /** As typed; empty where the tool does it by itself. */
  readonly command: string;
  readonly refused: Refusal | null;
}

export interface PreviewChoice {
  /** `Give 0032:00:00.0 to db1 as UID 0x0024` */
  readonly label: string;
  readonly edits: readonly Edit[];
  readonly steps: readonly PreviewStep[];
  /** What else happens: a driver that loses it, a guest that has to restart, in sentences. */
  readonly price: readonly string[];
  /** What the guest would get: `UID 0x0024 · FID 0x00000063 · group 0xf1 · window 256 MiB`. */
  readonly gets: readonly string[];
  readonly refusal: Refusal | null;
}

/** The first choice that is not refused is what a drop or key does. Never empty. */
export interface ZpciPreview {
  readonly choices: readonly PreviewChoice[];
}
