/** Answers of the AP queries about one guest, the files behind a state, kernel profiles, and a mapping being typed. */
import type { Refusal } from '../findings.ts';
import type { CardNote } from './preview.ts';
import type { ApProfileId } from './types.ts';

/** `lpar`: the LPAR lacks it; `crycb`: it does not fit; `stale`: nothing hides it any more; else what is wrong with the culprit. */
export type HiddenReason = 'lpar' | 'absent' | 'unbound' | 'other-driver' | 'reset' | 'stale' | 'crycb';

/** An adapter that is assigned and does not reach the guest. */
export interface HiddenAdapterCard extends Omit<CardNote, 'text'> {
  readonly adapter: number;
  /** The first queue, in the kernel's order, that hides the adapter; null when no single one does. */
  readonly culprit: number | null;
  readonly reason: HiddenReason;
  readonly sentence: string;
}

export interface GuestCard {
  readonly mdev: string;
  /** APM, AQM and ADM: `0x` and 64 digits, and the ids in both bases. */
  readonly masks: readonly {
    readonly name: 'APM' | 'AQM' | 'ADM';
    readonly hex: string;
    readonly ids: string;
  }[];
  readonly adapters: number;
  readonly domains: number;
  /** APQNs of the matrix; of a virtual guest the real queues behind its mapping. */
  readonly apqns: number;
  /** APQNs the guest sees, or would see if it ran. */
  readonly sees: number;
  readonly hidden: readonly HiddenAdapterCard[];
  /** Usage domains that do not reach the guest, in both bases; empty text = none. */
  readonly hiddenDomains: string;
  /** About control domains. */
  readonly control: readonly CardNote[];
  /** Everything else, most severe first. */
  readonly notes: readonly CardNote[];
  /** What stopping the guest brings about; empty while it does not run. */
  readonly stopping: readonly string[];
  /** What is lost when the guest is deleted; empty = nothing. */
  readonly deleting: readonly string[];
}

/** A line of the guest list. */
export interface GuestSummary {
  readonly mdev: string;
  readonly apqns: number;
  readonly sees: number;
  readonly hiddenAdapters: number;
}

export interface SysfsFile {
  readonly path: string;
  /** What a reader of the file gets, newlines included. */
  readonly text: string;
  /** Lines that say the same in ids of both bases. */
  readonly decoded: readonly string[];
  /** The kernel cuts the text off at the end of its page. */
  readonly truncated: boolean;
}

export interface SysfsFolder {
  readonly path: string;
  /** Null for the bus itself. */
  readonly mdev: string | null;
  readonly files: readonly SysfsFile[];
}

export interface SysfsFiles {
  readonly desired: readonly SysfsFolder[];
  readonly observed: readonly SysfsFolder[];
}

export interface ProfileCard {
  readonly id: ApProfileId;
  readonly title: string;
  readonly about: string;
  /** What would be otherwise than now; empty for the profile the host has. */
  readonly changes: readonly {
    readonly rule: string;
    readonly what: string;
    readonly now: string;
    readonly after: string;
  }[];
}

export type VirtualCheck =
  | { readonly ok: true; readonly virtual: number; readonly real: readonly number[] }
  | { readonly ok: false; readonly refusal: Refusal };
