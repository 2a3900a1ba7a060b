/** What an operation of the kernel did, told as an action. */
import type { ApState } from '../../../../shared/ap/types.ts';
import type { Ref } from '../../../../shared/findings.ts';
import { done, failed } from '../../perform/outcome.ts';
import type { Performed } from '../../plan/planning.ts';
import { changeNotes, zeroizeNote } from '../edit-notes.ts';
import type { Failure, OpResult } from '../kernel/kernel.ts';
import { applyOp, type KernelOp } from '../rules.ts';
import { refusalOf } from '../refusals.ts';
import { withMends } from './mends.ts';

export type Outcome = Performed<ApState>;

export function lostRefs(resets: readonly number[]): Ref[] {
  return resets.map((apqn) => ({ kind: 'apqn', apqn }));
}

/** The failure of a kernel operation in words; fixes are for the interface and not looked for here. */
export function failureWords(state: ApState, failure: Failure): string {
  // The newline a write ends with is not part of what the reader wrote.
  const shown = failure.kind === 'parse' ? { ...failure, text: failure.text.trimEnd() } : failure;
  return refusalOf(state, shown).message;
}

/** What an operation did, told as the interface tells an edit. */
export function fromOp(before: ApState, result: OpResult): Outcome {
  const { failure } = result;
  if (failure) {
    const told = failed(before, failure.errno, failure.rule, failureWords(before, failure));
    return withMends({ ...told, lost: lostRefs(result.resets) }, before, failure);
  }
  return done(result.state, {
    notes: [...result.notes, ...zeroizeNote(result.resets), ...changeNotes(before, result.state)],
    lost: lostRefs(result.resets),
  });
}

export function runOp(state: ApState, op: KernelOp): Outcome {
  return fromOp(state, applyOp(state, op));
}
