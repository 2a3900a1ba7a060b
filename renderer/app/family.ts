/** What a device family gives the shell. A new family adds its folder and one line in families.ts. */
import type { ComponentType } from 'react';
import type { Problem, Ref } from '../../shared/findings.ts';
import type { HostView } from '../../shared/view.ts';
import type { IconName } from '../ui/icons.tsx';

export interface FamilyProblems {
  readonly problems: readonly Problem[];
  /** Of all problems, also those beyond the listed ones. */
  readonly count: { readonly error: number; readonly warning: number; readonly info: number };
}

/** Something of a host one can go to by name: a guest, a queue. */
export interface Place {
  readonly id: string;
  readonly label: string;
  readonly detail: string;
  readonly icon: IconName;
  readonly refs: readonly Ref[];
}

/** A key of a view that is no verb of its own: moving, selecting, painting. */
export interface KeyHelp {
  /** As people read them: `Shift+Arrow keys`; several that do alike are separated by a comma. */
  readonly keys: string;
  readonly what: string;
}

export interface FamilyEntry {
  readonly id: string;
  /** Navigation label. */
  readonly title: string;
  readonly icon: IconName;
  readonly View: ComponentType;
  /** The family's part of the overview of one host. */
  readonly Overview: ComponentType<{ readonly host: HostView }>;
  /** Null when the host has no such devices; then the shell shows nothing of the family. */
  readonly problems: (host: HostView) => FamilyProblems | null;
  /** One line for host cards: `4 guests, 30 queues`. */
  readonly summary: (host: HostView) => string;
  /** Places that answer a typed question; all named ones for an empty question. */
  readonly places: (host: HostView, question: string) => readonly Place[];
  /** Guests of the wish, in the order of the view. */
  readonly guests: (host: HostView) => readonly { readonly id: string; readonly name: string }[];
  /** The guest that is picked in the view; null when none is. */
  readonly picked: (host: HostView) => string | null;
  readonly refLabel: (host: HostView, ref: Ref) => string;
  /** Architectures of the domains that can have its devices, as libvirt writes them: `s390x`. */
  readonly architectures: readonly string[];
  /** What a host without such devices lacks, and where it was looked for: `an AP bus (/sys/bus/ap)`. */
  readonly bus: string;
  /** A queue as people type it: `wq0.3`. */
  readonly queueExample: string;
  /** How its queues are typed, a full sentence. */
  readonly queueWriting: string;
  /** A device of the family in a sentence: `an AP device`. */
  readonly device: string;
  /** False = there is nothing to plan or to apply on its hosts; left out = there is. */
  readonly plans?: false;
  /** Makes something of the family from nothing, where no host has to be read first. */
  readonly create?: {
    readonly label: string;
    readonly icon: IconName;
    /** A sentence for the start screen. */
    readonly about: string;
    /** The text that the engine reads like a capture of that name. */
    readonly text: () => { readonly name: string; readonly text: string };
  };
  /** Keys of the family's view, for the list of shortcuts. */
  readonly keys?: readonly KeyHelp[];
  /** A kernel profile's id in words: `Linux 6.0 to 6.18`. */
  readonly profileName: (id: string) => string;
}
