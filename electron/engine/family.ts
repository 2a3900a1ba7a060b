/**
 * What a device family gives the engine. Session, undo, problems, files, views and the command line are written once
 * over this interface; a new family adds its folder and one line in families.ts.
 */
import type { z } from 'zod';
import type { RuleExplanation } from '../../shared/contract.ts';
import type { Edit } from '../../shared/edit.ts';
import type { Finding, Problem, Refusal } from '../../shared/findings.ts';
import type { Json } from '../../shared/patches.ts';
import type { FamilyExport } from './export/exporting.ts';
import type { HostTree } from './hosts/tree.ts';
import type { FamilyPlanning } from './plan/planning.ts';

/** Result of a change: the new state and what happened besides (sentences for the user), or why not. */
export type Outcome<State> =
  | { readonly ok: true; readonly state: State; readonly notes: readonly string[] }
  | { readonly ok: false; readonly refusal: Refusal };

export interface Observation<State> {
  readonly state: State;
  readonly findings: readonly Finding[];
}

/** One case of a case file after it ran; `differences` is empty when it passed. */
export interface CaseResult {
  readonly name: string;
  readonly differences: readonly {
    readonly key: string;
    readonly expected: unknown;
    readonly got: unknown;
  }[];
}

/** What a case may name outside itself. */
export interface CaseContext {
  /** Parsed JSON of the host of that name (`A`: `hostA.json` or `A.json` in the folder given, the case file's folder, or shipped); null = none. */
  host(name: string): unknown;
  /**
   * Everything the files of the capture of that name hold (`NAME.tar.gz`, `NAME.grep.txt` ...), looked for in the folder
   * given, then the case file's; null = none there. Absent where no files are at hand: then there are the shipped ones.
   */
  readonly capture?: (name: string) => HostTree | null;
}

export interface DeviceFamily<State = unknown, FamilyEdit extends Edit = Edit> {
  readonly id: string;
  readonly title: string;
  readonly editSchema: z.ZodType<FamilyEdit>;
  readonly rules: readonly RuleExplanation[];
  /** Host paths worth keeping while a folder or archive is read. */
  wants(path: string): boolean;
  /**
   * Host files -> state; null when the host shows no sign of this family. Never fails for bad files. A family that
   * needs more than some 100 ms for a large host answers later and leaves turns of the event loop to others.
   */
  observe(tree: HostTree): Observation<State> | null | Promise<Observation<State> | null>;
  /** Texts that are meant for this family but cannot be read, each with its reason; asked for when `observe` finds nothing. */
  unreadable?(tree: HostTree): readonly Finding[];
  /** Pure: never changes `state`, never throws for a user's mistake. */
  apply(state: State, edit: FamilyEdit): Outcome<State>;
  problems(observed: State, desired: State): readonly Problem[];
  /** The family's part of the renderer's view of a host. */
  view(observed: State, desired: State): Json;
  /** What the host has, in plain lines for people: devices, queues, guests; of the wish, with what was read where it differs. Bounded for any host. */
  summary(observed: State, desired: State): readonly string[];
  /** The family's part of a workspace file, readable and complete, and back; `fromFile` throws StudioError 'unreadable'. */
  toFile(state: State): Json;
  fromFile(json: unknown): State;
  /** Plans and what is built on them; null while a family only shows. */
  readonly planning: FamilyPlanning<State> | null;
  readonly exports: readonly FamilyExport<State>[];
  /** Case files: does this parsed case belong here, and how does it run. Null while a family has no case format. */
  readonly cases: {
    recognises(parsed: unknown): boolean;
    run(parsed: unknown, context: CaseContext): CaseResult;
  } | null;
}
