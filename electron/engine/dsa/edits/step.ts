/** What one edit gives inside the engine: a state with sentences, or why not, with fixes that are not yet tried. */
import type { DsaEdit } from '../../../../shared/dsa/edits.ts';
import type { DsaState } from '../../../../shared/dsa/types.ts';
import type { Errno, Fix, Ref, Refusal, RuleId } from '../../../../shared/findings.ts';
import { applyOp } from '../kernel/apply-op.ts';
import type { DsaOp, Failure } from '../kernel/kernel.ts';

/** `errno` null = the studio refuses, not a kernel. Fixes hold the whole cure with the refused edit in it. */
export interface Refused {
  readonly rule: RuleId;
  readonly errno: Errno | null;
  readonly message: string;
  readonly because: Refusal['because'];
  readonly fixes: readonly Fix[];
}

export type Step =
  | { readonly ok: true; readonly state: DsaState; readonly notes: readonly string[] }
  | { readonly ok: false; readonly refused: Refused };

export function done(state: DsaState, ...notes: readonly string[]): Step {
  return { ok: true, state, notes };
}

export function refuse(
  rule: RuleId,
  message: string,
  parts: Partial<Omit<Refused, 'rule' | 'message'>> = {},
): Step {
  return { ok: false, refused: { rule, message, errno: null, because: [], fixes: [], ...parts } };
}

/** The model kernel's own answer as a refusal. */
export function refuseAs(failure: Failure, fixes: readonly Fix[] = []): Step {
  const { rule, errno, message, refs } = failure;
  const because = refs.length === 0 ? [] : [{ text: message, refs }];
  return { ok: false, refused: { rule, errno, message, because, fixes } };
}

/** Operations one after the other; the first failure refuses all. */
export function runOps(state: DsaState, ops: readonly DsaOp[], fixes: readonly Fix[] = []): Step {
  let current = state;
  for (const op of ops) {
    const result = applyOp(current, op);
    if (result.failure !== null) return refuseAs(result.failure, fixes);
    current = result.state;
  }
  return done(current);
}

/** The next step from the state of the first; its notes follow. */
export function andThen(step: Step, next: (state: DsaState) => Step): Step {
  if (!step.ok) return step;
  const after = next(step.state);
  return after.ok ? { ...after, notes: [...step.notes, ...after.notes] } : after;
}

export function fixOf(label: string, edits: readonly DsaEdit[], detail?: string): Fix {
  return detail === undefined || detail === '' ? { label, edits } : { label, detail, edits };
}

export function partRef(id: string): Ref {
  return { kind: 'part', family: 'dsa', id };
}

export function guestRef(id: string): Ref {
  return { kind: 'guest', id };
}
