/** The import operations of the case format (zpci.md 7.1): what a capture tells of the functions of its host. */
import type { CaseContext } from '../../family.ts';

export type ImportOp = 'import_sysfs' | 'import_vfiocaps';

export type Imported =
  | {
      readonly ok: true;
      readonly count: number;
      /** By address; a function without one by its FID. */
      readonly functions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
      /** Fields that the source tells of no function, in the order of the case format. */
      readonly unknown: readonly string[];
    }
  /** A sentence. */
  | { readonly ok: false; readonly why: string };

export interface ImportDifference {
  readonly key: string;
  readonly expected: unknown;
  readonly got: unknown;
}

/** `name`: base name of the capture, as `initial.capture`. */
export function importOp(_context: CaseContext, name: string, _op: ImportOp): Imported {
  return { ok: false, why: `There is no capture ${name}.` };
}

/** Differences of what was imported from `count`, `functions` and `unknown` of a case's `expect`; other keys are not looked at. */
export function importDifferences(
  _expected: Readonly<Record<string, unknown>>,
  _imported: Imported,
): readonly ImportDifference[] {
  return [];
}
