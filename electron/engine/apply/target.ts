/** A place where steps are carried out: this machine or one behind ssh, as it is or below a folder. */
import { StudioError } from '../../../shared/errors.ts';
import type { Ref } from '../../../shared/findings.ts';
import type { ApplyTarget, Command, StepAction, StepAnswer } from '../../../shared/plan.ts';
import type { CallContext } from '../session/dispatch.ts';
import type { HostDocument } from '../workspace/document.ts';

/** What a path holds, links not followed; a link also with the text behind it, where it leads to a readable file. */
export type Look =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly target: string; readonly text: string | null }
  | { readonly kind: 'folder' }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly why: string };

/**
 * A change of a file tree below a root. `gone` takes a file, a link, or a folder with everything in it; `folder` makes
 * one, and `emptied` takes it when nothing is in it.
 */
export type TreeEffect =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | { readonly kind: 'gone'; readonly path: string }
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'emptied'; readonly path: string };

/** Why a write or a program failed: errno name where the system told one, and a full sentence. */
export interface Failure {
  readonly errno: string | null;
  readonly message: string;
}

export interface ProgramEnd {
  readonly failure: Failure | null;
  /** What it printed, both streams, line by line. */
  readonly output: readonly string[];
}

/**
 * `host`: writes and programs act on the host itself. `below-root`: a kernel (or one that behaves like it) reacts to
 * writes below the root; programs only leave their files. `stand-in`: plain files, so a stand-in kernel acts.
 */
export type TargetMode = 'host' | 'below-root' | 'stand-in';

/** Paths are absolute as on the host. Methods throw StudioError where the target itself fails (connection lost). */
export interface Target {
  readonly where: ApplyTarget;
  /** For people: `this machine`, `kvm1 over ssh`. */
  readonly label: string;
  /** The same for the same target in every run: names its lock and journals. */
  readonly key: string;
  readonly mode: TargetMode;
  look(path: string): Promise<Look>;
  /** One write(2) of `text` and a newline to an existing file, which is neither made nor cut. */
  write(path: string, text: string): Promise<Failure | null>;
  run(command: Command): Promise<ProgramEnd>;
  /** Each file and link replaced as a whole, in order; only below a root. */
  place(effects: readonly TreeEffect[]): Promise<void>;
  /** Takes away what `place` of these paths leaves beside them when it is killed. */
  sweep(paths: readonly string[]): Promise<void>;
  capture(context: CallContext): Promise<HostDocument>;
  close(): Promise<void>;
}

/** An answer before its read-back. */
export type Outcome = Omit<StepAnswer, 'readBack'>;

/**
 * Carries one action out. `announce` is awaited before files are changed one by one: whoever keeps them can finish the
 * change after a crash. A kernel's own reaction is all or nothing and announces nothing. `refs` are the step's: a model
 * needs them to know which device a name in the action means.
 */
export type Carrier = (
  action: StepAction,
  refs: readonly Ref[],
  announce: (effects: readonly TreeEffect[]) => Promise<void>,
) => Promise<Outcome>;

/** sysfs and FUSE by their numbers in statfs (linux/magic.h): file systems whose files react to writes. */
export const REACTING_FILE_SYSTEMS: ReadonlySet<number> = new Set([0x62656572, 0x65735546]);

/** Throws `bad-request` for a path that is not absolute or climbs. */
export function requirePlainPath(path: string): void {
  const parts = path.split('/');
  if (path.startsWith('/') && !path.includes('\0') && !parts.includes('..') && !parts.includes('.')) return;
  throw new StudioError('bad-request', `${JSON.stringify(path)} is not a full path, or it climbs with “..”.`);
}

export function leavesRoot(path: string, root: string): StudioError {
  return new StudioError('forbidden', `${path} leads out of ${root}; nothing outside of it is touched.`);
}
