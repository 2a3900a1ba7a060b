/** Answers of the DSA calls: what the engine knows of one thing, in the words the panels show. */
import type { Edit } from '../edit.ts';
import type { Errno, Fix, Problem, Ref, Refusal, RuleId } from '../findings.ts';
import type { StrategyId, WqMode } from './types.ts';

/** One file of the inspector. Values are texts as sysfs shows them. */
export interface AttributeRow {
  readonly file: string;
  readonly label: string;
  readonly value: string;
  /** As on the host; null where the host does not tell. */
  readonly onHost: string | null;
  readonly form: 'number' | 'choice' | 'switch' | 'text' | 'mask';
  /** Inclusive; null = none. `unit`: `entries`, `bytes`, ... or empty. */
  readonly least: number | null;
  readonly most: number | null;
  readonly unit: string;
  readonly choices: readonly {
    readonly value: string;
    readonly label: string;
    readonly why: string | null;
  }[];
  /** What bounds it now, as a sentence: `dsa0 has 16 of 128 entries left.` Empty = nothing worth saying. */
  readonly hint: string;
  /** Null = it can be written now. */
  readonly frozen: {
    readonly rule: RuleId;
    readonly errno: Errno;
    /** Full sentence. */
    readonly why: string;
    /** What is stopped for it and comes up again, in sentences; empty when there is no way. */
    readonly unfreeze: readonly string[];
    /** The edit takes `through`. */
    readonly canGoThrough: boolean;
  } | null;
  readonly rule: RuleId;
  /** Disabling its wq or device forgets it. */
  readonly forgotten: boolean;
}

/** One check of enabling, in the order the driver makes them; `waiting` = an earlier one fails, so it was not reached. */
export interface EnableCheck {
  readonly rule: RuleId;
  readonly text: string;
  readonly state: 'ok' | 'fails' | 'waiting';
  readonly errno: Errno | null;
  /** What cmd_status would show: `0x80030000`. */
  readonly cmdStatus: string | null;
  readonly fixes: readonly Fix[];
}

export interface Capacity {
  readonly what: 'entries' | 'read buffers' | 'IMS slots' | 'work queues' | 'engines';
  readonly used: number;
  readonly total: number;
  /** Who spends it, largest first. */
  readonly parts: readonly {
    readonly label: string;
    readonly amount: number;
    readonly refs: readonly Ref[];
  }[];
}

export interface PartCard {
  readonly part: string;
  readonly kind: 'device' | 'group' | 'engine' | 'wq';
  /** `dedicated, locked, 1 client`. */
  readonly summary: string;
  readonly attributes: readonly AttributeRow[];
  /** Facts that nobody writes. */
  readonly facts: readonly {
    readonly file: string;
    readonly label: string;
    readonly value: string;
    readonly meaning: string;
  }[];
  readonly capacity: readonly Capacity[];
  /** Empty for groups and engines. */
  readonly enable: {
    readonly enabled: boolean;
    readonly checks: readonly EnableCheck[];
    /** Why it cannot be disabled now, or what disabling would stop and forget, in sentences. */
    readonly disabling: readonly string[];
  } | null;
  /** cmd_status in words; null = 0. */
  readonly lastError: { readonly code: string; readonly meaning: string } | null;
  readonly problems: readonly Problem[];
  readonly mdevs: readonly string[];
}

/** One part of the virtual device (dsa.md 4). */
export interface GuestPart {
  readonly part: string;
  readonly how: 'emulated' | 'mediated' | 'passed through' | 'none';
  /** With this very device's numbers: `both pages map to portals at 0x2000 of BAR2`. */
  readonly detail: string;
  readonly rule: RuleId | null;
}

export interface MmioRegion {
  readonly bar: 'config space' | 'BAR0' | 'BAR2';
  readonly name: string;
  /** Bytes from the start of the BAR. */
  readonly offset: number;
  readonly size: number;
  readonly how: 'emulated' | 'mediated' | 'passed through' | 'none';
  /** Where the host has it: `dsa0 BAR2 + 0x2000 (wq0.0, unlimited, IMS)`; null when nothing of the host is behind it. */
  readonly host: string | null;
  /** Current content, where the model knows it: `GENSTATS 0: disabled`. */
  readonly value: string;
}

export interface MdevCard {
  readonly id: string;
  readonly device: string;
  readonly type: string;
  readonly mode: WqMode;
  readonly wq: string | null;
  readonly candidates: readonly string[];
  readonly guest: string | null;
  readonly state: string;
  readonly parts: readonly GuestPart[];
  readonly mmio: readonly MmioRegion[];
  readonly vectors: readonly {
    readonly index: number;
    readonly use: string;
    readonly how: 'emulated' | 'mediated';
    readonly slot: number | null;
  }[];
  /** How it is given to QEMU and libvirt, ready to copy. */
  readonly qemu: string;
  readonly hostdev: string;
  readonly problems: readonly Problem[];
}

export interface GuestOverview {
  readonly id: string;
  readonly name: string;
  readonly hue: number;
  readonly domain: string | null;
  readonly running: boolean | null;
  readonly mdevs: readonly string[];
}

/** One line of what a gesture would do. */
export interface PreviewStep {
  /** Imperative: `Write dedicated to wq0.3/mode`. */
  readonly text: string;
  /** As typed: `echo dedicated > /sys/bus/dsa/devices/wq0.3/mode`. */
  readonly command: string;
  /** Null when the model does it; else why not, and nothing behind it is done. */
  readonly refused: Refusal | null;
}

export interface PreviewChoice {
  /** `Give wq0.3 (dedicated, 16 entries) to vm-web` */
  readonly label: string;
  readonly wq: string | null;
  readonly edits: readonly Edit[];
  readonly steps: readonly PreviewStep[];
  /** What else happens: guests that stop, queues that go down and come up again, in sentences. */
  readonly price: readonly string[];
  /** Null = it can be done. */
  readonly refusal: Refusal | null;
}

/** The first choice that is not refused is what a drop or key does. Never empty: with nothing possible it holds the refusal. */
export interface DsaPreview {
  readonly choices: readonly PreviewChoice[];
}

/** What the player draws, read from the model after a step. */
export interface PlayerShows {
  readonly device: {
    readonly id: string;
    readonly state: string;
    /** `idxd`, `vfio-pci`; null = none bound. */
    readonly driver: string | null;
    /** Engines in a group. */
    readonly engines: number;
  };
  readonly wqs: readonly {
    readonly id: string;
    readonly state: string;
    readonly mode: WqMode;
    readonly size: number;
    /** -1 = in no group. */
    readonly group: number;
    readonly priority: number;
    readonly type: string;
    readonly driver: string | null;
    readonly clients: number;
    /** Written by the administrator (`mdev-uuid`). */
    readonly uuid: string | null;
  }[];
  /** What vfio can give away: mdevs, and what the other strategies make. */
  readonly mdevs: readonly {
    readonly id: string;
    /** Name of its wq; null = a whole device. */
    readonly wq: string | null;
    readonly guest: string | null;
    readonly state: 'made' | 'running' | 'orphan';
    readonly slots: readonly number[];
    readonly pasid: number | null;
  }[];
  readonly guests: readonly {
    readonly id: string;
    /** What its own driver has come to. */
    readonly state: 'off' | 'started' | 'device enabled' | 'queue enabled';
  }[];
  readonly types: readonly { readonly id: string; readonly available: number }[];
  /** IMS slots in use. */
  readonly slots: readonly number[];
}

/** One step of a lifecycle, played on the model. */
export interface PlayerFrame {
  readonly actor: 'administrator' | 'driver' | 'QEMU' | 'guest';
  readonly title: string;
  /** Why, and what it means. */
  readonly detail: string;
  /** As typed, or what the hardware is told; empty when nothing is. */
  readonly action: string;
  readonly errno: Errno | null;
  readonly rule: RuleId | null;
  /** What the model says to a refusal; empty when there is none. */
  readonly message: string;
  /** The model has no such operation: the step is told, not played. */
  readonly toldOnly: boolean;
  readonly shows: PlayerShows;
  /** Parts of `shows` that this step changed, made or took away: `device dsa0`, `wq wq0.1`, `mdev <id>`, `guest vm1`, `type <name>`, `slots`. */
  readonly changed: readonly string[];
}

export interface PlayerRun {
  readonly strategy: StrategyId;
  readonly frames: readonly PlayerFrame[];
  /** Index of the first frame of the undo part. */
  readonly undoFrom: number;
}

/** Settings of a player run: what goes wrong or differs. */
export interface PlayerSetting {
  readonly mode: WqMode;
  readonly guests: number;
  /** The host's kernel is 5.16 or later (dsa.md 5.3). */
  readonly softwareOnly: boolean;
}
