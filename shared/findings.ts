/**
 * What the engine says back: refusals of an edit, problems of a state, findings about files that were read.
 * All three point at things by {@link Ref} and offer {@link Fix}es; the interface renders them alike for every family.
 */
import type { Edit } from './edit.ts';

/** Family-qualified rule id, e.g. `AP-U10`; explained by the query `rules.explain`. */
export type RuleId = string;

/** errno name as in `errno.h`, e.g. `EADDRINUSE`. */
export type Errno = string;

export type Ref =
  | { readonly kind: 'apqn'; readonly apqn: number }
  | { readonly kind: 'adapter'; readonly id: number }
  | { readonly kind: 'domain'; readonly id: number }
  | { readonly kind: 'guest'; readonly id: string }
  | { readonly kind: 'mask'; readonly id: 'apmask' | 'aqmask' }
  /** A thing of a family by its own name, `wq0.3` or a UUID; unique in the family on its host. */
  | { readonly kind: 'part'; readonly family: string; readonly id: string }
  | { readonly kind: 'file'; readonly path: string };

/** One thing the user can do about it; applied as one undo step. `detail` tells the price (collateral, zeroized queues). */
export interface Fix {
  readonly label: string;
  readonly detail?: string;
  readonly edits: readonly Edit[];
}

/** Why an edit cannot be made. `message` is a full sentence in plain words; `because` lists what stands in the way. */
export interface Refusal {
  readonly rule: RuleId;
  readonly errno?: Errno;
  readonly message: string;
  readonly because: readonly { readonly text: string; readonly refs: readonly Ref[] }[];
  readonly fixes: readonly Fix[];
}

/** Something wrong or risky in a state that is legal to have. `id` is stable while the problem lasts. */
export interface Problem {
  readonly id: string;
  readonly severity: 'error' | 'warning' | 'info';
  readonly rule: RuleId;
  readonly message: string;
  readonly refs: readonly Ref[];
  readonly fixes: readonly Fix[];
}

/** Something about a file of a capture: missing, damaged, contradictory, not understood. Nothing is defaulted without one. */
export interface Finding {
  readonly severity: 'error' | 'warning' | 'info';
  /** Path inside the capture, or the name of the text that was read. */
  readonly file: string;
  readonly message: string;
}
