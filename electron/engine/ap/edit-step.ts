/** What one edit gives, and how it comes about: from kernel operations, or as a change of the wish alone. */
import type { ApEdit } from '../../../shared/ap/edits.ts';
import type { ApState, Mdev } from '../../../shared/ap/types.ts';
import { changeNotes, zeroizeNote } from './edit-notes.ts';
import { refreshShadows } from './kernel/filter.ts';
import type { Failure, OpResult } from './kernel/kernel.ts';

export type EditOf<Name extends ApEdit['op']> = Extract<ApEdit, { readonly op: Name }>;

/** A new state with sentences, or a failure that still has to be put in words. */
export type Step = { readonly state: ApState; readonly notes?: Notes } | { readonly failure: Failure };

/** Made only for a reader: on a full machine they cost as much as the edit, and a trial has none. */
export type Notes = () => readonly string[];

export function withMdev(state: ApState, id: string, parts: Partial<Mdev>): ApState {
  return { ...state, mdevs: state.mdevs.map((mdev) => (mdev.id === id ? { ...mdev, ...parts } : mdev)) };
}

export function plainFailure(errno: string, rule: string, text: string, mdev?: string): { failure: Failure } {
  return { failure: { errno, rule, kind: 'plain', text, ...(mdev === undefined ? {} : { mdev }) } };
}

/** Shadows of wishes that no kernel has yet follow the queues and the LPAR; those of active mdevs are the kernel's. */
function followQueues(before: ApState, after: ApState): ApState {
  const same =
    before.queues.state === after.queues.state &&
    before.queues.resetRc === after.queues.resetRc &&
    before.lpar === after.lpar;
  return same || after.mdevs.every((mdev) => mdev.active)
    ? after
    : refreshShadows(after, (mdev) => !mdev.active);
}

export function fromOps(state: ApState, result: OpResult): Step {
  if (result.failure) return { failure: result.failure };
  const after = followQueues(state, result.state);
  return {
    state: after,
    notes: () => [...result.notes, ...zeroizeNote(result.resets), ...changeNotes(state, after)],
  };
}
