/**
 * From a wish to a host, in the words every device family shares: plans and their steps, rehearsals, drift, exports and
 * applies. The engine makes them (electron/engine/plan, apply, export), the renderer and the command line show them.
 */
import type { Fix, Ref } from './findings.ts';

/** `immediate`: what runs now (sysfs). `persistent`: what the next boot brings (chzdev, mdevctl). `both`: first now, then lasting. */
export const PLAN_STYLES = ['immediate', 'persistent', 'both'] as const;
export type PlanStyle = (typeof PLAN_STYLES)[number];

export interface PlanOptions {
  readonly style: PlanStyle;
  /** Guests (mdev ids) that may be stopped for the change and started again after it. */
  readonly restart: readonly string[];
}

/** One program with its arguments, never a shell line. `stdin` is the whole input, or null for none. */
export interface Command {
  readonly argv: readonly string[];
  readonly stdin: string | null;
}

/** A file as a command leaves it; `text` null = it is gone. Paths are absolute as on the host. */
export interface FileEffect {
  readonly path: string;
  readonly text: string | null;
}

/**
 * What a step does, exactly. `write` is one write(2) of `text` and a newline to an existing sysfs file. `run` is one or
 * more programs in order; `files` is what they leave on disk, which is all that is done of them below a root prefix.
 */
export type StepAction =
  | { readonly kind: 'write'; readonly path: string; readonly text: string }
  | { readonly kind: 'run'; readonly commands: readonly Command[]; readonly files: readonly FileEffect[] };

/**
 * What a file must show afterwards. Texts are compared without trailing white space; `line`: one of its lines is exactly
 * that; `lacks`: no line holds that, or there is no file; `link` = last part of the target, null = no such link.
 */
export type Expectation = { readonly path: string } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'line' | 'lacks'; readonly text: string }
  | { readonly kind: 'link'; readonly name: string | null }
  | { readonly kind: 'present' }
  | { readonly kind: 'absent' }
);

/** What cannot be brought back: zeroized queues, requests in flight, a guest's or the host's use of a device. */
export interface Loss {
  readonly kind: 'zeroized' | 'requests' | 'guest' | 'host';
  /** A full sentence. */
  readonly text: string;
  readonly refs: readonly Ref[];
}

export interface ReverseStep {
  readonly title: string;
  readonly action: StepAction;
}

export interface PlanStep {
  readonly family: string;
  readonly layer: 'active' | 'persistent';
  /** In words, imperative: `Take adapter 5 from payments-a`. */
  readonly title: string;
  readonly action: StepAction;
  /** What must hold before, in sentences. */
  readonly needs: readonly string[];
  readonly loses: readonly Loss[];
  /** Undoes this step when it was the last one done; in order. Empty with `irreversible` set when nothing does. */
  readonly reverse: readonly ReverseStep[];
  /** Why no write takes this step back; null when `reverse` does. */
  readonly irreversible: string | null;
  readonly expect: readonly Expectation[];
  readonly refs: readonly Ref[];
}

/** Why no legal order exists. `unblock` says what would help: edits of the wish, guests to restart, or words only. */
export interface PlanBlock {
  readonly family: string;
  readonly rule: string;
  readonly message: string;
  readonly refs: readonly Ref[];
  readonly unblock: readonly (Fix & { readonly restart: readonly string[] })[];
}

/** Ordered steps, or what blocks (then there are no steps). `notes` are sentences worth reading before. */
export interface Plan {
  readonly style: PlanStyle;
  readonly steps: readonly PlanStep[];
  readonly blocks: readonly PlanBlock[];
  readonly notes: readonly string[];
}

/** A plan with the name that `apply` must be given: it changes with any byte of any step. */
export interface NamedPlan extends Plan {
  readonly hash: string;
}

/** What changes, in words, grouped by guest (or "Host masks"). */
export interface ChangeGroup {
  readonly family: string;
  readonly title: string;
  readonly refs: readonly Ref[];
  readonly lines: readonly {
    readonly kind: 'add' | 'remove' | 'change';
    readonly text: string;
    readonly refs: readonly Ref[];
  }[];
}

/** One thing that lives in three places. `?` texts stand for what the source does not tell. */
export interface DriftRow {
  readonly family: string;
  readonly what: string;
  readonly refs: readonly Ref[];
  readonly active: string;
  readonly persistent: string;
  readonly desired: string;
  /** `same`: all three agree. `drift`: active and persistent differ. `pending`: only the wish differs. `unknown`: a side is not told. */
  readonly state: 'same' | 'drift' | 'pending' | 'unknown';
  /** Sentence on what the difference means; empty when they agree. */
  readonly meaning: string;
  readonly fixes: readonly Fix[];
}

export interface ReadBack {
  readonly expectation: Expectation;
  /** What the file showed; null = it is not there. */
  readonly got: string | null;
  readonly ok: boolean;
}

/** The answer of the model (rehearsal) or of a host (apply) to one action. */
export interface StepAnswer {
  readonly ok: boolean;
  readonly errno: string | null;
  readonly rule: string | null;
  /** Why it failed, a full sentence; null when it did not. */
  readonly message: string | null;
  /** What a program printed, line by line. */
  readonly output: readonly string[];
  readonly readBack: readonly ReadBack[];
  readonly notes: readonly string[];
  /** Devices that lost their content (AP: zeroized queues). */
  readonly lost: readonly Ref[];
}

export interface RehearsedStep extends StepAnswer {
  readonly title: string;
  readonly action: StepAction;
}

/** `failedAt`: index of the first step that did not answer as planned, null when all did. Steps behind it were not run. */
export interface Rehearsal {
  readonly steps: readonly RehearsedStep[];
  readonly failedAt: number | null;
  /** What differs from the wish at the end, in sentences; empty = the host ends exactly as wished. */
  readonly differences: readonly string[];
}

/** One line (or compound) of a hand-written script, and what would happen. */
export interface ScriptLine extends StepAnswer {
  /** 1-based line in the pasted text. */
  readonly line: number;
  readonly text: string;
  /** `ran`: rehearsed. `skipped`: harmless for the model (comment-like: echo, sleep, set -e). `unknown`: not understood, so not rehearsed. `unreached`: behind the line the script ends at; it has not failed, so `message` is null, and `ok` is false, since it has not run. */
  readonly status: 'ran' | 'skipped' | 'unknown' | 'unreached';
}

export interface ScriptRehearsal {
  readonly lines: readonly ScriptLine[];
  /** Index in `lines` of the first that failed. */
  readonly failedAt: number | null;
  readonly differences: readonly string[];
  /**
   * Mistakes that do not fail, such as a missing `set -e` after a failure. `line`: the 1-based line it is about (the
   * `line` of a ScriptLine); null or left out = it is about the whole script, or about what is left at its end.
   */
  readonly advice: readonly {
    readonly rule: string | null;
    readonly text: string;
    readonly line?: number | null;
  }[];
}

export const EXPORT_FORMATS = [
  'shell',
  'chzdev',
  'mdevctl',
  'libvirt',
  'qemu',
  'accel-config',
  'ansible',
  'xive-scenario',
  'xive-trace',
  'xive-calls',
] as const;
export type ExportFormatId = (typeof EXPORT_FORMATS)[number];

/** Path relative to the chosen folder, with `/`, of plain characters only. */
export interface ExportFile {
  readonly path: string;
  readonly text: string;
  readonly executable: boolean;
}

export interface Exported {
  readonly format: ExportFormatId;
  readonly files: readonly ExportFile[];
  /** What the format cannot say, and how to use the files; what blocks the plan stands first. */
  readonly notes: readonly string[];
  /** Why there are no steps to this wish: then there is no script, and other files only describe it. */
  readonly blocks: readonly PlanBlock[];
}

/** Where steps are run. `root`: every path is below this folder, and programs only leave their files. */
export type ApplyTarget =
  | { readonly kind: 'this-machine'; readonly root: string | null }
  | { readonly kind: 'ssh'; readonly host: string; readonly root: string | null };

export interface AppliedStep extends StepAnswer {
  readonly title: string;
}

/**
 * `done`: all steps ran and read back. `cancelled`: stopped between steps. `surprise`: a step did not answer as planned;
 * nothing behind it was run. `stale`: the host is not in the state the plan was made for; nothing was run.
 */
export interface ApplyReport {
  readonly status: 'done' | 'cancelled' | 'surprise' | 'stale' | 'nothing';
  readonly steps: readonly AppliedStep[];
  readonly total: number;
  /** Steps that an interrupted run had done before; this one went on behind them. */
  readonly resumedAfter: number;
  /** What differs from what was planned for, in sentences (`stale`), or from the expectation (`surprise`). */
  readonly differences: readonly string[];
  /** What to do about them, in sentences; empty where nothing is to be told. */
  readonly advice: string;
  /** Journal file, null when nothing was written. */
  readonly journal: string | null;
  /** Takes the host back to what it was before; null when there is nothing to take back. */
  readonly rollBack: Plan | null;
}
