/** What the engine shows of the open workspace: the one document the renderer mirrors. Device state is packed per family. */
import type { PackedAp, PackedApDelta } from './ap/packed.ts';
import type { DsaState } from './dsa/types.ts';
import type { Finding, Problem } from './findings.ts';
import type { XiveView } from './xive/view.ts';
import type { ZpciView } from './zpci/view.ts';

/** Problems of a wish, as every family shows them. */
export interface ProblemsView {
  readonly problems: readonly Problem[];
  /** Problems beyond the ones listed (at most 200 are), per severity. */
  readonly problemCount: { readonly error: number; readonly warning: number; readonly info: number };
}

export interface ApView extends ProblemsView {
  readonly observed: PackedAp;
  /** Relative to `observed`; read both with `applyApDelta`. */
  readonly desired: PackedApDelta;
}

export interface DsaView extends ProblemsView {
  readonly observed: DsaState;
  /** Null = exactly as observed. */
  readonly desired: DsaState | null;
}

export interface HostView {
  readonly id: string;
  readonly name: string;
  readonly source: {
    readonly kind: 'folder' | 'archive' | 'text' | 'this-machine' | 'ssh' | 'example' | 'workspace';
    /** File name or path as the user gave it. */
    readonly label: string;
    /** The other file, where two texts tell the host only together. */
    readonly other?: string | undefined;
    /** ISO 8601 time of the reading. */
    readonly readAt: string;
    /** ISO 8601 time the host's state was taken, where the source tells it. */
    readonly takenAt?: string | undefined;
  };
  readonly kernel: string | null;
  readonly machine: string | null;
  readonly findings: readonly Finding[];
  readonly ap?: ApView;
  readonly dsa?: DsaView;
  readonly xive?: XiveView;
  readonly zpci?: ZpciView;
}

export interface WorkspaceView {
  /** Null until a workspace is open: the start screen shows. */
  readonly workspace: {
    readonly name: string;
    /** File it was opened from or saved to; null while it has none. */
    readonly path: string | null;
    readonly edited: boolean;
    readonly undo: string | null;
    readonly redo: string | null;
    readonly hosts: readonly HostView[];
  } | null;
}
