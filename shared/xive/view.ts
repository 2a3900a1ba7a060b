/** What the engine pushes of a host's XIVE study: names and numbers; the rest is asked for by place. */
import type { ProblemsView } from '../view.ts';
import type { Told } from './moment.ts';
import type { XiveConfig } from './types.ts';

export interface ReadingView {
  readonly id: string;
  readonly name: string;
  readonly texts: readonly string[];
  readonly irqchip: 'in-kernel' | 'emulated' | null;
  readonly pageSize: number | null;
  readonly vcpus: number;
  readonly sources: number;
  readonly passedThrough: number;
  /** ESB lines of the maps file; those of the TIMA apart. */
  readonly vmas: number;
  readonly timaVmas: number;
  /** Which of these numbers its texts tell; the others are 0 for want of a text. */
  readonly told: Told;
  /** Lines of a kernel trace or message log. */
  readonly traced: number;
}

export interface BranchView {
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly parent: { readonly branch: string; readonly step: number } | null;
  readonly config: XiveConfig;
  readonly vms: readonly { readonly name: string; readonly vcpus: number; readonly sources: number }[];
  readonly events: number;
  /** Stale and misresolved pages at its end; null = too long to tell along with every change. */
  readonly wrong: number | null;
  /** Names of the devices that are plugged at some time. */
  readonly devices: readonly string[];
  /** Another number when anything of the branch changed. */
  readonly serial: number;
  /** Not as it was opened. */
  readonly edited: boolean;
}

export interface XiveView extends ProblemsView {
  readonly readings: readonly ReadingView[];
  readonly branches: readonly BranchView[];
  readonly changed: boolean;
}
