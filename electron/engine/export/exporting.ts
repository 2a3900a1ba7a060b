/** What a device family gives for exports: one entry a format it can write, and reading it back where the format says enough. */
import type { ExportFile, ExportFormatId, Plan } from '../../../shared/plan.ts';
import type { Refusal } from '../../../shared/findings.ts';

/** A host whose wish is exported. `plan` is the plan of style `both`. */
export interface ExportHost<State = unknown> {
  readonly name: string;
  readonly observed: State;
  readonly desired: State;
  readonly plan: Plan;
}

export interface WrittenFormat {
  readonly files: readonly ExportFile[];
  readonly notes: readonly string[];
}

/** Files were understood as a wish, or a sentence says what was expected. Nothing is dropped without a note. */
export type ReadFormat<State> =
  | { readonly ok: true; readonly state: State; readonly notes: readonly string[] }
  | { readonly ok: false; readonly refusal: Refusal };

export interface FamilyExport<State = unknown> {
  readonly format: ExportFormatId;
  /** What this family's files of the format are, a sentence; missing = what the format says of itself. */
  readonly about?: string;
  /** Files of one host, paths relative to that host's folder. */
  write(host: ExportHost<State>): WrittenFormat;
  /** The wish these files tell, on top of `base` (what they do not tell stays as it is there). Missing: the format cannot be read back. */
  read?(files: readonly ExportFile[], base: State): ReadFormat<State>;
  /**
   * libvirt only: an existing domain's XML with this device put in, everything else byte for byte. Throws StudioError
   * `bad-request` with a sentence where that cannot be, `not-found` for a device that is none of this family.
   */
  putIntoDomain?(
    state: State,
    device: string,
    xml: string,
  ): { readonly xml: string; readonly notes: readonly string[] };
}
